"""The pages of conversations: the list, one conversation, the way in from a child's page."""

from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.messaging.conversations import queries, wording
from services.messaging.conversations.queries import Thread
from services.messaging.conversations.rules import Parties, about_or_none
from services.messaging.conversations.schemas import MessageForm
from services.messaging.conversations.use_cases import write_message
from services.messaging.roster.queries import zone_of
from services.messaging.settings import settings
from shared import clock
from shared.access import (
    ANY_FAMILY,
    LEADERS,
    TEACHERS,
    AppRole,
    allow,
    current_roles,
    purpose,
    required_principal,
)
from shared.errors import Refused
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "conversations", __name__, url_prefix="/messages", template_folder="templates"
)

WRITERS = ANY_FAMILY | TEACHERS | LEADERS
FROM_A_CHILDS_PAGE = WRITERS | purpose("read", "child")
TAKING_PART = WRITERS | purpose("answer", "conversation")


@blueprint.get("/")
@allow(WRITERS)
def show_all() -> str:
    """The reader's conversations, the newest first."""
    principal = required_principal()
    return render_template(
        "messaging/conversations/list.html",
        conversations=queries.conversations_of(principal, clock.now()),
        zone=zone_of(principal.schools),
        is_family=any(AppRole.FAMILY in held for held in current_roles().values()),
    )


@blueprint.get("/write/<child_id>")
@allow(FROM_A_CHILDS_PAGE)
def show_first(child_id: str, form: Form | None = None) -> str:
    """The conversation with ``to`` about a child, which may begin here.

    Who came by a mail to the child's page writes here, and reads nothing of what is private to two:
    that mail may have been passed on.
    """
    asked = request.values
    is_limited = required_principal().purpose is not None
    read = queries.unread_thread_between if is_limited else queries.thread_between
    thread = read(_parties(child_id, asked.get("to", "")))
    return _draw(thread, form, about=asked.get("about", ""), is_first=True)


@blueprint.post("/write/<child_id>")
@shows_again(show_first)
@idempotent
@allow(FROM_A_CHILDS_PAGE)
def write_first(child_id: str) -> Response:
    """Write to somebody about a child."""
    values = read_form(MessageForm())
    parties = _parties(child_id, values["to"])
    found = write_message(parties, values["text"], about=about_or_none(values["about"]))
    if required_principal().purpose is not None:
        # Come by a link to the child's page, one stays here: the thread has a link of its own.
        address = f"/messages/write/{quote(child_id)}?to={quote(values['to'])}&sent=1"
    else:
        address = f"/messages/c/{found}?sent=1#newest"
    return redirect(address, code=303)


@blueprint.get("/c/<conversation_id>")
@allow(TAKING_PART)
def show(conversation_id: str, form: Form | None = None) -> str:
    """One conversation, for one of its two."""
    return _draw(_thread(conversation_id), form)


@blueprint.post("/c/<conversation_id>")
@shows_again(show)
@idempotent
@allow(TAKING_PART)
def answer(conversation_id: str) -> Response:
    """Write one more message."""
    thread = _thread(conversation_id)
    if not thread.may_write:
        raise Refused
    write_message(thread.parties, read_form(MessageForm())["text"], about=None)
    return redirect(f"/messages/c/{conversation_id}?sent=1#newest", code=303)


def _thread(conversation_id: str) -> Thread:
    return queries.thread_of(
        required_principal(), conversation_id, settings().district_id, clock.now()
    )


def _parties(child_id: str, to: str) -> Parties:
    return queries.parties_of(
        required_principal(), to, child_id, settings().district_id, clock.now()
    )


def _draw(thread: Thread, form: Form | None, *, about: str = "", is_first: bool = False) -> str:
    return render_template(
        "messaging/conversations/thread.html",
        thread=thread,
        form=form or Form(),
        about=about_or_none(about) or "",
        is_first=is_first,
        is_sent="sent" in request.args,
        limited=required_principal().purpose is not None,
        zone=zone_of([thread.parties.school_id]),
        words=wording,
    )
