"""The form with which a family answers, and the same for programs."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.activities.calls import texts
from services.invitations.activities.rules import State
from services.invitations.invitations.families import FILTERS
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.tallying import NAMES
from shared.events.channels import Channel
from shared.events.invitations import Answer, Place, Support, Way
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import lazy_
from shared.web.programs import SentSchema, code_of, whole, words

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


class WayForm(FormSchema):
    """How a family takes part that does not come."""

    way = fields.Enum(Way, by_value=True, required=True)


class NeedForm(FormSchema):
    """One thing that would have made it easier."""

    need = fields.Enum(Support, by_value=True, required=True)


class PlaceForm(FormSchema):
    """Whether a family takes the place that is kept for it."""

    takes_it = fields.Boolean(required=True)


def reply_of(values: Mapping[str, Any]) -> Reply:
    """The reply that a form's or a program's values make."""
    return Reply(
        answer=values["answer"],
        adults=values["adults"],
        children=values["children"],
        needs=tuple(dict.fromkeys(values["needs"])),
        note=values["note"].strip(),
    )


def first_values(invitation: Invitation, children: int, choice: str = "") -> Mapping[str, Any]:
    """What the form begins with: the answer so far, else one adult with the invited children."""
    party = (invitation.adults, invitation.children) if invitation.party else (1, children)
    return {
        "answer": choice or invitation.answer or "",
        "adults": party[0],
        "children": party[1],
        "needs": list(invitation.needs),
        "note": invitation.note,
        "channel": invitation.channel or "",
    }


class AnswerSchema(Schema):
    """An answer as programs send it."""

    answer = fields.Enum(Answer, by_value=True, required=True)
    adults = whole(0, MOST, load_default=0)
    children = whole(0, MOST, load_default=0)
    needs = fields.List(
        fields.Enum(Support, by_value=True),
        load_default=[],
        validate=validate.Length(max=len(Support)),
    )
    note = words(LONGEST_NOTE)


class AnsweredSchema(SentSchema):
    """An invitation's answer as it stands; ``answer`` is null until there is one."""

    invitation_id = fields.String(attribute="id")
    activity_id = fields.String()
    answer_by = fields.AwareDateTime()
    answer = code_of(Answer, allow_none=True)
    place = code_of(Place)
    adults = fields.Integer()
    children = fields.Integer()
    needs = fields.List(code_of(Support))
    note = fields.String()
    way = code_of(Way, "", metadata={"description": "How the family takes part without coming"})
    answered_at = fields.AwareDateTime(allow_none=True)
    offered_until = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "Until when a place from the waiting list is kept for a yes"},
    )


class InvitationSchema(SentSchema):
    """An own invitation: what it is to, for which children, and the answer as it stands."""

    invitation_id = fields.String()
    school_id = fields.String()
    activity_id = fields.String()
    state = code_of(State)
    title = texts()
    relevance = texts()
    place = texts()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    answer_by = fields.AwareDateTime()
    supports = fields.List(code_of(Support))
    one_answer = fields.Boolean()
    children = fields.List(fields.String())
    needs_answer = fields.Boolean()
    answered_by_household = fields.Boolean()
    answer = fields.Nested(AnsweredSchema)


class FamiliesQuery(Schema):
    """Which families of an activity: of one state, or with a name; both narrow the list."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *FILTERS]))
    name = fields.String(load_default="", validate=validate.Length(max=80))


class FamilySchema(SentSchema):
    """A family at an activity; ``tried`` counts the messages sent to it by channel."""

    invitation_ids = fields.List(fields.String())
    guardians = fields.List(fields.String())
    children = fields.List(fields.String())
    state = fields.String(validate=validate.OneOf(sorted(NAMES.values())))
    way = code_of(Way, "")
    is_reached = fields.Boolean()
    two_answers = fields.Boolean()
    people = fields.Integer()
    needs = fields.List(code_of(Support))
    offered_until = fields.AwareDateTime(allow_none=True)
    tried = fields.Dict(keys=fields.String(), values=fields.Integer())
