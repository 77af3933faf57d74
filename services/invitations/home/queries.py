"""Named reads of the home page's sections, one per role."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.queries import (
    activities_for_staff,
    coming_activities,
    mix_of_kinds,
)
from services.invitations.conferences.led import conferences_led_by
from services.invitations.conferences.models import Conference, Talk
from services.invitations.conferences.showing import own_talks
from services.invitations.home_practice.queries import own_children, told_this_week
from services.invitations.homework.at_home import TaskAtHome, own_tasks, student_tasks
from services.invitations.homework.queries import open_help
from services.invitations.invitations.queries import Shown, Tally, own_invitations, tallies
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    School,
    classes_attended,
    people,
    school,
    schools,
)

SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class ForFamily:
    """What needs an answer, the soonest first; how many more; the children's names."""

    asked: tuple[Shown, ...]
    more: int
    children: tuple[str, ...]
    homework: tuple[TaskAtHome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ForTeacher:
    """The next activities with how their answers stand, and what families told this week."""

    school: School
    activities: tuple[tuple[Activity, Tally], ...]
    told: int
    help_asked: int = 0


@dataclass(frozen=True, kw_only=True)
class ForLeader:
    """How many activities of each kind the school announced lately."""

    school: School
    mix: Mapping[str, int]


def for_family(person_ids: Collection[str], now: datetime) -> ForFamily:
    """The family's section."""
    asked = [one for one in reversed(own_invitations(person_ids, now)) if one.needs_answer(now)]
    return ForFamily(
        asked=tuple(asked[:SHOWN]),
        more=max(len(asked) - SHOWN, 0),
        children=tuple(one.name for one in own_children(person_ids, now)),
        homework=tuple(_waiting(own_tasks(person_ids, now), now))[:SHOWN],
    )


def for_teacher(school_id: str, person_ids: Collection[str], now: datetime) -> ForTeacher:
    """The teacher's section for one school."""
    visible = activities_for_staff(school_id, person_ids, leads=False, now=now)
    coming = [one for one in reversed(visible) if one.ends_at >= now][:SHOWN]
    answers = tallies(one.id for one in coming)
    return ForTeacher(
        school=school(school_id),
        activities=tuple((one, answers[one.id]) for one in coming),
        told=told_this_week(person_ids, school_id, now),
        help_asked=open_help(school_id, person_ids, now),
    )


def for_leader(school_id: str, now: datetime) -> ForLeader:
    """The section of who leads or coordinates a school."""
    return ForLeader(school=school(school_id), mix=mix_of_kinds(school_id, now))


def for_student(person_ids: Collection[str], now: datetime) -> list[tuple[Activity, School]]:
    """The next activities of the student's own classes; no answers, no families."""
    found: list[tuple[Activity, School]] = []
    for one in schools().values():
        attended = classes_attended(person_ids, one.day_of(now))
        coming = coming_activities(attended, now) if attended else []
        found += [(activity, one) for activity in coming if activity.school_id == one.school_id]
    return sorted(found, key=lambda pair: pair[0].starts_at)[:SHOWN]


def talks_of_family(
    person_ids: Collection[str], now: datetime
) -> list[tuple[Talk, School, RosterPerson | None]]:
    """The family's next booked talks, each with its school and whom it is with."""
    coming = [one for one in own_talks(person_ids, now) if one.ends_at > now][:SHOWN]
    known = schools({one.school_id for one in coming})
    named = people(one.host_id for one in coming)
    return [(one, known[one.school_id], named.get(one.host_id)) for one in coming]


def conferences_of_student(person_ids: Collection[str], now: datetime) -> list[Conference]:
    """The conferences that the student leads soon."""
    return [one for one, _ in conferences_led_by(person_ids, now)][:SHOWN]


def homework_of_student(person_ids: Collection[str], now: datetime) -> list[TaskAtHome]:
    """The student's own next tasks."""
    found = student_tasks(person_ids, now)
    return [one for one in found if one.homework.due_on >= one.school.day_of(now)][:SHOWN]


def _waiting(tasks: list[TaskAtHome], now: datetime) -> list[TaskAtHome]:
    """Tasks with a turn that the family did not tell of yet: still to come, or begun by it."""
    return [
        one
        for one in tasks
        if one.has_turn
        and not one.is_told
        and (one.reply is not None or one.homework.due_on >= one.school.day_of(now))
    ]
