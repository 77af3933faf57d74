"""Named reads of homework for staff: which tasks, what families of own classes told and asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mongoengine import Q

from services.invitations.homework.models import (
    ClassExpectation,
    HelpRequest,
    Homework,
    HomeworkFlag,
    HomeworkReply,
)
from services.invitations.homework.rules import help_level, is_count_shown, less_help
from services.invitations.roster.models import RosterClass, RosterPerson
from services.invitations.roster.queries import (
    classes,
    classes_taught,
    guardians_of,
    people,
    school,
    standing_for,
    still_theirs,
    students_of,
)
from shared.errors import NotFound
from shared.events.homework import HelpLevel

NEWEST = 60


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for help with whom it concerns, for a teacher."""

    request: HelpRequest
    homework: Homework
    child: str
    guardian: str
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What one guardian told of a task, for a teacher."""

    reply: HomeworkReply
    child: str
    guardian: str
    entered_by: str


@dataclass(frozen=True, kw_only=True)
class OfClass:
    """A task's replies of one class, the newest first: a list to read, never a ranking."""

    title: str
    students: int
    answered: tuple[Answered, ...]


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """What a reviewer found, and who."""

    flag: HomeworkFlag
    by: str


def homework_for_staff(
    homework_id: str, school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> Homework:
    """The task, for its author, who teaches one of its classes today, or who leads the school.

    Raises:
        NotFound: there is none, or it is not theirs to see; both the same.
    """
    found: Homework | None = Homework.objects(id=homework_id, school_id=school_id).first()
    if found is None:
        raise NotFound("homework")
    if leads or found.author_id in person_ids or taught_of(found, person_ids, now):
        return found
    raise NotFound("homework")


def homework_of_staff(
    school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> list[Homework]:
    """The school's newest tasks that ``homework_for_staff`` would show, latest due first."""
    found = Homework.objects(school_id=school_id)
    if not leads:
        own = Q(class_ids__in=_taught_ids(person_ids, school_id, now))
        found = found.filter(own | Q(author_id__in=list(person_ids)))
    return list(found.order_by("-due_on", "-set_at").limit(NEWEST))


def taught_of(homework: Homework, person_ids: Collection[str], now: datetime) -> list[str]:
    """Those of the task's classes that one of these persons teaches today."""
    taught = _taught_ids(person_ids, homework.school_id, now)
    return [one for one in homework.class_ids if one in taught]


def level_of_classes(found: Iterable[RosterClass]) -> HelpLevel:
    """The most help that fits all of these classes."""
    most = HelpLevel.TOGETHER
    for one in found:
        most = less_help(most, help_level(one.grades))
    return most


def replies_by_class(
    homework: Homework, person_ids: Collection[str], now: datetime
) -> list[OfClass]:
    """What guardians of today told of the task, for each class that the reader teaches today."""
    taught = taught_of(homework, person_ids, now)
    today = school(homework.school_id).day_of(now)
    members = students_of(taught, homework.school_id, today)
    told = HomeworkReply.objects(homework_id=homework.id, shared_at__ne=None)
    theirs = standing_for(members, homework.school_id, today)
    replies = [
        one for one in told.order_by("-shared_at") if (one.guardian_id, one.student_id) in theirs
    ]
    named = people(_persons(replies))
    titles = classes(taught)
    return [
        OfClass(
            title=titles[one].title if one in titles else "",
            students=sum(one in of for of in members.values()),
            answered=tuple(
                _answered(reply, named) for reply in replies if one in members[reply.student_id]
            ),
        )
        for one in taught
    ]


def told_counts(
    found: Collection[Homework], school_id: str, person_ids: Collection[str], now: datetime
) -> dict[str, int | None]:
    """How many children's families told of each task, by its id; None where too few to be shown.

    Who teaches all of a task's classes sees the rows one by one, and so their number. Of classes
    that the reader does not teach no small group is shown, nor can one be worked out (R7).
    """
    today = school(school_id).day_of(now)
    members = students_of({one for task in found for one in task.class_ids}, school_id, today)
    theirs = standing_for(members, school_id, today)
    told: dict[str, set[str]] = defaultdict(set)
    replies = HomeworkReply.objects(homework_id__in=[one.id for one in found], shared_at__ne=None)
    for task_id, guardian_id, student_id in replies.scalar(
        "homework_id", "guardian_id", "student_id"
    ):
        if (guardian_id, student_id) in theirs:
            told[task_id].add(student_id)
    taught = set(_taught_ids(person_ids, school_id, now))
    return {one.id: _to_show(one, told[one.id], members, taught) for one in found}


def help_asked(
    school_id: str,
    found: Collection[Homework],
    person_ids: Collection[str],
    now: datetime,
    *,
    only_open: bool = False,
) -> list[Asked]:
    """Requests for help with these tasks from families taught today, the open ones first.

    Who stands for the child no more is not shown (R11).
    """
    by_id = {one.id: one for one in found}
    asked = HelpRequest.objects(homework_id__in=list(by_id))
    if only_open:
        asked = asked.filter(answered_at=None)
    requests = list(asked.order_by("-asked_at").limit(NEWEST))
    if not requests:
        return []
    members = students_of(
        _taught_ids(person_ids, school_id, now), school_id, school(school_id).day_of(now)
    )
    theirs = [
        one
        for one in requests
        if set(members.get(one.student_id, ())) & set(by_id[one.homework_id].class_ids)
        and still_theirs(one.guardian_id, [one.student_id], school_id, now)
    ]
    ids = {person for one in theirs for person in (one.guardian_id, one.student_id)}
    named = people(ids | {one.answered_by for one in theirs if one.answered_by})
    return sorted(
        (_asked(one, by_id[one.homework_id], named) for one in theirs),
        key=lambda one: not one.request.is_open,
    )


def open_help(school_id: str, person_ids: Collection[str], now: datetime) -> int:
    """How many families of these teachers' classes wait for help with a task."""
    tasks = homework_of_staff(school_id, person_ids, leads=False, now=now)
    return len(help_asked(school_id, tasks, person_ids, now, only_open=True))


def families_of(
    homework: Homework, person_ids: Collection[str], now: datetime
) -> list[tuple[RosterPerson, RosterPerson]]:
    """Student and guardian of each family in the reader's classes, for whom staff may answer."""
    today = school(homework.school_id).day_of(now)
    members = students_of(taught_of(homework, person_ids, now), homework.school_id, today)
    pairs = [
        (student, guardian)
        for guardian, children in guardians_of(members, homework.school_id, today).items()
        for student in children
    ]
    named = people(person for pair in pairs for person in pair)
    known = [(named[one], named[other]) for one, other in pairs if {one, other} <= named.keys()]
    return sorted(known, key=lambda pair: (pair[0].full_name, pair[1].full_name))


def expectations(class_ids: Collection[str]) -> dict[str, ClassExpectation]:
    """What these classes expect of their families, by class; most say nothing yet."""
    return {
        one.class_id: one for one in ClassExpectation.objects(class_id__in=list(set(class_ids)))
    }


def flags_on(homework: Homework, person_ids: Collection[str], *, sees_all: bool) -> list[Flagged]:
    """What reviewers found: all of it for author and coordinator, else the reader's own."""
    found = HomeworkFlag.objects(homework_id=homework.id).order_by("-flagged_at")
    if not sees_all:
        found = found.filter(reviewer_id__in=list(person_ids))
    flags = list(found)
    named = people(one.reviewer_id for one in flags)
    return [Flagged(flag=one, by=_full(named, one.reviewer_id)) for one in flags]


def _to_show(
    task: Homework,
    told: Collection[str],
    members: Mapping[str, Collection[str]],
    taught: Collection[str],
) -> int | None:
    """The number of the task's children whose families told, if its part not taught may be seen."""
    here = {one for one, classes in members.items() if set(classes) & set(task.class_ids)}
    own = {one for one in here if set(members[one]) & set(task.class_ids) & set(taught)}
    told_here, others = here & set(told), here - own
    is_shown = is_count_shown(len(told_here & others), len(others))
    return len(told_here) if is_shown else None


def _taught_ids(person_ids: Collection[str], school_id: str, now: datetime) -> list[str]:
    today = school(school_id).day_of(now)
    return [one.class_id for one in classes_taught(person_ids, school_id, today)]


def _asked(request: HelpRequest, homework: Homework, named: dict[str, RosterPerson]) -> Asked:
    return Asked(
        request=request,
        homework=homework,
        child=_called(named, request.student_id),
        guardian=_full(named, request.guardian_id),
        answered_by=_full(named, request.answered_by),
    )


def _persons(replies: Iterable[HomeworkReply]) -> set[str]:
    found = {person for one in replies for person in (one.guardian_id, one.student_id)}
    return found | {one.entered_by for one in replies if one.entered_by}


def _answered(reply: HomeworkReply, named: dict[str, RosterPerson]) -> Answered:
    return Answered(
        reply=reply,
        child=_called(named, reply.student_id),
        guardian=_full(named, reply.guardian_id),
        entered_by=_full(named, reply.entered_by),
    )


def _called(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].called if person_id in named else ""


def _full(named: dict[str, RosterPerson], person_id: str | None) -> str:
    return named[person_id].full_name if person_id in named else ""
