"""Named reads of visits: a guardian's own, those of their hosts, and how many families were met."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.invitations.roster.leaving import Holder, ended
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    School,
    children_of,
    classes_of_school,
    classes_taught,
    guardians_of,
    people,
    school,
    schools,
    still_theirs,
    students_of,
    taught_since,
)
from services.invitations.visits.models import Note, Visit
from services.invitations.visits.rules import Rate, State, may_be_read_by_next, rate_to_show
from shared.errors import NotFound
from shared.events.evaluation import Role

NEWEST = 100
STAFF_ROLES = [one.value for one in (Role.TEACHER, Role.AIDE, Role.PRINCIPAL, Role.COUNSELOR)] + [
    Role.ADMINISTRATOR.value,
    Role.SITE_ADMINISTRATOR.value,
]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A visit with the names that its page says; ``children`` are those of today."""

    visit: Visit
    school: School
    guardian: str
    children: tuple[str, ...]
    hosts: tuple[str, ...]
    names: dict[str, str]
    is_linked: bool = True

    @property
    def is_past(self) -> bool:
        """Whether its time was agreed and it was held, missed or ended otherwise."""
        return self.visit.state not in (State.PROPOSED.value, State.AGREED.value)


@dataclass(frozen=True, kw_only=True)
class FamilyToVisit:
    """A guardian whom a teacher may ask, with the children of that teacher's classes."""

    guardian_id: str
    name: str
    student_ids: tuple[str, ...]
    children: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """A note that the family lets the child's next teacher read: no place, no time of a visit."""

    note: Note
    children: tuple[str, ...]
    guardian: str


def own_visit(
    visit_id: str, person_ids: Collection[str], now: datetime
) -> tuple[Visit, tuple[str, ...]]:
    """The visit of one of these guardians, and its children who are theirs today.

    Source: product.md R10, R11: it went to one guardian, and follows the link of the moment.

    Raises:
        NotFound: there is none, it is another guardian's, or the link ended; all the same.
    """
    visit: Visit | None = Visit.objects(id=visit_id).first()
    if visit is None or visit.guardian_id not in person_ids:
        raise NotFound("visit")
    children = still_theirs(visit.guardian_id, visit.student_ids, visit.school_id, now)
    if not children:
        raise NotFound("visit")
    return visit, children


def hosted_visit(
    visit_id: str, school_id: str, person_ids: Collection[str], *, leads: bool
) -> Visit:
    """The visit, for those who come to it and those who lead the school: nobody else sees a place.

    Raises:
        NotFound: there is none, or it is not theirs to see; both the same.
    """
    visit: Visit | None = Visit.objects(id=visit_id, school_id=school_id).first()
    if visit is None or not (leads or set(visit.host_ids) & set(person_ids)):
        raise NotFound("visit")
    return visit


def shown(visit: Visit, now: datetime) -> Shown:
    """The visit with its names."""
    return _shown([visit], now)[0]


def own_visits(person_ids: Collection[str], now: datetime) -> list[Shown]:
    """The visits of these guardians about children that are theirs today, the newest first."""
    found = Visit.objects(guardian_id__in=list(person_ids)).order_by("-changed_at").limit(NEWEST)
    return [one for one in _shown(found, now) if one.is_linked]


