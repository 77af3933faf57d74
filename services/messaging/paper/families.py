"""Named reads of the families invited to an activity, of thousands some at a time.

Only ids are read of all of them; names, children and states of those that are shown.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.models import KnownAnswer, KnownInvitation
from services.messaging.paper.models import PaperSheet
from services.messaging.paper.rules import LOST
from services.messaging.roster.models import RosterPerson
from services.messaging.roster.queries import called, children_of, full_name
from shared import clock
from shared.errors import NotFound
from shared.tenancy import projection_id, write_scope

SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A family in the list of an activity; ``is_printed``: it has a sheet already."""

    invitation_id: str
    name: str
    children: tuple[str, ...]
    is_reached: bool
    has_answered: bool
    is_printed: bool

    @property
    def needs_sheet(self) -> bool:
        """Whether nothing has reached it, and it has not answered."""
        return not (self.is_reached or self.has_answered)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of an activity's families, and whether others come after them."""

    families: tuple[Invited, ...]
    has_more: bool


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Who was invited to which activity."""

    invitation_id: str
    guardian_id: str
    activity_id: str

    @property
    def about(self) -> str:
        return f"invitation/{self.invitation_id}"


def invited_to(activity_ids: Collection[str], taught: frozenset[str] | None) -> frozenset[str]:
    """Those of the activities that have invited families; with ``taught`` of these classes."""
    found = KnownInvitation._get_collection().distinct("activity_id", _wanted(activity_ids, taught))
    return frozenset(found)


def waiting_in(activity_ids: Collection[str], taught: frozenset[str] | None) -> Mapping[str, int]:
    """How many families of each activity nothing has reached, and who have not answered."""
    waiting = _waiting(_asked(activity_ids, taught), activity_ids)
    rows = KnownInvitation._get_collection().find(
        {"_id": {"$in": _ids(waiting)}}, {"activity_id": 1, "guardian_id": 1, "student_ids": 1}
    )
    known = rows.to_list()
    own = children_of({row["guardian_id"] for row in known}, write_scope(), clock.now())
    here = _names(own)
    return Counter(
        row["activity_id"]
        for row in known
        if row["guardian_id"] in here and not own[row["guardian_id"]].isdisjoint(row["student_ids"])
    )


def families_page(
    activity_id: str, taught: frozenset[str] | None, *, only: str = "", number: int = 1
) -> Page:
    """The families of the activity: the ``only`` one, else whom nothing reaches; others by name.

    Raises:
        NotFound: there is no such activity, or none that one may see.
    """
    asked = _asked([activity_id], taught)
    if not asked:
        raise NotFound("activity")
    first = {only} if only else _waiting(asked, [activity_id])
    names = _names(one.guardian_id for one in asked)
    known = [one for one in asked if one.guardian_id in names]
    known.sort(key=lambda one: (one.invitation_id not in first, names[one.guardian_id]))
    begin = (number - 1) * SHOWN
    some = [one.invitation_id for one in known[begin : begin + SHOWN]]
    by_id = {one.invitation_id: one for one in shown_families(some)}
    return Page(
        families=tuple(by_id[one] for one in some if one in by_id),
        has_more=begin + SHOWN < len(known),
    )


def chosen_families(
    activity_id: str, taught: frozenset[str] | None, chosen: Collection[str]
) -> list[Invited]:
    """Those of these invitations that are to the activity, for as long as the link stands.

    Raises:
        NotFound: there is no such activity, or none that one may see.
    """
    if not invited_to([activity_id], taught):
        raise NotFound("activity")
    wanted = _wanted([activity_id], taught) | {"_id": {"$in": _ids(chosen)}}
    rows = KnownInvitation._get_collection().find(wanted, {"invitation_id": 1})
    return shown_families([row["invitation_id"] for row in rows])


def shown_families(invitation_ids: Collection[str]) -> list[Invited]:
    """These invitations with names, for as long as the family link stands; by name."""
    school_id = write_scope()
    invited = list(KnownInvitation.objects(id__in=_ids(invitation_ids), erased=False))
    own = children_of({one.guardian_id for one in invited}, school_id, clock.now())
    people = _people({one.guardian_id for one in invited}.union(*own.values()))
    about = [f"invitation/{one.invitation_id}" for one in invited]
    reached = _reached({"about": {"$in": about}})
    printed = set(PaperSheet.objects(school_id=school_id, about__in=about).scalar("about"))
    answered = set(KnownAnswer.objects(id__in=_ids(invitation_ids)).scalar("invitation_id"))
    rows = [
        Invited(
            invitation_id=one.invitation_id,
            name=full_name(people[one.guardian_id]),
            children=_called(people, theirs),
            is_reached=f"invitation/{one.invitation_id}" in reached,
            has_answered=one.invitation_id in answered,
            is_printed=f"invitation/{one.invitation_id}" in printed,
        )
        for one in invited
        if one.guardian_id in people
        and (theirs := set(one.student_ids) & own.get(one.guardian_id, frozenset()))
    ]
    return sorted(rows, key=lambda row: row.name)


def _asked(activity_ids: Collection[str], taught: frozenset[str] | None) -> list[_Asked]:
    fields = ("activity_id", "guardian_id", "invitation_id")
    # An index holds all of these fields, so that no row is read.
    rows = KnownInvitation._get_collection().find(
        _wanted(activity_ids, taught), {**dict.fromkeys(fields, 1), "_id": 0}
    )
    return [_Asked(**row) for row in rows.to_list()]


def _wanted(activity_ids: Collection[str], taught: frozenset[str] | None) -> dict[str, Any]:
    """An erased invitation names no activity any more."""
    of_classes = {} if taught is None else {"class_ids": {"$in": sorted(taught)}}
    return {"school_id": write_scope(), "activity_id": {"$in": list(activity_ids)}, **of_classes}


def _waiting(asked: Iterable[_Asked], activity_ids: Collection[str]) -> set[str]:
    """The invitations of these activities that nothing has reached, without an answer."""
    reached = _reached({"details.activity_id": {"$in": list(activity_ids)}})
    answered = set(
        KnownAnswer._get_collection().distinct(
            "invitation_id",
            {"school_id": write_scope(), "activity_id": {"$in": list(activity_ids)}},
        )
    )
    return {one.invitation_id for one in asked if one.about not in reached} - answered


def _reached(wanted: Mapping[str, Any]) -> set[str]:
    """What of it arrived by some way, or may still arrive."""
    hopeful = {"school_id": write_scope(), **wanted, "state": {"$nin": sorted(LOST)}}
    return set(Delivery._get_collection().distinct("about", hopeful))


def _names(person_ids: Iterable[str]) -> dict[str, str]:
    """The full names of those of these persons who are here, by person."""
    rows = RosterPerson._get_collection().find(
        {"_id": {"$in": _ids(set(person_ids))}, "active": True},
        {"person_id": 1, "given_name": 1, "preferred_name": 1, "family_name": 1, "_id": 0},
    )
    return {
        row["person_id"]: f"{row.get('preferred_name') or row['given_name']} {row['family_name']}"
        for row in rows.to_list()
    }


def _people(person_ids: Iterable[str]) -> dict[str, RosterPerson]:
    found = RosterPerson.objects(id__in=_ids(person_ids), active=True)
    return {one.person_id: one for one in found}


def _called(people: Mapping[str, RosterPerson], wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(called(people[one]) for one in wanted if one in people))


def _ids(record_ids: Iterable[str]) -> list[str]:
    return [projection_id(write_scope(), one) for one in record_ids]
