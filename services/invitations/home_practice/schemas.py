"""The form with which a family tells what it did at home."""

from marshmallow import fields

from services.invitations.home_practice.rules import Practice
from shared.events.invitations import PracticeKind
from shared.web.forms import FormSchema, at_most
from shared.web.languages import lazy_


class PracticeForm(FormSchema):
    """What a family did with a child, and when; the words only if it likes."""

    student_id = fields.String(
        required=True, error_messages={"required": lazy_("Choose the child")}
    )
    kind = fields.Enum(
        PracticeKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what you did")},
    )
    practised_on = fields.Date(required=True, error_messages={"required": lazy_("Choose the day")})
    words = fields.String(load_default="", validate=at_most(1000))


def practice_of(values: dict[str, object]) -> Practice:
    """The practice that the form's values make."""
    return Practice(**values)  # type: ignore[arg-type]
