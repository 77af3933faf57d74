"""Named reads of homework for who is at home: a guardian's tasks with own answers, a student's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.invitations.homework.models import (
    ClassExpectation,
    HelpRequest,
    Homework,
    HomeworkReply,
)
from services.invitations.homework.queries import expectations
from services.invitations.homework.rules import help_level, less_help
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    Child,
    School,
    children_of,
    classes_attended,
    people,
    schools,
    students_of,
)
from shared import store
from shared.errors import NotFound
from shared.events.homework import HelpLevel, HomeworkKind

KEPT = timedelta(days=28)
"""How long after its day a task stays in the lists: to tell how it went is never too late."""
NEWEST = 60


@dataclass(frozen=True, kw_only=True)
class TaskAtHome:
    """A task for one child as its guardian or the student sees it.

    ``level`` is how much help fits this child. ``reply`` and ``request`` are the guardian's own.
    """

    homework: Homework
    student_id: str
    child: str
    author: str
    school: School
    level: HelpLevel
    guardian_id: str = ""
    expected: ClassExpectation | None = None
    reply: HomeworkReply | None = None
    request: HelpRequest | None = None

    @property
    def has_turn(self) -> bool:
        """Whether the family has a turn in it."""
        return bool(self.homework.kind == HomeworkKind.INTERACTIVE.value)

    @property
    def is_told(self) -> bool:
        """Whether this guardian told how it went."""
        return self.reply is not None and self.reply.shared_at is not None


def own_children_in(
    homework_id: str, person_ids: Collection[str], now: datetime
) -> tuple[Homework, list[Child]]:
    """The task and those of these guardians' children today who are in its classes today.

    Source: product.md R10, R11: visibility is per guardian, and follows the link of the moment.

    Raises:
        NotFound: there is no such task, or none of their children has it; both the same.
    """
    homework: Homework | None = store.load(Homework, homework_id)
    if homework is None:
        raise NotFound("homework")
    at = schools([homework.school_id])[homework.school_id]
    members = students_of(homework.class_ids, homework.school_id, at.day_of(now))
    theirs = [
        one
        for one in children_of(person_ids, now)
        if one.school_id == homework.school_id and one.student_id in members
    ]
    if not theirs:
        raise NotFound("homework")
    return homework, list({one.student_id: one for one in theirs}.values())


def for_family(
    homework_id: str, person_ids: Collection[str], now: datetime
) -> tuple[TaskAtHome, ...]:
    """The task once for each own child that has it.

    Raises:
        NotFound: as ``own_children_in``.
    """
    homework, theirs = own_children_in(homework_id, person_ids, now)
    return tuple(_of_guardian([(homework, one) for one in theirs], now))


def own_tasks(person_ids: Collection[str], now: datetime) -> list[TaskAtHome]:
    """The tasks of these guardians' children, the next due first."""
    pairs = []
    for one in children_of(person_ids, now):
        pairs += [(task, one) for task in _tasks_of(one.student_id, one.school_id, now)]
    unique = {(task.id, child.student_id): (task, child) for task, child in pairs}
    found = _of_guardian(list(unique.values()), now)
    return sorted(found, key=lambda one: (one.homework.due_on, one.child))


def student_tasks(person_ids: Collection[str], now: datetime) -> list[TaskAtHome]:
    """The student's own tasks, the next due first; nothing that a guardian told."""
    found = [
        _at_home(task, student, at, people([student, task.author_id]))
        for at in schools().values()
        for student in person_ids
        for task in _tasks_of(student, at.school_id, now)
    ]
    return sorted(found, key=lambda one: one.homework.due_on)


def for_student(homework_id: str, person_ids: Collection[str], now: datetime) -> TaskAtHome | None:
    """The task, if one of these persons is a student who has it."""
    found = student_tasks(person_ids, now)
    return next((one for one in found if one.homework.id == homework_id), None)


def _tasks_of(student_id: str, school_id: str, now: datetime) -> list[Homework]:
    at = schools([school_id])[school_id]
    attended = classes_attended([student_id], at.day_of(now))
    since = at.day_of(now) - KEPT
    found = Homework.objects(school_id=school_id, class_ids__in=list(attended), due_on__gte=since)
    return list(found.order_by("due_on").limit(NEWEST))


def _of_guardian(pairs: list[tuple[Homework, Child]], now: datetime) -> list[TaskAtHome]:
    """The tasks with what each guardian told and asked, in a few reads however many they are."""
    task_ids = [task.id for task, _ in pairs]
    guardians = list({child.guardian_id for _, child in pairs})
    mine = {"homework_id__in": task_ids, "guardian_id__in": guardians}
    replies = {_key(one): one for one in HomeworkReply.objects(**mine)}
    help_requests = {_key(one): one for one in HelpRequest.objects(**mine)}
    named = people(person for task, child in pairs for person in (task.author_id, child.student_id))
    at = schools({task.school_id for task, _ in pairs})
    expected = expectations([one for task, _ in pairs for one in task.class_ids])
    attended = {
        child.student_id: classes_attended([child.student_id], at[child.school_id].day_of(now))
        for _, child in pairs
    }
    found = []
    for task, child in pairs:
        own_classes = [one for one in task.class_ids if one in attended[child.student_id]]
        key = (task.id, child.guardian_id, child.student_id)
        found.append(
            _at_home(
                task,
                child.student_id,
                at[task.school_id],
                named,
                guardian_id=child.guardian_id,
                expected=next((expected[one] for one in own_classes if one in expected), None),
                reply=replies.get(key),
                request=help_requests.get(key),
            )
        )
    return found


def _at_home(
    task: Homework, student_id: str, at: School, named: dict[str, RosterPerson], **own: object
) -> TaskAtHome:
    student, author = named.get(student_id), named.get(task.author_id)
    level = HelpLevel(task.level)
    if student is not None and student.grades:
        level = less_help(level, help_level(student.grades))
    return TaskAtHome(
        homework=task,
        student_id=student_id,
        child=student.called if student else "",
        author=author.full_name if author else "",
        school=at,
        level=level,
        **own,  # type: ignore[arg-type]
    )


def _key(own: HomeworkReply | HelpRequest) -> tuple[str, str, str]:
    return (own.homework_id, own.guardian_id, own.student_id)
