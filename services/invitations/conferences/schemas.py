"""The forms about a conference that is open, and about its talks."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from services.invitations.conferences.rules import (
    TalkState,
)
from shared.events.channels import Channel
from shared.web.forms import Day, FormSchema, at_most
from shared.web.languages import lazy_

LONGEST_WORDS = 1000
MOST_ITEMS = 8
OFFLINE = (Channel.PAPER, Channel.PHONE)


def required(message: Any) -> dict[str, Any]:
    """What a field says when it is empty."""
    return {"required": message}


class FirstForm(FormSchema):
    """Whose families may book before the others, from which day."""

    first_on = Day(load_default=None)
    student_ids = fields.List(fields.String(), load_default=[])


class WithoutForm(FormSchema):
    """A family needs no talk with this host, or asks for a call."""

    need = fields.String(required=True)
    answer = fields.Enum(
        TalkState,
        by_value=True,
        required=True,
        validate=validate.OneOf((TalkState.NOT_NEEDED, TalkState.PHONE)),
    )
    note = fields.String(load_default="", validate=at_most(200))


class BookForm(FormSchema):
    """One or more slots: each ``<child>/<host>/<slot>``."""

    slots = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, max=12, error=lazy_("Choose a time")),
    )


class ChannelForm(FormSchema):
    """How the family told staff who enter it."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(OFFLINE, error=lazy_("Choose one of these")),
        error_messages=required(lazy_("Say how the family told you")),
    )


class AgendaForm(FormSchema):
    """What a family hopes for and wants to talk about, a line each."""

    hopes = fields.String(load_default="", validate=at_most(LONGEST_WORDS))
    items = fields.String(load_default="", validate=at_most(LONGEST_WORDS))


class ArrivalForm(FormSchema):
    """Whether the family came: yes, no, or empty to take it back."""

    came = fields.String(load_default="", validate=validate.OneOf(["", "yes", "no"]))
    led = fields.Boolean(load_default=False)


class NotesForm(FormSchema):
    """What was said, and up to three things that were agreed."""

    notes = fields.String(
        required=True,
        validate=at_most(3000),
        error_messages=required(lazy_("Write what you talked about")),
    )
    what_1 = fields.String(load_default="", validate=at_most(200))
    what_2 = fields.String(load_default="", validate=at_most(200))
    what_3 = fields.String(load_default="", validate=at_most(200))
    who_1 = fields.String(load_default="school")
    who_2 = fields.String(load_default="family")
    who_3 = fields.String(load_default="student")


class ConfirmForm(FormSchema):
    """Whether what was written is right, with a comment if the family likes."""

    agrees = fields.Boolean(required=True, error_messages=required(lazy_("Choose an answer")))
    comment = fields.String(load_default="", validate=at_most(LONGEST_WORDS))


class PrepareForm(FormSchema):
    """What a student prepares."""

    invitation = fields.String(load_default="", validate=at_most(400))
    proud = fields.String(load_default="", validate=at_most(LONGEST_WORDS))
    show = fields.String(load_default="", validate=at_most(LONGEST_WORDS))
    next_step = fields.String(load_default="", validate=at_most(LONGEST_WORDS))


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something, the first few."""
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_ITEMS]


def actions_of(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was agreed: who does what."""
    return [
        {"who": values[f"who_{number}"], "what": values[f"what_{number}"]}
        for number in (1, 2, 3)
        if values[f"what_{number}"]
    ]