def visits_of_staff(
    school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> list[Shown]:
    """The visits that ``hosted_visit`` would show, the newest first."""
    found = Visit.objects(school_id=school_id)
    if not leads:
        found = found.filter(host_ids__in=list(person_ids))
    return _shown(found.order_by("-changed_at").limit(NEWEST), now)


def visits_to_end(school_id: str, now: datetime) -> list[str]:
    """The agreed visits to come whose guardian stands for none of their children any more."""
    agreed = Visit.objects(school_id=school_id, state=State.AGREED.value, starts_at__gt=now)
    holders = [
        Holder(key=one.id, guardian_id=one.guardian_id, student_ids=tuple(one.student_ids))
        for one in agreed
    ]
    return sorted(ended(holders, school_id, now))


def families_to_visit(
    person_ids: Collection[str], school_id: str, now: datetime
) -> list[FamilyToVisit]:
    """The guardians of the children whom these persons teach today, by the children's names."""
    today = school(school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(person_ids, school_id, today)]
    guardians = guardians_of(students_of(taught, school_id, today), school_id, today)
    named = people([*guardians, *(child for theirs in guardians.values() for child in theirs)])
    found = [
        FamilyToVisit(
            guardian_id=guardian,
            name=named[guardian].full_name,
            student_ids=children,
            children=tuple(named[one].full_name for one in children if one in named),
        )
        for guardian, children in guardians.items()
        if guardian in named
    ]
    return sorted(found, key=lambda one: (one.children, one.name))


def colleagues(school_id: str, person_ids: Collection[str]) -> list[RosterPerson]:
    """The other active staff of the school, by name."""
    found = RosterPerson.objects(school_id=school_id, active=True, roles__in=STAFF_ROLES)
    others = [one for one in found if one.person_id not in person_ids]
    return sorted(others, key=lambda one: one.full_name)


def active_staff(school_id: str, person_ids: Collection[str]) -> set[str]:
    """Those of these persons who are active staff of the school."""
    found = RosterPerson.objects(
        school_id=school_id, person_id__in=list(person_ids), active=True, roles__in=STAFF_ROLES
    )
    return {one.person_id for one in found}


def agreed_of(host_ids: Collection[str], school_id: str, *, besides: str = "") -> list[Visit]:
    """The agreed visits of any of these hosts, but for one."""
    return list(
        Visit.objects(
            school_id=school_id,
            host_ids__in=list(host_ids),
            state=State.AGREED.value,
            id__ne=besides,
        )
    )


def learnt_before(person_ids: Collection[str], school_id: str, now: datetime) -> list[Learnt]:
    """What families let next teachers read of visits that these did not come to.

    Next is who began to teach a class of the child after the visit, as the family's page says; of
    a visit about several children, of each of them. Who began on an unknown day reads nothing.
    """
    place = school(school_id)
    today = place.day_of(now)
    begun = taught_since(person_ids, school_id, today)
    students = {
        student: max(begun[one] for one in of)
        for student, of in students_of(begun, school_id, today).items()
    }
    found = Visit.objects(
        school_id=school_id,
        student_ids__in=list(students),
        state=State.HELD.value,
        host_ids__nin=list(person_ids),
    )
    visits = [
        one
        for one in found.order_by("-held_at").limit(NEWEST)
        if all(
            student in students and students[student] > place.day_of(one.starts_at)
            for student in one.student_ids
        )
    ]
    named = people(p for one in visits for p in (one.guardian_id, *one.student_ids))
    return [
        Learnt(
            note=note,
            children=tuple(named[one].full_name for one in visit.student_ids if one in named),
            guardian=named[visit.guardian_id].full_name if visit.guardian_id in named else "",
        )
        for visit in visits
        for note in visit.notes
        if may_be_read_by_next(note.confirmed_at is not None, note.may_read, note.words)
    ]


def visit_rate(school_id: str, now: datetime) -> Rate:
    """How many of the school's families were visited this calendar year, for those who lead it.

    A family is a set of children with the same guardians. No teacher is counted or ranked (R7).
    """
    place = school(school_id)
    today = place.day_of(now)
    students = students_of([one.class_id for one in classes_of_school(school_id)], school_id, today)
    family_of = guardians_of(students, school_id, today)
    begun = datetime.combine(date(today.year, 1, 1), time(), ZoneInfo(place.zone)).astimezone(UTC)
    met = Visit._get_collection().distinct(
        "guardian_id",
        {"school_id": school_id, "state": State.HELD.value, "held_at": {"$gte": begun}},
    )
    visited = {family_of[one] for one in met if one in family_of}
    return rate_to_show(len(visited), len(set(family_of.values())))


def waiting_for(shown_visits: Iterable[Shown], now: datetime) -> list[Shown]:
    """Those that staff have something to do about: an answer, a note after it, a promise due."""
    return [one for one in shown_visits if _asks_staff(one, now)]


def _asks_staff(one: Shown, now: datetime) -> bool:
    visit = one.visit
    if visit.state == State.PROPOSED.value:
        return bool(visit.turn == "staff")
    if visit.state == State.AGREED.value:
        return bool(visit.ends_at < now)
    promised = visit.follow_up
    soon = one.school.day_of(now) + timedelta(days=7)
    return bool(promised and promised.done_at is None and _day(promised.due_on) <= soon)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _shown(visits: Iterable[Visit], now: datetime) -> list[Shown]:
    listed = list(visits)
    named = people(person for one in listed for person in _persons(one))
    places = schools({one.school_id for one in listed})
    names = {one: record.full_name for one, record in named.items()}
    linked = {
        (one.guardian_id, one.student_id)
        for one in children_of({visit.guardian_id for visit in listed}, now)
    }
    return [_one_shown(one, named, names, places[one.school_id], linked) for one in listed]


def _one_shown(
    visit: Visit,
    named: dict[str, RosterPerson],
    names: dict[str, str],
    place: School,
    linked: Collection[tuple[str, str]],
) -> Shown:
    theirs: Sequence[str] = [one for one in visit.student_ids if (visit.guardian_id, one) in linked]
    return Shown(
        visit=visit,
        school=place,
        guardian=names.get(visit.guardian_id, ""),
        children=tuple(named[one].called for one in (theirs or visit.student_ids) if one in named),
        hosts=tuple(names[one] for one in visit.host_ids if one in names),
        names=names,
        is_linked=bool(theirs),
    )


def _persons(visit: Visit) -> set[str]:
    found = {visit.guardian_id, *visit.student_ids, *visit.host_ids, *visit.came_ids}
    for step in visit.steps:
        found |= {step["by"], step["entered_by"]}
    return {one for one in found | {note.by for note in visit.notes} if one}
