"""Named reads of conferences: who can meet whom, whose a talk is, what staff may see.

Visibility follows the guardian link of the moment and is per guardian, or per confirmed household.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mongoengine import Q

from services.invitations.conferences.away import not_away
from services.invitations.conferences.models import Conference, Slot, Talk
from services.invitations.conferences.rules import TalkState
from services.invitations.roster.leaving import Holder, ended
from services.invitations.roster.models import RosterClass, RosterEnrollment, RosterHousehold
from services.invitations.roster.queries import (
    children_of,
    classes_attended,
    classes_taught,
    guardians_of,
    school,
    still_theirs,
    students_of,
)
from services.invitations.roster.rules import holds_on
from shared import store
from shared.errors import NotFound
from shared.events.evaluation import EnrollmentRole
from shared.tenancy import write_scope

NEWEST = 50


@dataclass(frozen=True, kw_only=True, order=True)
class Need:
    """A guardian's child and a host who can tell of that child."""

    student_id: str
    host_id: str
    guardian_id: str

    @property
    def key(self) -> str:
        """The child and the host, as one word."""
        return f"{self.student_id}/{self.host_id}"


def teaching_of(class_ids: Collection[str], school_id: str, on: date) -> list[dict[str, str]]:
    """Who teaches each of these classes on that day, as ``[{class_id, host_id}]``; no aides."""
    rows = RosterEnrollment.objects(
        school_id=school_id,
        class_id__in=list(class_ids),
        role=EnrollmentRole.TEACHER.value,
        active=True,
    )
    pairs = {
        (one.class_id, one.person_id)
        for one in rows
        if holds_on(_moment(one.begins_on), _moment(one.ends_on), on)
    }
    return [{"class_id": one, "host_id": host} for one, host in sorted(pairs)]


def load_conference(conference_id: str) -> Conference:
    """The conference.

    Raises:
        NotFound: there is none in the schools in scope.
    """
    conference: Conference | None = store.load(Conference, conference_id)
    if conference is None:
        raise NotFound("conference")
    return conference


def needs_of(conference: Conference, person_ids: Collection[str], now: datetime) -> list[Need]:
    """Whom these guardians can meet: each of their children in the classes, each of its hosts."""
    here = [one for one in children_of(person_ids, now) if one.school_id == conference.school_id]
    today = school(conference.school_id).day_of(now)
    hosts: dict[str, set[str]] = defaultdict(set)
    for one in conference.teaching:
        hosts[one["class_id"]].add(one["host_id"])
    found = set()
    for child in here:
        for class_id in classes_attended([child.student_id], today) & set(hosts):
            found |= {
                Need(student_id=child.student_id, host_id=host, guardian_id=child.guardian_id)
                for host in hosts[class_id]
            }
    return sorted(found)


def family_of(guardian_id: str, student_id: str, school_id: str, now: datetime) -> tuple[str, ...]:
    """Who shares the guardian's talks about the child: one alone, or a confirmed household.

    Of a household only those who stand for the child today. Source: product.md R10, R11.
    """
    homes = RosterHousehold.objects(guardian_ids=guardian_id, school_id=school_id, active=True)
    mates = {mate for home in homes for mate in home.guardian_ids} - {guardian_id}
    together = [one for one in mates if still_theirs(one, [student_id], school_id, now)]
    return tuple(sorted([guardian_id, *together]))


def is_gone(slot: Slot, need: Need, now: datetime) -> bool:
    """Whether another family has the time: most who come too late learn it before any write."""
    if slot.talk_id is None or slot.guardian_id == need.guardian_id:
        return False
    family = family_of(need.guardian_id, need.student_id, slot.school_id, now)
    return slot.guardian_id not in family


def talk_with(
    need: Need, conference_id: str, family: Collection[str], now: datetime
) -> Talk | None:
    """What the family said last about meeting the host about the child; one to come first."""
    found = list(
        Talk.objects(
            conference_id=conference_id,
            host_id=need.host_id,
            student_id=need.student_id,
            guardian_id__in=list(family),
        )
    )
    return max(
        found,
        key=lambda one: (one.is_booked and one.ends_at > now, one.answered_at),
        default=None,
    )


def load_own_talk(slot_id: str, person_ids: Collection[str], now: datetime) -> tuple[Talk, str]:
    """The talk that has or had this slot, and which of these guardians may see it.

    It is their own, or that of their household.

    Raises:
        NotFound: there is none, it is somebody else's, or the guardian link ended; all the same.
    """
    found = Talk.objects(Q(slot_id=slot_id) | Q(past_slot_ids=slot_id))
    for talk in sorted(found, key=lambda one: one.slot_id != slot_id):
        for person_id in person_ids:
            if still_theirs(person_id, [talk.student_id], talk.school_id, now) and (
                talk.guardian_id in family_of(person_id, talk.student_id, talk.school_id, now)
            ):
                return talk, person_id
    raise NotFound("slot")


