"""The form with which a family answers, and the same for programs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.invitations.rules import Reply
from shared.events.channels import Channel
from shared.events.invitations import Answer, Support
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import lazy_

MOST = 20
LONGEST_NOTE = 1000
OFFLINE = (Channel.PAPER, Channel.PHONE)


class AnswerForm(FormSchema):
    """What a family says; those coming count with a yes."""

    answer = fields.Enum(
        Answer,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose an answer")},
    )
    adults = fields.Integer(load_default=0, validate=between(0, MOST))
    children = fields.Integer(load_default=0, validate=between(0, MOST))
    needs = fields.List(fields.Enum(Support, by_value=True), load_default=[])
    note = fields.String(load_default="", validate=at_most(LONGEST_NOTE))


class OnBehalfForm(AnswerForm):
    """The same, entered by staff: with the way the family told it."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(OFFLINE, error=lazy_("Choose one of these")),
        error_messages={"required": lazy_("Say how the family told you")},
    )


def reply_of(values: Mapping[str, Any]) -> Reply:
    """The reply that a form's or a program's values make."""
    return Reply(
        answer=values["answer"],
        adults=values["adults"],
        children=values["children"],
        needs=tuple(dict.fromkeys(values["needs"])),
        note=values["note"],
    )


class AnswerSchema(Schema):
    """An answer as programs send it."""

    answer = fields.Enum(Answer, by_value=True, required=True)
    adults = fields.Integer(load_default=0, validate=validate.Range(0, MOST))
    children = fields.Integer(load_default=0, validate=validate.Range(0, MOST))
    needs = fields.List(
        fields.Enum(Support, by_value=True),
        load_default=[],
        validate=validate.Length(max=len(Support)),
    )
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_NOTE))


class AnsweredSchema(Schema):
    """An invitation's answer as it stands; ``answer`` is null until there is one."""

    invitation_id = fields.String(attribute="id")
    activity_id = fields.String()
    answer_by = fields.AwareDateTime()
    answer = fields.String(allow_none=True)
    place = fields.String()
    adults = fields.Integer()
    children = fields.Integer()
    needs = fields.List(fields.String())
    note = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)
