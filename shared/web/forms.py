"""Reading a form and showing it again: nothing typed is lost, each error stands at its field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from flask import g, make_response, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.wrappers import Response

from shared.errors import Invalid
from shared.web.errors import for_program
from shared.web.languages import lazy_

View = Callable[..., Any]

# Further years than these overflow somewhere: a clock's zone, a calendar, the store.
YEARS = range(2000, 2200)

# How marshmallow's default messages begin, and what we say instead.
PLAIN_MESSAGES = {
    "Missing data for required field": lazy_("Fill this in"),
    "Field may not be null": lazy_("Fill this in"),
    "Not a valid integer": lazy_("Write a whole number"),
    "Not a valid number": lazy_("Write a number"),
    "Not a valid date": lazy_("Choose a day from the calendar"),
    "Not a valid time": lazy_("Write a time, such as 17:30"),
    "Not a valid email address": lazy_("Write an email address, such as name@example.org"),
    "Must be one of": lazy_("Choose one of these"),
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a form shows: the values to begin with or as typed, and what is wrong, by field name."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Sequence[object]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The text in the field, empty if there is none."""
        value = self.values.get(name, "")
        if isinstance(value, list):
            value = value[0] if value else ""
        return "" if value is None else str(value)

    def has(self, name: str, value: object) -> bool:
        """Whether the choice ``value`` of the field is taken."""
        chosen = self.values.get(name, ())
        if isinstance(chosen, list | tuple | set | frozenset):
            return str(value) in {str(one) for one in chosen}
        return str(value) == str(chosen)

    def error(self, name: str) -> str:
        """What is wrong with the field, empty if nothing."""
        return " ".join(str(message) for message in self.errors.get(name, ()))


class FormSchema(Schema):
    """A form's fields: an empty one counts as missing, spaces around are cut."""

    class Meta:
        """Forms carry more than their fields: the idempotency key, the name of the button."""

        unknown = EXCLUDE


class Day(fields.Date):
    """A day of the calendar as browsers and programs write it, in years that every clock tells."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        found = super()._deserialize(value, *args, **kwargs)
        if found.year not in YEARS or found.isoformat() != value:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return found


def between(low: int, high: int) -> validate.Range:
    """A number from ``low`` to ``high``, with a message that says so."""
    return validate.Range(min=low, max=high, error=lazy_("Choose {min} to {max}"))


def at_most(characters: int) -> validate.Length:
    """A text no longer than this, with a message that says so."""
    return validate.Length(max=characters, error=lazy_("Write at most {max} characters"))


def read_form(schema: FormSchema) -> dict[str, Any]:
    """The sent form's values, checked and typed by the schema.

    Raises:
        Invalid: with the messages of every field at fault.
    """
    try:
        values: dict[str, Any] = schema.load(_typed(schema))
    except ValidationError as wrong:
        messages = wrong.normalized_messages()
        raise Invalid({name: _flat(errors) for name, errors in messages.items()}) from wrong
    return values


def shows_again(draw: View) -> Callable[[View], View]:
    """On ``Invalid`` answer 422 with the page that ``draw`` makes.

    ``draw`` gets the view's arguments and ``form``. Stands above ``@idempotent``: what was refused
    is neither kept nor stored.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def attempt(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except Invalid as wrong:
                if for_program():
                    raise
                return _drawn_again(draw, wrong, args, kwargs)

        return attempt

    return decorate


def body_limit(max_bytes: int) -> Callable[[View], View]:
    """Let one view take a bigger body, such as an upload. Stands above all that reads it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            request.max_content_length = max_bytes
            return view(*args, **kwargs)

        return limited

    return decorate


def _drawn_again(draw: View, wrong: Invalid, args: Any, kwargs: Any) -> Response:
    g.has_errors = True
    form = Form(values=request.form.to_dict(flat=False), errors=wrong.fields)
    answer = make_response(draw(*args, form=form, **kwargs))
    answer.status_code = 422
    return answer


def _typed(schema: FormSchema) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, declared in schema.fields.items():
        key = declared.data_key or name
        texts = [text.strip() for text in request.form.getlist(key)]
        texts = [text for text in texts if text]
        if isinstance(declared, fields.List):
            values[key] = texts
        elif texts:
            values[key] = texts[0]
    return values


def _flat(errors: Any) -> list[object]:
    """A field's messages; those of a list's elements stand under their position."""
    if isinstance(errors, Mapping):
        return [message for inner in errors.values() for message in _flat(inner)]
    # A message of ours that waits for its language is no list, and would come letter by letter.
    messages = errors if isinstance(errors, list | tuple) else [errors]
    return [_plain(message) for message in messages]


def _plain(message: object) -> object:
    """Marshmallow's messages are for programmers; ours say what to do, translated."""
    for beginning, ours in PLAIN_MESSAGES.items():
        if isinstance(message, str) and message.startswith(beginning):
            return ours
    return message
