"""What a family did at home, as programs tell and read it."""

from marshmallow import Schema, fields

from shared.events.invitations import PracticeKind
from shared.web.forms import Day
from shared.web.programs import SentSchema, code_of, identifier, words

LONGEST_WORDS = 1000


class PracticeSchema(Schema):
    """What a family did; the words only if it likes, in any language."""

    kind = fields.Enum(PracticeKind, by_value=True, required=True)
    words = words(LONGEST_WORDS)


class NewPracticeSchema(PracticeSchema):
    """The same with the child and the day."""

    student_id = identifier(required=True)
    practised_on = Day(required=True)


class ToldPracticeSchema(SentSchema):
    """What was told; names of staff are empty when a family told it itself, or nobody thanked."""

    practice_id = fields.String()
    student_id = fields.String()
    child = fields.String()
    kind = code_of(PracticeKind)
    practised_on = fields.Date()
    words = fields.String()
    has_photo = fields.Boolean()
    has_voice = fields.Boolean()
    recorded_at = fields.AwareDateTime()
    recorded_by = fields.String()
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.String()
    thanks = fields.String()
