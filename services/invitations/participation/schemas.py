"""The forms of what a family chooses and offers; staff's have the family's agreement in them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.invitations.participation.rules import CODES, Part, Seen, Told
from shared.events.channels import Channel
from shared.events.participation import OfferKind
from shared.web.forms import Day, FormSchema, at_most
from shared.web.languages import lazy_

_SEEN = lazy_("Choose who may see this")
_HOW = lazy_("Choose how the family told you")


class PartForm(FormSchema):
    """What a family tells of one part; nothing at all takes it back."""

    codes = fields.List(fields.String(), load_default=[])
    words = fields.String(load_default="", validate=at_most(500))
    seen = fields.Enum(Seen, by_value=True, load_default=None, error_messages={"unknown": _SEEN})

    @validates_schema(skip_on_field_errors=True)
    def _who_sees_it_is_said(self, values: Mapping[str, Any], **_: Any) -> None:
        if (values["codes"] or values["words"]) and values["seen"] is None:
            raise ValidationError(_SEEN, field_name="seen")


class OfferForm(FormSchema):
    """What a family offers; it is for teachers or the school, or it is no offer."""

    kind = fields.Enum(
        OfferKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what you can do")},
    )
    words = fields.String(load_default="", validate=at_most(500))
    seen = fields.String(
        required=True,
        validate=validate.OneOf([Seen.TEACHERS.value, Seen.SCHOOL.value], error=_SEEN),
        error_messages={"required": _SEEN},
    )


class RestForm(FormSchema):
    """Until when no invitations are wanted."""

    until = Day(required=True, error_messages={"required": lazy_("Choose the day")})


class Agreement(Schema):
    """What staff say when they enter something for a family. Source: product.md R9."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf([Channel.PAPER, Channel.PHONE], error=_HOW),
        error_messages={"required": _HOW},
    )
    agreed = fields.Boolean(
        required=True,
        validate=validate.Equal(True, error=lazy_("Enter it only when the family agrees")),
        error_messages={"required": lazy_("Enter it only when the family agrees")},
    )


class PartForFamilyForm(Agreement, PartForm):
    """What a family told staff of one part, which is no secret from them."""

    seen = fields.Enum(
        Seen,
        by_value=True,
        load_default=None,
        validate=validate.OneOf([Seen.TEACHERS, Seen.SCHOOL], error=_SEEN),
        error_messages={"unknown": _SEEN},
    )

    @validates_schema(skip_on_field_errors=True)
    def _something_is_told(self, values: Mapping[str, Any], **_: Any) -> None:
        """Only the family itself takes back what it told."""
        if not (values["codes"] or values["words"]):
            raise ValidationError(lazy_("Choose what the family told you"), field_name="codes")


class OfferForFamilyForm(Agreement, OfferForm):
    """What a family told staff that it can do."""


class RestForFamilyForm(Agreement, RestForm):
    """Until when a family told staff that it wants no invitations."""


def told_of(values: Mapping[str, Any], part: Part) -> Told:
    """What the form's values tell; codes that the part does not have are left out."""
    return Told(
        codes=tuple(code for code in CODES[part] if code in values["codes"]),
        words=values["words"],
        seen=values["seen"] or Seen.ME,
    )