def talks_to_release(now: datetime) -> list[Talk]:
    """The booked talks to come whose guardian does not stand for the child any more."""
    school_id = write_scope()
    booked = Talk.objects(school_id=school_id, state=TalkState.BOOKED.value, starts_at__gt=now)
    talks = {one.id: one for one in booked}
    holders = [
        Holder(key=one.id, guardian_id=one.guardian_id, student_ids=(one.student_id,))
        for one in talks.values()
    ]
    return [talks[one] for one in sorted(ended(holders, school_id, now))]


def conference_for_family(
    conference_id: str, person_ids: Collection[str], now: datetime
) -> tuple[Conference, list[Need]]:
    """An open conference with those whom the family can meet.

    Raises:
        NotFound: there is none, or none for a child of theirs.
    """
    conference = load_conference(conference_id)
    needs = needs_of(conference, person_ids, now)
    if not needs or conference.state != "open":
        raise NotFound("conference")
    return conference, needs


def conferences_for_family(
    person_ids: Collection[str], now: datetime
) -> list[tuple[Conference, list[Need]]]:
    """The conferences to come for the guardians' children, the next first."""
    attended: set[str] = set()
    for child in children_of(person_ids, now):
        attended |= classes_attended([child.student_id], school(child.school_id).day_of(now))
    found = Conference.objects(class_ids__in=list(attended), state="open", last_at__gt=now)
    pairs = [(one, needs_of(one, person_ids, now)) for one in found.order_by("last_at")]
    return [(one, needs) for one, needs in pairs if needs]


def conference_for_staff(
    conference_id: str, school_id: str, person_ids: Collection[str], *, leads: bool
) -> Conference:
    """The conference, for its hosts, who opened it, or who leads the school.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    conference = load_conference(conference_id)
    theirs = {*conference.host_ids, conference.opened_by} & set(person_ids)
    if conference.school_id != school_id or not (leads or theirs):
        raise NotFound("conference")
    return conference


def conferences_for_staff(
    school_id: str, person_ids: Collection[str], *, leads: bool
) -> list[Conference]:
    """The school's newest conferences that ``conference_for_staff`` would show, latest first."""
    found = Conference.objects(school_id=school_id)
    if not leads:
        mine = list(person_ids)
        found = found.filter(Q(host_ids__in=mine) | Q(opened_by__in=mine))
    return list(found.order_by("-last_at").limit(NEWEST))


def load_hosted_talk(talk_id: str, school_id: str, person_ids: Collection[str]) -> Talk:
    """The talk, for its host only: what a family wrote is for nobody else.

    Raises:
        NotFound: there is none, or somebody else holds it.
    """
    talk: Talk | None = store.load(Talk, talk_id)
    if talk is None or talk.school_id != school_id or talk.host_id not in person_ids:
        raise NotFound("talk")
    return talk


def free_slots(
    conference: Conference, host_ids: Collection[str], now: datetime
) -> dict[str, list[Slot]]:
    """The free times to come of these hosts, by host, in order; none while the host is away."""
    found: dict[str, list[Slot]] = {host: [] for host in host_ids}
    free = Slot.objects(
        conference_id=conference.id,
        host_id__in=list(host_ids),
        talk_id=None,
        closed__ne=True,
        starts_at__gt=now,
    )
    for slot in not_away(free.order_by("starts_at"), host_ids, conference.school_id):
        found[slot.host_id].append(slot)
    return found


def guardians_by_child(
    conference: Conference, now: datetime, class_ids: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The guardians who may be invited for each child of these classes today."""
    today = school(conference.school_id).day_of(now)
    students = students_of(class_ids, conference.school_id, today)
    found: dict[str, list[str]] = {student: [] for student in students}
    for guardian, theirs in guardians_of(students, conference.school_id, today).items():
        for student in theirs:
            found[student].append(guardian)
    return {student: tuple(sorted(of)) for student, of in found.items()}


def classes_with_teachers(
    school_id: str, on: date, person_ids: Collection[str] | None
) -> list[tuple[RosterClass, int]]:
    """The school's classes, or those that these persons teach, with how many teach each."""
    if person_ids is None:
        listed = list(RosterClass.objects(school_id=school_id, active=True).order_by("title"))
    else:
        listed = classes_taught(person_ids, school_id, on)
    counted = Counter(
        one["class_id"] for one in teaching_of([one.class_id for one in listed], school_id, on)
    )
    return [(one, counted[one.class_id]) for one in listed]


def names_wanted(talks: Iterable[Talk]) -> set[str]:
    """Everybody who is named where these talks are shown."""
    return {
        person
        for one in talks
        for person in (one.guardian_id, one.student_id, one.host_id, one.entered_by or "")
    } - {""}


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001
