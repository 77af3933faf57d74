"""Who does not stand any more for a child at the school; asked of many at once.

A relation may end without any event, because its last day is over: so this is asked by the clock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import school, standing_for
from shared.errors import Conflict
from shared.tenancy import projection_id
from shared.web.languages import lazy_


class StandsForNobody(Conflict):
    """The guardian stands for none of the children at the school any more. HTTP 409."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """What a guardian holds for children: a place, a time to talk, something to bring."""

    key: str
    guardian_id: str
    student_ids: tuple[str, ...]


def ended(holders: Collection[Holder], school_id: str, now: datetime) -> frozenset[str]:
    """The keys of those whose guardian stands for none of the children at the school today.

    Source: product.md R11.
    """
    children = {child for one in holders for child in one.student_ids}
    if not children:
        return frozenset()
    on = school(school_id).day_of(now)
    standing = standing_for(children - gone_from(children, school_id), school_id, on)
    return frozenset(
        one.key
        for one in holders
        if not any((one.guardian_id, child) in standing for child in one.student_ids)
    )


def stands(guardian_id: str, student_ids: Collection[str], school_id: str, now: datetime) -> bool:
    """Whether the guardian stands for one of the children at the school today: not ``ended``."""
    holder = Holder(key="", guardian_id=guardian_id, student_ids=tuple(student_ids))
    return not ended([holder], school_id, now)


def require_standing(
    guardian_id: str, student_ids: Collection[str], school_id: str, now: datetime
) -> None:
    """Refuse what would be let go again at once, because it is held for nobody.

    Raises:
        StandsForNobody: the guardian stands for none of the children at the school today.
    """
    if not stands(guardian_id, student_ids, school_id, now):
        message = lazy_("The school’s records name this person for no child here any more.")
        raise StandsForNobody("stands-for-nobody", message)


def gone_from(student_ids: Collection[str], school_id: str) -> set[str]:
    """Those of the students who left the school: their record there ended or was erased.

    Being in no class says nothing: a feed may be half loaded, a child changes its class, and
    between two school years nobody is in one.
    """
    records = RosterPerson._get_collection().find(
        {"_id": {"$in": [projection_id(school_id, one) for one in student_ids]}},
        {"active": 1, "erased": 1},
    )
    return {
        row["_id"].partition("/")[2]
        for row in records
        if row.get("erased") or not row.get("active", True)
    }
