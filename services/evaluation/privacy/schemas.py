"""What the forms of privacy hold."""

from typing import Any

from marshmallow import fields

from services.evaluation.privacy.rules import Asker, HoldReason, Identity, Wish
from shared.errors import Invalid
from shared.events.privacy import PrivacyKind
from shared.web.forms import FormSchema
from shared.web.languages import lazy_


class WishForm(FormSchema):
    """What is asked for, by whom, how they were known, until when."""

    kind = fields.Enum(PrivacyKind, by_value=True, required=True)
    asker = fields.Enum(Asker, by_value=True, required=True)
    identity = fields.Enum(Identity, by_value=True, required=True)
    due_on = fields.Date(required=True)


class ConfirmedForm(WishForm):
    """The same, after what it means was read."""

    read = fields.String()


class HoldForm(FormSchema):
    """Why nothing may be erased."""

    because = fields.Enum(HoldReason, by_value=True, required=True)


def wish_of(values: dict[str, Any]) -> Wish:
    """The wish that the form's values say."""
    return Wish(**{name: values[name] for name in ("kind", "asker", "identity", "due_on")})


def confirmed_wish(values: dict[str, Any]) -> Wish:
    """The wish, once its box is ticked.

    Raises:
        Invalid: what cannot be undone was not confirmed.
    """
    wish = wish_of(values)
    if wish.kind is PrivacyKind.ERASE and not values.get("read"):
        raise Invalid({"read": [lazy_("Tick that it cannot be undone")]})
    return wish
