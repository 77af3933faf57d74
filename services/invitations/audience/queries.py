"""Named reads of the audience: the next guardians to invite, and the circle one chooses from.

All that a page or a form needs is read in a few queries, however many families there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from services.invitations.audience.circle import Circle, Reach, invitees_of, reach_of
from services.invitations.audience.rules import Audience, Bounds, Invitee, within_bounds
from services.invitations.participation.models import Participation
from services.invitations.participation.rules import EYES_OF_LEADERS, EYES_OF_TEACHERS
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    classes_of_school,
    classes_taught,
    enrolled,
    guardians_of,
    housemates,
    links_on,
    students_of,
)
from shared.errors import Refused
from shared.events.evaluation import EnrollmentRole
from shared.web.languages import lazy_

_STUDENT = {"role": EnrollmentRole.STUDENT.value}


@dataclass(frozen=True, kw_only=True)
class Page:
    """The next guardians to invite; ``resting`` are those who said "not now".

    ``after`` is where to go on, None at the end.
    """

    invitees: tuple[Invitee, ...]
    resting: frozenset[str]
    after: str | None

    @property
    def ready(self) -> tuple[Invitee, ...]:
        """Those who did not say "not now"."""
        return tuple(one for one in self.invitees if one.guardian_id not in self.resting)


def audience_page(school_id: str, audience: Audience, on: date, *, after: str, links: int) -> Page:
    """The next guardians of the audience, in the order of their ids.

    Reads about ``links`` guardian links beyond the guardian ``after``. All that a page needs is
    read in five queries, one more where guardians share a household, however many it has.
    """
    wanted = {"school_id": school_id, "guardian_id": {"$gt": after}, "may_be_invited": True}
    rows = list(links_on(wanted, on, limit=links))
    next_after = rows[-1]["guardian_id"] if len(rows) == links else None
    if next_after is not None:
        # The last guardian's children may go on behind the limit: the whole of them comes next.
        whole = [row for row in rows if row["guardian_id"] != next_after]
        if not whole:
            return audience_page(school_id, audience, on, after=after, links=links * 2)
        rows, next_after = whole, whole[-1]["guardian_id"]
    among = {row["guardian_id"] for row in rows}
    circle = _circle_of_links(rows, among, school_id, audience, on)
    return Page(
        invitees=tuple(invitees_of(audience, circle, among)),
        resting=circle.resting,
        after=next_after,
    )


def circle_of(
    school_id: str, class_ids: Collection[str] | None, on: date, *, eyes: Collection[str]
) -> Circle:
    """The families of these classes on that day; with None those of the whole school.

    Their interests are there as far as they are for these eyes.
    """
    wanted: dict[str, Any] = {"school_id": school_id, **_STUDENT}
    if class_ids is not None:
        wanted["class_id"] = {"$in": list(class_ids)}
    classes = _classes(wanted, on)
    theirs: dict[str, Any] = {"school_id": school_id, "may_be_invited": True}
    if class_ids is not None:
        theirs["student_id"] = {"$in": list(classes)}
    rows = list(links_on(theirs, on))
    return _circle(rows, classes, school_id, on, eyes)


def reach(audience: Audience, school_id: str, on: date) -> Reach:
    """Whom an invitation to the audience would reach on that day.

    An audience of one school; one over several schools would ask each of them.
    """
    is_wide = audience.everyone or audience.grades or audience.student_ids
    if audience.interests and not audience.within:
        is_wide = True
    limit = None if is_wide else {*audience.class_ids, *audience.within}
    return reach_of(audience, circle_of(school_id, limit, on, eyes=_eyes(audience)))


def guardians_expected(audience: Audience, school_id: str, on: date) -> int:
    """About how many guardians will be asked, at half the time of ``reach`` for whole classes."""
    if audience.is_of_classes:
        students = students_of(audience.class_ids, school_id, on)
        return len(guardians_of(students, school_id, on))
    return reach(audience, school_id, on).guardians


def host_and_audience(
    audience: Audience, school_id: str, person_ids: Collection[str], *, leads: bool, on: date
) -> tuple[str, Audience]:
    """Who of these persons may ask the audience, and the audience as it is theirs to ask.

    Teachers ask families of the classes they teach on the day, interests within these; who
    ``leads`` asks any of the school.

    Raises:
        Refused: it reaches beyond what is theirs.
    """
    bounds = [(one, _bounds_of_teacher(one, school_id, on)) for one in person_ids]
    if leads:
        every = frozenset(one.class_id for one in classes_of_school(school_id))
        bounds = [(one, Bounds(class_ids=every, whole_school=True)) for one in person_ids][:1]
    for person_id, theirs in bounds:
        found = within_bounds(audience, theirs)
        if found is not None and not found.is_empty:
            return person_id, found
    raise Refused("not-your-class", lazy_("You can invite the families of your own classes."))


def classes_meant(audience: Audience, school_id: str) -> tuple[str, ...]:
    """The classes that are asked as a whole, by themselves or with their year or the school.

    Who teaches one sees the activity; none for an audience of interests or single children.
    """
    grades = frozenset(audience.grades)
    wider = classes_of_school(school_id) if audience.everyone or grades else []
    meant = {
        one.class_id for one in wider if audience.everyone or not grades.isdisjoint(one.grades)
    }
    return tuple(sorted(meant | set(audience.class_ids)))


def _bounds_of_teacher(person_id: str, school_id: str, on: date) -> Bounds:
    ids = [one.class_id for one in classes_taught([person_id], school_id, on)]
    return Bounds(class_ids=frozenset(ids), student_ids=frozenset(students_of(ids, school_id, on)))


def _circle_of_links(
    rows: list[dict[str, Any]],
    among: Collection[str],
    school_id: str,
    audience: Audience,
    on: date,
) -> Circle:
    shared = housemates(among, school_id)
    beyond = set[str]().union(*shared.values()) - set(among)
    if beyond:
        theirs = {"guardian_id": {"$in": list(beyond)}, "school_id": school_id}
        rows = [*rows, *links_on({**theirs, "may_be_invited": True}, on)]
    students = list({row["student_id"] for row in rows})
    wanted: dict[str, Any] = {"person_id": {"$in": students}, "school_id": school_id, **_STUDENT}
    if audience.is_of_classes:
        wanted["class_id"] = {"$in": list(audience.class_ids)}
    return _circle(rows, _classes(wanted, on), school_id, on, _eyes(audience), shared)


def _eyes(audience: Audience) -> Collection[str]:
    return EYES_OF_TEACHERS if audience.within else EYES_OF_LEADERS


def _circle(
    rows: Iterable[Mapping[str, Any]],
    classes: Mapping[str, frozenset[str]],
    school_id: str,
    on: date,
    eyes: Collection[str],
    shared: Mapping[str, Collection[str]] | None = None,
) -> Circle:
    children: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["student_id"] in classes:
            children[row["guardian_id"]].add(row["student_id"])
    people = _active([*children, *classes], school_id)
    interests, resting = _choices(children, school_id, on, eyes)
    return Circle(
        children=children,
        classes=classes,
        grades={one: people[one]["grades"] for one in classes if one in people},
        languages={
            one: next(iter(people[one]["languages"]), "") for one in children if one in people
        },
        interests=interests,
        resting=resting,
        housemates=housemates(children, school_id) if shared is None else shared,
    )


def _classes(wanted: dict[str, Any], on: date) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in enrolled(wanted, on):
        found[row["person_id"]].add(row["class_id"])
    return {student: frozenset(of) for student, of in found.items()}


def _active(person_ids: list[str], school_id: str) -> dict[str, dict[str, Any]]:
    """Year levels and languages of those of these persons who are active, by person."""
    records = RosterPerson._get_collection().find(
        {"person_id": {"$in": list(set(person_ids))}, "school_id": school_id, "active": True},
        {"person_id": 1, "grades": 1, "languages": 1},
    )
    return {row["person_id"]: row for row in records}


def _choices(
    guardian_ids: Collection[str], school_id: str, on: date, eyes: Collection[str]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """What these guardians like, as far as it is for these eyes; and who of them rests."""
    day = datetime.combine(on, time(), UTC)
    interests, resting = {}, set()
    for row in Participation._get_collection().find(
        {"guardian_id": {"$in": list(guardian_ids)}, "school_id": school_id},
        {"guardian_id": 1, "not_now_until": 1, "told.interests": 1},
    ):
        told = row.get("told", {}).get("interests", {})
        if told.get("seen") in eyes:
            interests[row["guardian_id"]] = frozenset(told["codes"])
        until = row.get("not_now_until")
        if until is not None and day < until.replace(tzinfo=UTC):
            resting.add(row["guardian_id"])
    return interests, frozenset(resting)
