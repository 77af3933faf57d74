"""The forms of slots: what a host asks for, how much a family takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, validate

from services.invitations.activities.calls import texts
from services.invitations.activities.rules import instant
from services.invitations.sign_ups.rules import MOST_EACH, MOST_NEEDED, Ask, Pledge
from shared.events.channels import Channel
from shared.events.sign_ups import SlotKind
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import LANGUAGES, lazy_
from shared.web.programs import SentSchema, code_of, whole, words

LONGEST_NOTE = 200
OFFLINE = (Channel.PAPER, Channel.PHONE)


class NeededForm(FormSchema):
    """How many times it is needed."""

    needed = fields.Integer(
        required=True,
        validate=between(1, MOST_NEEDED),
        error_messages={"required": lazy_("Say how many you need")},
    )


class SlotForm(NeededForm):
    """What a host asks for; the times are those of the school's clock on the activity's day."""

    kind = fields.Enum(
        SlotKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what you ask for")},
    )
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages={"required": lazy_("Write what you ask for, such as: three salads")},
    )
    begins = fields.Time(load_default=None)
    ends = fields.Time(load_default=None)


class PledgeForm(FormSchema):
    """How much a family takes; ``give_back`` is the button that takes nothing."""

    quantity = fields.Integer(load_default=1, validate=between(0, MOST_EACH))
    give_back = fields.Boolean(load_default=False)
    note = fields.String(load_default="", validate=at_most(LONGEST_NOTE))


class OnBehalfPledgeForm(PledgeForm):
    """The same, entered by staff: with the way the family told it."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(OFFLINE, error=lazy_("Choose one of these")),
        error_messages={"required": lazy_("Say how the family told you")},
    )


class PledgeSchema(Schema):
    """How much of a slot a guardian stands for, as programs send it; 0 is nothing."""

    quantity = whole(0, MOST_EACH, required=True)
    note = words(LONGEST_NOTE)


class OfferedSchema(SentSchema):
    """A slot as a guardian sees it, with the own part; ``title`` by language."""

    slot_id = fields.String()
    kind = code_of(SlotKind)
    title = texts()
    needed = fields.Integer()
    taken = fields.Integer()
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    mine = fields.Integer()
    note = fields.String()


def ask_of(values: Mapping[str, Any], starts_at: datetime, zone: str) -> Ask:
    """What the form's values ask for, at an activity that starts then in that time zone."""
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    is_volunteer = values["kind"] is SlotKind.VOLUNTEER
    begins, ends = (
        instant(day, values[name], zone) if is_volunteer and values[name] else None
        for name in ("begins", "ends")
    )
    return Ask(
        kind=values["kind"],
        language=values["language"],
        title=values["title"],
        needed=values["needed"],
        starts_at=begins,
        ends_at=ends,
    )


def pledge_of(values: Mapping[str, Any]) -> Pledge:
    """The pledge that the form's values make."""
    if values["give_back"] or values["quantity"] == 0:
        return Pledge(quantity=0)
    return Pledge(quantity=values["quantity"], note=values["note"])
