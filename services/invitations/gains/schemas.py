"""The form in which staff say what each of the three got."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from services.invitations.gains.rules import LONGEST, Gained, Gains, Group
from shared.events.activities import Gain
from shared.web.forms import FormSchema, at_most
from shared.web.languages import lazy_


def _chosen() -> Any:
    return fields.List(fields.Enum(Gain, by_value=True), load_default=[])


def _written() -> fields.String:
    return fields.String(load_default="", validate=at_most(LONGEST))


class GainsForm(FormSchema):
    """Choices and words for each group; something for at least one of them."""

    students = _chosen()
    students_words = _written()
    families = _chosen()
    families_words = _written()
    teachers = _chosen()
    teachers_words = _written()

    @validates_schema(skip_on_field_errors=True)
    def _something_is_said(self, values: Mapping[str, Any], **_: Any) -> None:
        if all(one.is_empty for one in gains_of(values).values()):
            message = lazy_("Say of at least one of the three what it got from this")
            raise ValidationError(message, field_name=Group.STUDENTS.value)


def gains_of(values: Mapping[str, Any]) -> Gains:
    """What the form's values say of each group, choices in the order of the list."""
    return {
        group: Gained(
            codes=tuple(one for one in Gain if one in values[group.value]),
            words=values[f"{group.value}_words"],
        )
        for group in Group
    }
