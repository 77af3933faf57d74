"""An activity as programs read, announce, change and cancel it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.activities.catalogue import IMPORTED
from services.invitations.activities.rules import (
    MOST_SESSIONS,
    Announcement,
    Details,
    Partner,
    Repeat,
    State,
)
from services.invitations.activities.schemas import FORTNIGHT, MOST_AMBASSADORS, PARTNERS, WEEK
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.audience.schemas import audience_of
from shared.errors import Invalid
from shared.events.invitations import ActivityKind, Focus, Support, Way
from shared.events.participation import Interest
from shared.events.texts import TextStatus
from shared.web.languages import LANGUAGES, lazy_
from shared.web.programs import (
    Moment,
    SentSchema,
    YesNo,
    code_of,
    identifiers,
    said,
    whole,
    words,
)

# The names that a program uses for what the form asks for otherwise.
SENT_NAMES = {
    "day": "starts_at",
    "ends": "ends_at",
    "send_on": "release_at",
    "every_days": "repeat",
}


class TextSchema(SentSchema):
    """A text in one language, and how it came about."""

    text = fields.String()
    status = code_of(TextStatus)


def texts() -> fields.Dict:
    """A text by its languages, as we send it."""
    return fields.Dict(keys=fields.String(), values=fields.Nested(TextSchema))


class TallySchema(SentSchema):
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


class ActivitySchema(SentSchema):
    """An activity with its texts by language and how its answers stand."""

    id = fields.String()
    school_id = fields.String()
    kind = code_of(ActivityKind)
    focus = code_of(Focus)
    title = texts()
    relevance = texts()
    place = texts()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    answer_by = fields.AwareDateTime()
    state = code_of(State)
    template = fields.String()
    host_id = fields.String()
    host_ids = fields.List(fields.String())
    class_ids = fields.List(fields.String())
    capacity = fields.Integer(allow_none=True)
    supports = fields.List(code_of(Support))
    ways = fields.List(code_of(Way))
    one_answer = fields.Boolean()
    series_id = fields.String(allow_none=True)
    series_number = fields.Integer()
    series_count = fields.Integer()
    variant_of = fields.String(allow_none=True)
    sequence = fields.Integer()
    release_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "Until then it is held, and no family hears of it"},
    )
    answers = fields.Nested(TallySchema)


def _capacity(**options: Any) -> fields.Integer:
    """How many people there is room for; none: there is room for all."""
    return whole(1, 5000, allow_none=True, **options)


def _supports(**options: Any) -> fields.List[Any]:
    """What makes coming easier."""
    return fields.List(
        fields.Enum(Support, by_value=True), validate=validate.Length(max=len(Support)), **options
    )


class DetailsSchema(Schema):
    """What is said of an activity whenever anything is said of it."""

    title = said(120)
    relevance = said(600)
    place = said(200)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    answer_by = Moment(required=True)


class ChangeSchema(DetailsSchema):
    """What may change after families heard of it, all of it: nothing is changed by being left out.

    Nobody who has a place loses it.
    """

    capacity = _capacity(required=True)
    supports = _supports(required=True)


class AudienceSchema(Schema):
    """Whom it is for; the parts add up, and one of them says something."""

    class_ids = identifiers(200, load_default=[])
    grades = fields.List(
        fields.String(validate=validate.Length(min=1, max=20)),
        load_default=[],
        validate=validate.Length(max=20),
    )
    interests = fields.List(
        fields.Enum(Interest, by_value=True),
        load_default=[],
        validate=validate.Length(max=len(Interest)),
    )
    student_ids = identifiers(500, load_default=[])
    everyone = YesNo(load_default=False)


class PartnerSchema(Schema):
    """Somebody it is made possible by, and what they bring."""

    who = said(80)
    brings = words(160)


class RepeatSchema(Schema):
    """So many sessions, weekly or fortnightly."""

    every_days = fields.Integer(
        required=True, strict=True, validate=validate.OneOf([WEEK, FORTNIGHT])
    )
    times = whole(2, MOST_SESSIONS, required=True)


class AnnounceSchema(DetailsSchema):
    """An activity to announce; ``language`` is the one of its words."""

    kind = fields.Enum(ActivityKind, by_value=True, required=True)
    focus = fields.Enum(Focus, by_value=True, required=True)
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    capacity = _capacity(load_default=None)
    supports = _supports(load_default=[])
    audience = fields.Nested(AudienceSchema, required=True)
    template = fields.String(load_default="", validate=validate.OneOf(["", *TEMPLATES]))
    at_home = words(300)
    ways = fields.List(
        fields.Enum(Way, by_value=True), load_default=[], validate=validate.Length(max=len(Way))
    )
    one_answer = YesNo(load_default=False)
    host_ids = identifiers(20, load_default=[])
    ambassador_ids = identifiers(MOST_AMBASSADORS, load_default=[])
    partners = fields.List(
        fields.Nested(PartnerSchema), load_default=[], validate=validate.Length(max=len(PARTNERS))
    )
    adaptation_note = words(600)
    repeat = fields.Nested(RepeatSchema, load_default=None, allow_none=True)
    release_at = Moment(
        load_default=None,
        allow_none=True,
        metadata={"description": "When the invitations go out at the earliest"},
    )


class CancelSchema(Schema):
    """Why it does not take place, in words that families read."""

    reason = said(300)


def announcement_sent(values: Mapping[str, Any]) -> Announcement:
    """The announcement that a program sent.

    Raises:
        Invalid: what a form would ask for is missing.
    """
    audience = audience_of(
        values["audience"] | {"interests": [one.value for one in values["audience"]["interests"]]}
    )
    if audience.is_empty:
        raise Invalid({"audience": [lazy_("Choose whom you invite")]})
    if values["template"] == IMPORTED and not values["adaptation_note"].strip():
        message = lazy_("Say what you change so that it fits the families you ask")
        raise Invalid({"adaptation_note": [message]})
    repeat = values["repeat"]
    names = ("kind", "focus", "language", "template", "one_answer", "release_at")
    return Announcement(
        **vars(details_sent(values)),
        **{name: values[name] for name in names},
        class_ids=audience.class_ids,
        audience=audience.as_dict(),
        at_home=values["at_home"].strip(),
        ways=tuple(dict.fromkeys(values["ways"])),
        host_ids=tuple(dict.fromkeys(values["host_ids"])),
        ambassador_ids=tuple(dict.fromkeys(values["ambassador_ids"])),
        partners=tuple(
            Partner(who=one["who"].strip(), brings=one["brings"].strip())
            for one in values["partners"]
        ),
        adaptation_note=values["adaptation_note"].strip(),
        repeat=Repeat(**repeat) if repeat else None,
    )


def details_sent(values: Mapping[str, Any]) -> Details:
    """What an activity is to be, as a program sent it."""
    names = ("starts_at", "ends_at", "answer_by", "capacity")
    return Details(
        **{name: values[name].strip() for name in ("title", "relevance", "place")},
        **{name: values[name] for name in names},
        supports=tuple(dict.fromkeys(values["supports"])),
    )
