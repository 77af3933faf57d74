"""Who does not stand any more for a child at the school; asked of many at once.

A relation may end without any event, because its last day is over: so this is asked by the clock.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from services.invitations.roster.models import RosterEnrollment, RosterPerson
from services.invitations.roster.queries import enrolled, school, standing_for
from shared.events.evaluation import EnrollmentRole
from shared.tenancy import projection_id

_STUDENT = {"role": EnrollmentRole.STUDENT.value}


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
    gone = gone_from(children, school_id, on)
    standing = standing_for(children - gone, school_id, on)
    return frozenset(
        one.key
        for one in holders
        if not any((one.guardian_id, child) in standing for child in one.student_ids)
    )


def gone_from(student_ids: Collection[str], school_id: str, on: date) -> set[str]:
    """Those of the students who left the school.

    The record says so, or the child was taken out of its classes while these go on with others.
    Between two school years nobody is in a class, and nobody has left; nor has a child that never
    was in one.
    """
    wanted = list(student_ids)
    records = RosterPerson._get_collection().find(
        {"_id": {"$in": [projection_id(school_id, one) for one in wanted]}},
        {"active": 1, "erased": 1},
    )
    gone = {
        row["_id"].partition("/")[2]
        for row in records
        if row.get("erased") or not row.get("active", True)
    }
    former = _former_classes([one for one in wanted if one not in gone], school_id, on)
    classes = {of for those in former.values() for of in those}
    rows = enrolled({**_STUDENT, "class_id": {"$in": list(classes)}, "school_id": school_id}, on)
    go_on = {row["class_id"] for row in rows} if classes else set()
    return gone | {student for student, those in former.items() if those & go_on}


def _former_classes(student_ids: list[str], school_id: str, on: date) -> dict[str, set[str]]:
    """The classes that a student was in, of those who are in none now, nor will be."""
    rows = RosterEnrollment._get_collection().find(
        {**_STUDENT, "person_id": {"$in": student_ids}, "school_id": school_id},
        {"person_id": 1, "class_id": 1, "active": 1, "ends_on": 1},
    )
    day = datetime.combine(on, time(), UTC)
    former: dict[str, set[str]] = defaultdict(set)
    staying = set()
    for row in rows:
        ends_on = row.get("ends_on")
        if row.get("active") and (ends_on is None or ends_on > day):
            staying.add(row["person_id"])
        former[row["person_id"]].add(row["class_id"])
    return {student: those for student, those in former.items() if student not in staying}
