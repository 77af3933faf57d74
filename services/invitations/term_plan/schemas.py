"""The forms of a term plan: something in mind, a decision, a reviewer's words."""

from collections.abc import Collection, Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.term_plan.rules import Decision, NewEntry
from shared.errors import Invalid
from shared.events.invitations import ActivityKind, Focus
from shared.web.forms import Day, FormSchema, at_most
from shared.web.languages import LANGUAGES, lazy_
from shared.web.programs import shaped

MONTH = r"2[01][0-9]{2}-(0[1-9]|1[0-2])"


class TermQuery(Schema):
    """The term that begins in a month, as a program asks for it; without it, today's."""

    month = shaped(MONTH, data_key="from")


class EntryForm(FormSchema):
    """Something in mind: what, for what, about when, and who may take it on."""

    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages={"required": lazy_("Say what you have in mind")},
    )
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    kind = fields.Enum(
        ActivityKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose the kind of activity")},
    )
    focus = fields.Enum(
        Focus,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what it is about")},
    )
    week = Day(required=True, error_messages={"required": lazy_("Choose about which week")})
    host_id = fields.String(load_default="")
    way = fields.String(load_default="", validate=at_most(64))


class ReviewForm(FormSchema):
    """What comes of an activity, and why."""

    decision = fields.Enum(
        Decision,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose repeat, grow or stop")},
    )
    reason = fields.String(
        required=True,
        validate=at_most(500),
        error_messages={"required": lazy_("Say why, so that others learn from it")},
    )


class FlagForm(FormSchema):
    """What a reviewer says; nothing takes it back."""

    flag = fields.String(load_default="", validate=at_most(300))


def entry_of(
    values: Mapping[str, Any], *, teachers: Collection[str], person_id: str, leads: bool
) -> NewEntry:
    """The entry that the form's values make; who does not lead plans for themselves.

    Raises:
        Invalid: it is meant for somebody who does not teach at the school.
    """
    host_id = values["host_id"] if leads else person_id
    if leads and host_id and host_id not in teachers:
        raise Invalid({"host_id": [lazy_("Choose one of these")]})
    return NewEntry(**{**values, "host_id": host_id})
