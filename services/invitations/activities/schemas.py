"""The form that announces an activity, and an activity as programs see it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.activities.rules import Announcement, end_of_answers, instant
from shared.events.invitations import ActivityKind, Focus, Support
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import LANGUAGES, lazy_


def _required(message: Any) -> dict[str, Any]:
    return {"required": message}


class AnnounceForm(FormSchema):
    """What a teacher writes; the times are those of the school's clock."""

    kind = fields.Enum(
        ActivityKind,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose the kind of activity")),
    )
    focus = fields.Enum(
        Focus,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose what it is about")),
    )
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages=_required(lazy_("Write the title that families will read")),
    )
    relevance = fields.String(
        required=True,
        validate=at_most(600),
        error_messages=_required(lazy_("Say how this helps children learn")),
    )
    day = fields.Date(required=True, error_messages=_required(lazy_("Choose the date")))
    begins = fields.Time(
        required=True, error_messages=_required(lazy_("Write when it begins, such as 17:30"))
    )
    ends = fields.Time(
        required=True, error_messages=_required(lazy_("Write when it ends, such as 18:15"))
    )
    place = fields.String(
        required=True,
        validate=at_most(200),
        error_messages=_required(lazy_("Say where it is")),
    )
    answer_by = fields.Date(
        required=True, error_messages=_required(lazy_("Choose the day to answer by"))
    )
    class_ids = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error=lazy_("Choose whom you invite")),
    )
    capacity = fields.Integer(load_default=None, validate=between(1, 5000))
    supports = fields.List(fields.Enum(Support, by_value=True), load_default=[])


def announcement_of(values: Mapping[str, Any], zone: str) -> Announcement:
    """The announcement that the form's values make in a school of that time zone."""
    day = values["day"]
    starts_at = instant(day, values["begins"], zone)
    return Announcement(
        kind=values["kind"],
        focus=values["focus"],
        language=values["language"],
        title=values["title"],
        relevance=values["relevance"],
        place=values["place"],
        starts_at=starts_at,
        ends_at=instant(day, values["ends"], zone),
        answer_by=end_of_answers(values["answer_by"], starts_at, zone),
        class_ids=tuple(values["class_ids"]),
        capacity=values["capacity"],
        supports=tuple(values["supports"]),
    )


class TextSchema(Schema):
    """A text in one language."""

    text = fields.String()
    status = fields.String()


class TallySchema(Schema):
    """How the answers stand, each family counted once; ``people`` are those coming."""

    families = fields.Integer()
    reached = fields.Integer()
    answered = fields.Integer()
    coming = fields.Integer()
    waiting = fields.Integer()
    help = fields.Integer()
    maybe = fields.Integer()
    no = fields.Integer()
    people = fields.Integer()


class ActivitySchema(Schema):
    """An activity with its texts by language and how its answers stand."""

    id = fields.String()
    kind = fields.String()
    focus = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.Nested(TextSchema))
    relevance = fields.Dict(keys=fields.String(), values=fields.Nested(TextSchema))
    place = fields.Dict(keys=fields.String(), values=fields.Nested(TextSchema))
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    answer_by = fields.AwareDateTime()
    host_id = fields.String()
    class_ids = fields.List(fields.String())
    capacity = fields.Integer(allow_none=True)
    supports = fields.List(fields.String())
    answers = fields.Nested(TallySchema)
