"""Homework at home, in phone size: a family's tasks with its turn, and a student's own list."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations.access import STAFF, WORKING, leads
from services.invitations.homework import at_home, queries, sharing, wording
from services.invitations.homework.at_home import TaskAtHome
from services.invitations.homework.rules import ways_to_choose
from services.invitations.homework.schemas import HelpForm, ToldForm, WayForm, told_of
from shared import clock
from shared.access import (
    ANY_FAMILY,
    SIGNED_IN,
    STUDENTS,
    AppRole,
    allow,
    current_roles,
    purpose,
    required_principal,
)
from shared.errors import NotFound
from shared.events.homework import HomeworkKind
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "homework", __name__, url_prefix="/invitations/homework", template_folder="templates"
)
# Whose child has the task is a relation and no role: everybody else gets the same "not found".
AT_HOME = purpose("answer", "homework") | SIGNED_IN


@blueprint.get("/")
@allow(ANY_FAMILY | STUDENTS | STAFF)
def list_own() -> str | Response:
    """The tasks of the reader's children, and the reader's own if the reader is a student.

    Who is staff only is sent on to the page of their school.
    """
    now, person_ids = clock.now(), required_principal().person_ids
    held = frozenset[AppRole]().union(*current_roles().values())
    if not held & {AppRole.FAMILY, AppRole.STUDENT}:
        at = min(one for one, roles in current_roles().items() if roles & WORKING)
        return redirect(f"{blueprint.url_prefix}/s/{at}", code=303)
    tasks = at_home.own_tasks(person_ids, now) if AppRole.FAMILY in held else []
    own = at_home.student_tasks(person_ids, now) if AppRole.STUDENT in held else []
    return render_template(
        "invitations/homework/list.html",
        coming=[one for one in tasks if not is_past(one)],
        past=[one for one in reversed(tasks) if is_past(one)],
        own=own,
        is_family=AppRole.FAMILY in held,
        words=wording,
    )


def is_past(shown: TaskAtHome) -> bool:
    """Whether the day of the task is over at the school."""
    return bool(shown.homework.due_on < shown.school.day_of(clock.now()))


@blueprint.get("/h/<homework_id>")
@allow(AT_HOME)
def show(homework_id: str, form: Form | None = None) -> str | Response:
    """One task: the guide first, the family's turn, the way back; a student's own view of it.

    A teacher who follows a link to it is sent on to staff's page.
    """
    now, person_ids = clock.now(), required_principal().person_ids
    try:
        tasks = at_home.for_family(homework_id, person_ids, now)
    except NotFound:
        return _view_of_others(homework_id)
    shown = _chosen(tasks)
    return render_template(
        "invitations/homework/show.html",
        shown=shown,
        tasks=tasks,
        ways=ways_to_choose(HomeworkKind(shown.homework.kind), shown.homework.ways, shown.level),
        form=form or Form(values=_values(shown)),
        done=request.args.get("done", ""),
        limited=required_principal().purpose is not None,
        words=wording,
    )


@blueprint.post("/h/<homework_id>/way")
@shows_again(show)
@idempotent
@allow(AT_HOME)
def choose_way(homework_id: str) -> Response:
    """Keep which way the family will try."""
    values = read_form(WayForm())
    sharing.choose_way(
        homework_id,
        values["way"],
        student_id=values["student_id"],
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return _back(homework_id, values["student_id"], "way")


@blueprint.post("/h/<homework_id>/reply")
@shows_again(show)
@idempotent
@allow(AT_HOME)
def share(homework_id: str) -> Response:
    """Keep how it went."""
    values = read_form(ToldForm())
    sharing.share(
        homework_id,
        told_of(values),
        student_id=values["student_id"],
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return _back(homework_id, values["student_id"], "told")


@blueprint.post("/h/<homework_id>/help")
@shows_again(show)
@idempotent
@allow(AT_HOME)
def ask_for_help(homework_id: str) -> Response:
    """Let the teacher know that the family needs help to help."""
    values = read_form(HelpForm())
    sharing.ask_for_help(
        homework_id,
        values["question"],
        student_id=values["student_id"],
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return _back(homework_id, values["student_id"], "help")


def _view_of_others(homework_id: str) -> str | Response:
    found = at_home.for_student(homework_id, required_principal().person_ids, clock.now())
    if found is not None:
        return render_template("invitations/homework/student.html", shown=found, words=wording)
    for school_id, roles in current_roles().items():
        if roles & WORKING:
            with suppress(NotFound):
                queries.homework_for_staff(
                    homework_id,
                    school_id,
                    required_principal().person_ids,
                    leads=leads(school_id),
                    now=clock.now(),
                )
                return redirect(f"{blueprint.url_prefix}/s/{school_id}/{homework_id}", code=303)
    raise NotFound("homework")


def _chosen(tasks: tuple[TaskAtHome, ...]) -> TaskAtHome:
    """The task of the child that the address or the form names; else that of the first one."""
    wanted = request.values.get("student_id") or request.args.get("child", "")
    return next((one for one in tasks if one.student_id == wanted), tasks[0])


def _values(shown: TaskAtHome) -> dict[str, object]:
    """What the forms begin with: what was chosen and told so far."""
    reply = shown.reply
    values: dict[str, object] = {"student_id": shown.student_id}
    if reply is not None:
        values |= {"way": reply.way, "chosen": reply.way, "helped": reply.helped}
        values |= {"took": reply.minutes, "words": reply.words}
    return values


def _back(homework_id: str, student_id: str, done: str) -> Response:
    child = f"&child={student_id}" if student_id else ""
    return redirect(f"{blueprint.url_prefix}/h/{homework_id}?done={done}{child}#done", code=303)
