"""What staff do with homework: set and change a task, say what a class expects, answer, flag."""

from collections.abc import Collection
from datetime import datetime

from services.invitations.homework.models import (
    ClassExpectation,
    HelpRequest,
    Homework,
    HomeworkFlag,
)
from services.invitations.homework.queries import level_of_classes, taught_of
from services.invitations.homework.rules import Fault, Task, faults
from services.invitations.roster.queries import classes, classes_taught, school, students_of
from shared import audit, context, ids, outbox, store
from shared.errors import Invalid, NotFound, Refused
from shared.events.homework import HelpLevel, HomeworkKind, HomeworkSet
from shared.tenancy import write_scope
from shared.web.languages import lazy_

_MESSAGES = {
    Fault.NO_GUIDE: lazy_("Write the guide for families, or mark the task for the student alone"),
    Fault.NO_ROLE: lazy_("Say what the family’s part is"),
    Fault.NO_IF_STUCK: lazy_("Say what to do when they are stuck"),
    Fault.NO_PROMPTS: lazy_("Write a question that gets the talk going"),
    Fault.FEW_WAYS: lazy_("Choose at least two ways to help, so that families can pick"),
    Fault.TOO_MUCH_HELP: lazy_("These students are too old for so much help: choose less"),
    Fault.WRONG_WAY: lazy_("One of these ways is more help than you ask for"),
    Fault.NOT_ALONE: lazy_("Choose what the family may see to: routine, place or materials"),
    Fault.PAST: lazy_("Choose today or a later day"),
    Fault.FAR: lazy_("Choose a day within two months"),
}


@store.atomic
def set_homework(task: Task, *, person_ids: Collection[str], now: datetime) -> str:
    """Set a task for classes in the school in scope; returns its id.

    Source: leadership article T9: guidelines for parents beside those for students (S120–S122).

    Raises:
        Invalid: something that its kind needs is missing, or more help than fits the year.
        Refused: none of these persons teaches all of the classes today.
    """
    school_id = write_scope()
    author_id = _author(task.class_ids, person_ids, school_id, now)
    _check(task, task.class_ids, school_id, now)
    homework = Homework(
        id=ids.new_id(),
        school_id=school_id,
        author_id=author_id,
        class_ids=sorted(task.class_ids),
        kind=task.kind.value,
        template=task.template,
        set_at=now,
    )
    homework.hold(task, now)
    outbox.record(homework, _event(homework))
    store.save(homework)
    audit.append("homework.set", f"homework/{homework.id}")
    return str(homework.id)


@store.atomic
def change_homework(homework: Homework, task: Task, *, now: datetime) -> None:
    """Correct a task; its page shows when. Whether the reader may is the caller's question.

    No event: nobody needs another message because of a comma.

    Raises:
        Invalid: as ``set_homework``; a day that has passed may stay.
        Conflict: somebody else changed it meanwhile.
    """
    _check(task, homework.class_ids, homework.school_id, now, kept_day=homework)
    homework.hold(task, now)
    store.save(homework)
    audit.append("homework.changed", f"homework/{homework.id}")


@store.atomic
def answer_help(
    homework: Homework, request_id: str, *, person_ids: Collection[str], now: datetime
) -> None:
    """Note that a request for help with the task was answered; harmless when it was.

    Raises:
        NotFound: there is no such request for the task from a family taught by these persons.
    """
    request = HelpRequest.objects(id=request_id, homework_id=homework.id).first()
    taught = taught_of(homework, person_ids, now)
    members = students_of(taught, homework.school_id, school(homework.school_id).day_of(now))
    if request is None or request.student_id not in members:
        raise NotFound("help-request")
    if request.is_open:
        request.answer(by=context.current_actor(), now=now)
        store.save(request)


@store.atomic
def state_expectations(
    class_id: str,
    said: dict[str, object],
    *,
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Say what a class expects of families; ``said`` has the fields of ``ClassExpectation``.

    Source: leadership article T6: time, amount of help, hard questions (S102).

    Raises:
        Refused: none of these persons teaches the class today.
    """
    school_id = write_scope()
    author_id = _author([class_id], person_ids, school_id, now)
    row = ClassExpectation(
        id=ids.derived_id("class-expectation", school_id, class_id),
        school_id=school_id,
        class_id=class_id,
        changed_at=now,
        changed_by=author_id,
        **said,
    )
    row.validate()
    values = row.to_mongo().to_dict()
    ClassExpectation._get_collection().replace_one({"_id": row.id}, values, upsert=True)


@store.atomic
def flag_homework(homework: Homework, note: str, *, reviewer_id: str, now: datetime) -> None:
    """Say that a task is too much like school at home; said again, the newer words count.

    Source: assessment article: do not make homes more like school (S52).

    Raises:
        Refused: it is the reviewer's own task.
    """
    if reviewer_id == homework.author_id:
        raise Refused("own-homework", lazy_("Your own task you can simply change."))
    row = HomeworkFlag(
        id=ids.derived_id("homework-flag", homework.id, reviewer_id),
        school_id=homework.school_id,
        homework_id=homework.id,
        reviewer_id=reviewer_id,
        note=note,
        flagged_at=now,
    )
    row.validate()
    values = row.to_mongo().to_dict()
    HomeworkFlag._get_collection().replace_one({"_id": row.id}, values, upsert=True)


@store.atomic
def unflag_homework(homework: Homework, *, reviewer_id: str) -> None:
    """Take an own flag back; harmless when there is none."""
    row_id = ids.derived_id("homework-flag", homework.id, reviewer_id)
    HomeworkFlag._get_collection().delete_one({"_id": row_id})


def _author(
    class_ids: Collection[str], person_ids: Collection[str], school_id: str, now: datetime
) -> str:
    today = school(school_id).day_of(now)
    for person_id in person_ids:
        taught = {one.class_id for one in classes_taught([person_id], school_id, today)}
        if class_ids and set(class_ids) <= taught:
            return person_id
    raise Refused("not-your-class", lazy_("You can set tasks for your own classes."))


def _check(
    task: Task,
    class_ids: Collection[str],
    school_id: str,
    now: datetime,
    *,
    kept_day: Homework | None = None,
) -> None:
    most = level_of_classes(classes(class_ids).values())
    wrong = faults(task, school(school_id).day_of(now), most)
    if kept_day is not None and kept_day.due_on == task.due_on:
        wrong.pop("due_on", None)
    if wrong:
        raise Invalid({name: [_MESSAGES[fault]] for name, fault in wrong.items()})


def _event(homework: Homework) -> HomeworkSet:
    return HomeworkSet(
        homework_id=homework.id,
        class_ids=tuple(homework.class_ids),
        title=homework.texts("title"),
        kind=HomeworkKind(homework.kind),
        due_on=homework.due_on,
        level=HelpLevel(homework.level),
        author_id=homework.author_id,
        minutes=homework.minutes,
    )
