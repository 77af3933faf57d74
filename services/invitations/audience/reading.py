"""What is known of families on a day: reading the circle that an audience is chosen from.

All of it is read in a few queries, however many families there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.invitations.audience.circle import Circle
from services.invitations.audience.rules import Audience
from services.invitations.participation.models import Participation
from services.invitations.participation.rules import (
    EYES_OF_LEADERS,
    EYES_OF_TEACHERS,
    Part,
    likes_elsewhere,
)
from services.invitations.roster.models import RosterEnrollment, RosterPerson
from services.invitations.roster.queries import enrolled, holding, housemates, links_on
from shared.events.evaluation import EnrollmentRole

_Choices = tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]
_STUDENT = {"role": EnrollmentRole.STUDENT.value}


def circle_of(
    school_id: str, class_ids: Collection[str] | None, on: date, *, eyes: Collection[str]
) -> Circle:
    """The families of these classes on that day; with None those of the whole school.

    Their interests are there as far as they are for these eyes.
    """
    if class_ids is None:
        return _whole_circle(school_id, on, eyes)
    wanted = {"school_id": school_id, **_STUDENT, "class_id": {"$in": list(class_ids)}}
    classes = _classes(wanted, on)
    theirs = {"student_id": {"$in": list(classes)}, "school_id": school_id, "may_be_invited": True}
    return _circle(links_on(theirs, on), classes, school_id, on, eyes)


def circle_of_links(
    rows: list[dict[str, Any]],
    among: Collection[str],
    school_id: str,
    audience: Audience,
    on: date,
) -> Circle:
    """The circle of the guardians of these links, and of those who share a household with them."""
    shared = housemates(among, school_id)
    beyond = set[str]().union(*shared.values()) - set(among)
    if beyond:
        theirs = {"guardian_id": {"$in": list(beyond)}, "school_id": school_id}
        rows = [*rows, *links_on({**theirs, "may_be_invited": True}, on)]
    students = list({row["student_id"] for row in rows})
    wanted: dict[str, Any] = {"person_id": {"$in": students}, "school_id": school_id, **_STUDENT}
    if audience.is_of_classes:
        wanted["class_id"] = {"$in": list(audience.class_ids)}
    return _circle(rows, _classes(wanted, on), school_id, on, eyes_of(audience), shared)


def eyes_of(audience: Audience) -> Collection[str]:
    """Whose interests the audience may go by: told to teachers, or to who leads the school."""
    return EYES_OF_TEACHERS if audience.within else EYES_OF_LEADERS


def _circle(
    rows: Iterable[Mapping[str, Any]],
    classes: Mapping[str, frozenset[str]],
    school_id: str,
    on: date,
    eyes: Collection[str],
    shared: Mapping[str, Collection[str]] | None = None,
) -> Circle:
    children = _children(rows, classes)
    return _drawn(
        children,
        classes,
        _active([*children, *classes], school_id),
        _choices(children, school_id, on, eyes),
        housemates(children, school_id) if shared is None else shared,
    )


def _whole_circle(school_id: str, on: date, eyes: Collection[str]) -> Circle:
    """Everybody: read without naming anybody, and in a few large rows."""
    classes = _all_classes(school_id, on)
    rows = links_on({"school_id": school_id, "may_be_invited": True}, on)
    return _drawn(
        _children(rows, classes),
        classes,
        _all_active(school_id),
        _choices(None, school_id, on, eyes),
        housemates(None, school_id),
    )


def _children(
    rows: Iterable[Mapping[str, Any]], classes: Collection[str]
) -> Mapping[str, set[str]]:
    children: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["student_id"] in classes:
            children[row["guardian_id"]].add(row["student_id"])
    return children


def _drawn(
    children: Mapping[str, set[str]],
    classes: Mapping[str, frozenset[str]],
    people: Mapping[str, Mapping[str, Any]],
    choices: _Choices,
    shared: Mapping[str, Collection[str]],
) -> Circle:
    return Circle(
        children=children,
        classes=classes,
        grades={one: people[one]["grades"] for one in classes if one in people},
        languages={
            one: next(iter(people[one]["languages"]), "") for one in children if one in people
        },
        interests=choices[0],
        resting=choices[1],
        elsewhere=choices[2],
        housemates=shared,
    )


def _all_classes(school_id: str, on: date) -> dict[str, frozenset[str]]:
    """Every student of the school on that day, with the classes; one row for each class."""
    wanted = {"school_id": school_id, **_STUDENT, **holding(on, "begins_on", "ends_on")}
    rows = RosterEnrollment._get_collection().aggregate(
        [{"$match": wanted}, {"$group": {"_id": "$class_id", "who": {"$push": "$person_id"}}}]
    )
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        only = frozenset({row["_id"]})
        for student in row["who"]:
            found[student] = found[student] | only if student in found else only
    return found


def _all_active(school_id: str) -> dict[str, Mapping[str, Any]]:
    """``_active`` of the whole school; one row for all who are alike."""
    alike = {"grades": "$grades", "languages": "$languages"}
    rows = RosterPerson._get_collection().aggregate(
        [
            {"$match": {"school_id": school_id, "active": True}},
            {"$group": {"_id": alike, "who": {"$push": "$person_id"}}},
        ]
    )
    return {person: row["_id"] for row in rows for person in row["who"]}


def _classes(wanted: dict[str, Any], on: date) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in enrolled(wanted, on):
        found[row["person_id"]].add(row["class_id"])
    return {student: frozenset(of) for student, of in found.items()}


def _active(person_ids: list[str], school_id: str) -> dict[str, dict[str, Any]]:
    """Year levels and languages of those of these persons who are active, by person."""
    records = RosterPerson._get_collection().find(
        {"person_id": {"$in": list(set(person_ids))}, "school_id": school_id, "active": True},
        {"person_id": 1, "grades": 1, "languages": 1, "_id": 0},
    )
    return {row["person_id"]: row for row in records.to_list()}


def _choices(
    guardian_ids: Collection[str] | None, school_id: str, on: date, eyes: Collection[str]
) -> _Choices:
    """What these guardians like; who of them rests; who likes other ways than coming.

    What they like is there as far as it is for these eyes.
    """
    day = datetime.combine(on, time(), UTC)
    wanted = {} if guardian_ids is None else {"guardian_id": {"$in": list(guardian_ids)}}
    interests, resting, elsewhere = {}, set(), set()
    for row in Participation._get_collection().find(
        {**wanted, "school_id": school_id},
        {"guardian_id": 1, "not_now_until": 1, "told.interests": 1, "told.ways": 1},
    ):
        told = {
            part: frozenset(one["codes"])
            for part, one in row.get("told", {}).items()
            if one.get("seen") in eyes
        }
        if Part.INTERESTS in told:
            interests[row["guardian_id"]] = told[Part.INTERESTS]
        if likes_elsewhere(told.get(Part.WAYS, ())):
            elsewhere.add(row["guardian_id"])
        until = row.get("not_now_until")
        if until is not None and day < until.replace(tzinfo=UTC):
            resting.add(row["guardian_id"])
    return interests, frozenset(resting), frozenset(elsewhere)
