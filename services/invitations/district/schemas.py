"""The form in which the district announces an activity to its schools."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.invitations.activities.schemas import NatureForm
from shared.web.languages import lazy_

EVERY_SCHOOL, SOME_SCHOOLS = "every", "some"


class DistrictForm(NatureForm):
    """What the district says of the activity, and which schools it is for.

    What it loads can be dumped, kept, and loaded again.
    """

    whom = fields.String(
        load_default=EVERY_SCHOOL,
        validate=validate.OneOf([EVERY_SCHOOL, SOME_SCHOOLS], error=lazy_("Choose one")),
    )
    school_ids = fields.List(fields.String(), load_default=[])

    @validates_schema(skip_on_field_errors=False)
    def _some_school_is_chosen(self, values: Mapping[str, Any], **_: Any) -> None:
        if values.get("whom") == SOME_SCHOOLS and not values.get("school_ids"):
            raise ValidationError(lazy_("Tick at least one school"), field_name="school_ids")


def typed_again(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with to send again what was kept; times in minutes."""
    return {**kept, "begins": kept["begins"][:5], "ends": kept["ends"][:5]}
