"""Homework for staff: tasks of own classes, what came back, who needs help, what reviewers say."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording as common
from services.invitations.access import STAFF, leads
from services.invitations.homework import queries, starters, use_cases, wording
from services.invitations.homework.models import Homework
from services.invitations.homework.schemas import (
    ChangeForm,
    FlagForm,
    TaskForm,
    task_of,
)
from services.invitations.roster.models import RosterClass
from services.invitations.roster.queries import classes, classes_taught, people, school
from shared import clock
from shared.access import TEACHERS, AppRole, allow, current_roles, required_principal
from shared.events.homework import HomeworkKind
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint(
    "homework_staff", __name__, url_prefix="/invitations/homework", template_folder="templates"
)


@blueprint.get("/s/<school_id>")
@allow(STAFF)
def list_homework(school_id: str) -> str:
    """Who needs help first, then the tasks and how many families told of them."""
    now, person_ids = clock.now(), required_principal().person_ids
    tasks = queries.homework_of_staff(school_id, person_ids, leads=leads(school_id), now=now)
    taught = classes_of_reader(school_id)
    return render_template(
        "invitations/homework/staff_list.html",
        school=school(school_id),
        tasks=tasks,
        counts=queries.told_counts(tasks, school_id, person_ids, now),
        titles=classes([one for task in tasks for one in task.class_ids]),
        asked=queries.help_asked(school_id, tasks, person_ids, now, only_open=True),
        taught=taught,
        expected=queries.expectations([one.class_id for one in taught]),
        words=wording,
    )


@blueprint.get("/s/<school_id>/new")
@allow(TEACHERS)
def show_new(school_id: str, form: Form | None = None) -> str:
    """The form that sets a task; ``?template=`` begins from one."""
    taught = classes_of_reader(school_id)
    most = queries.level_of_classes(taught)
    slug = request.args.get("template", "")
    first: dict[str, Any] = {"level": most.value, "language": chosen_language().tag, "minutes": 20}
    if len(taught) == 1:
        first["class_ids"] = [taught[0].class_id]
    return _draw_form(
        school_id,
        form or Form(values={**first, **starters.first_values(slug, most)}),
        taught=taught,
        changing=None,
    )


@blueprint.post("/s/<school_id>/new")
@shows_again(show_new)
@idempotent
@allow(TEACHERS)
def set_homework(school_id: str) -> Response:
    """Set it."""
    homework_id = use_cases.set_homework(
        task_of(read_form(TaskForm())),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{address(school_id, homework_id)}?done=set", code=303)


@blueprint.get("/s/<school_id>/<homework_id>")
@allow(STAFF)
def show(school_id: str, homework_id: str, form: Form | None = None) -> str:
    """The task as families see it, what they told per class, who asked for help, flags."""
    homework, now = _visible(school_id, homework_id), clock.now()
    person_ids = required_principal().person_ids
    author = people([homework.author_id]).get(homework.author_id)
    is_own = homework.author_id in person_ids
    sees_flags = is_own or AppRole.COORDINATOR in current_roles()[school_id]
    return render_template(
        "invitations/homework/staff_show.html",
        school=school(school_id),
        homework=homework,
        author=author.full_name if author else "",
        families=queries.families_of(homework, person_ids, now),
        groups=queries.replies_by_class(homework, person_ids, now),
        shared=queries.told_counts([homework], school_id, person_ids, now)[homework.id],
        titles=classes(homework.class_ids),
        asked=queries.help_asked(school_id, [homework], person_ids, now),
        flags=queries.flags_on(homework, person_ids, sees_all=sees_flags),
        is_own=is_own,
        own_ids=person_ids,
        may_change=is_own or bool(queries.taught_of(homework, person_ids, now)),
        form=form or Form(),
        done=request.args.get("done", ""),
        words=wording,
    )


@blueprint.get("/s/<school_id>/<homework_id>/change")
@allow(TEACHERS)
def show_change(school_id: str, homework_id: str, form: Form | None = None) -> str:
    """The form that corrects a task."""
    homework = own_homework(school_id, homework_id)
    values: dict[str, Any] = {name: wording.said(homework, name).text for name in homework.words}
    values |= {"language": homework.language, "ways": list(homework.ways)}
    values |= {"minutes": homework.minutes, "level": homework.level}
    values |= {"due_on": homework.due_on.isoformat(), "kind": homework.kind}
    return _draw_form(
        school_id,
        form or Form(values=values),
        taught=list(classes(homework.class_ids).values()),
        changing=homework,
    )


@blueprint.post("/s/<school_id>/<homework_id>/change")
@shows_again(show_change)
@idempotent
@allow(TEACHERS)
def change(school_id: str, homework_id: str) -> Response:
    """Correct it; classes and kind stay."""
    homework = own_homework(school_id, homework_id)
    task = task_of(
        read_form(ChangeForm()),
        kind=HomeworkKind(homework.kind),
        class_ids=tuple(homework.class_ids),
    )
    use_cases.change_homework(homework, task, now=clock.now())
    return redirect(f"{address(school_id, homework_id)}?done=changed", code=303)


@blueprint.post("/s/<school_id>/<homework_id>/help/<request_id>")
@idempotent
@allow(TEACHERS)
def answer_help(school_id: str, homework_id: str, request_id: str) -> Response:
    """Note that a family's request for help was answered."""
    use_cases.answer_help(
        own_homework(school_id, homework_id),
        request_id,
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{address(school_id, homework_id)}#help", code=303)


@blueprint.post("/s/<school_id>/<homework_id>/flag")
@shows_again(show)
@idempotent
@allow(STAFF)
def flag(school_id: str, homework_id: str) -> Response:
    """Say that the task is too much like school at home, or take that back."""
    homework, reviewer = _visible(school_id, homework_id), required_principal().actor
    if "take_back" in request.form:
        use_cases.unflag_homework(homework, reviewer_id=reviewer)
    else:
        note = read_form(FlagForm())["note"]
        use_cases.flag_homework(homework, note, reviewer_id=reviewer, now=clock.now())
    return redirect(f"{address(school_id, homework_id)}#review", code=303)


def classes_of_reader(school_id: str) -> list[RosterClass]:
    """The classes that the reader teaches today."""
    today = school(school_id).day_of(clock.now())
    return classes_taught(required_principal().person_ids, school_id, today)


def own_homework(school_id: str, homework_id: str) -> Homework:
    """The task, if the reader set it or teaches one of its classes today."""
    return queries.homework_for_staff(
        homework_id, school_id, required_principal().person_ids, leads=False, now=clock.now()
    )


def address(school_id: str, homework_id: str) -> str:
    """Where staff see the task."""
    return f"{blueprint.url_prefix}/s/{school_id}/{homework_id}"


def _draw_form(
    school_id: str, form: Form, *, taught: Sequence[RosterClass], changing: Homework | None
) -> str:
    place = school(school_id)
    return render_template(
        "invitations/homework/form.html",
        school=place,
        here=f"{blueprint.url_prefix}/s/{school_id}",
        taught=taught,
        most=queries.level_of_classes(taught),
        starters=starters.STARTERS.values(),
        changing=changing,
        form=form,
        languages_to_write=offered_languages(),
        today=place.day_of(clock.now()).isoformat(),
        words=wording,
        common=common,
    )


def _visible(school_id: str, homework_id: str) -> Homework:
    return queries.homework_for_staff(
        homework_id,
        school_id,
        required_principal().person_ids,
        leads=leads(school_id),
        now=clock.now(),
    )
