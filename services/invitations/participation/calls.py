"""How a guardian takes part, as programs read and write it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.participation.rules import CODES, Part, Seen, Told
from shared.errors import Invalid
from shared.events.participation import OfferKind
from shared.web.forms import Day
from shared.web.languages import lazy_
from shared.web.programs import SentSchema, code_of, identifier, words

LONGEST_WORDS = 500
OTHERS = (Seen.TEACHERS.value, Seen.SCHOOL.value)


class PartSchema(Schema):
    """What a guardian tells of one part: codes of that part, own words, and who may see both."""

    codes = fields.List(
        fields.String(
            validate=validate.OneOf(sorted({one for of in CODES.values() for one in of}))
        ),
        load_default=[],
        validate=validate.Length(max=max(len(of) for of in CODES.values())),
    )
    words = words(LONGEST_WORDS)
    seen = fields.Enum(Seen, by_value=True, required=True)


class OfferSchema(Schema):
    """What a guardian offers; it is for teachers or the school, or it is no offer."""

    kind = fields.Enum(OfferKind, by_value=True, required=True)
    words = words(LONGEST_WORDS)
    seen = fields.String(required=True, validate=validate.OneOf(OTHERS))


class RestSchema(Schema):
    """Until when no invitations are wanted: a day within the next year."""

    until = Day(required=True)


class MadeSchema(SentSchema):
    """An offer's id."""

    offer_id = identifier()


class ToldSchema(SentSchema):
    """What is told of one part."""

    codes = fields.List(fields.String())
    words = fields.String()
    seen = code_of(Seen)


class MadeOfferSchema(MadeSchema):
    """An offer: open, or taken up by somebody of the school."""

    kind = code_of(OfferKind)
    words = fields.String()
    seen = code_of(Seen)
    state = fields.String(validate=validate.OneOf(["open", "accepted"]))
    made_at = fields.AwareDateTime()


class MineSchema(SentSchema):
    """All that a guardian tells at one school; ``told`` by part, without parts not told."""

    school_id = fields.String()
    school = fields.String()
    children = fields.List(fields.String())
    told = fields.Dict(keys=code_of(Part), values=fields.Nested(ToldSchema))
    offers = fields.List(fields.Nested(MadeOfferSchema))
    not_now_until = fields.Date(allow_none=True)


def told_sent(values: Mapping[str, Any], part: Part) -> Told:
    """What a program tells of the part.

    Raises:
        Invalid: a code that the part does not have.
    """
    if set(values["codes"]) - set(CODES[part]):
        raise Invalid({"codes": [lazy_("Choose one of these")]})
    return Told(
        codes=tuple(code for code in CODES[part] if code in values["codes"]),
        words=values["words"].strip(),
        seen=values["seen"],
    )
