"""What programs may send: JSON as it is described, and nothing that could not be kept.

A feature's ``api.py`` takes ``Blueprint`` from here; its schemas take the fields, which accept what
the description says and no near miss: a form's "1" is a number, a program's is not.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import flask_smorest
from flask import Request
from marshmallow import Schema, fields, missing, validate
from webargs.flaskparser import FlaskParser, abort

from shared.web.forms import YEARS
from shared.web.languages import lazy_

JSON = "application/json"
LONGEST_ID = 100
LAST_PAGE = 1_000_000
UNREADABLE = "Invalid JSON body."
UNFIT = "Has characters that no text can hold."


class _Reader(FlaskParser):
    """Reads a request; what is not JSON, or holds what no store can keep, goes no further."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body: 415 of another type, 400 when it cannot be read, 422 when it cannot be kept."""
        if req.mimetype != JSON:
            abort(415)
        try:
            body = super().load_json(req, schema)
        except (ValueError, RecursionError):  # a number of 5,000 digits, a list in a list in a …
            body = missing
        if body is missing:
            abort(400, messages={"json": [UNREADABLE]})
        if any(not _is_text(one) for one in _texts(body)):
            abort(422, messages={"json": [UNFIT]})
        return body

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """What the address asks for."""
        wrong = [name for name, text in req.args.items(multi=True) if not _is_text(text)]
        if wrong:
            abort(422, messages={"query": {name: [UNFIT] for name in wrong}})
        return super().load_querystring(req, schema)


class Blueprint(flask_smorest.Blueprint):
    """A feature's calls; its name is the heading they stand under in the description."""

    ARGUMENTS_PARSER = _Reader()
    PAGINATION_ARGUMENTS_PARSER = _Reader()

    def paginate(self, *args: Any, **options: Any) -> Any:
        """Pages up to ``LAST_PAGE``: the store cannot skip more than 64 bits can count."""
        decorate = super().paginate(*args, **options)

        def decorated(view: Any) -> Any:
            paged = decorate(view)
            asked = paged._apidoc["pagination"]["parameters"]["schema"]
            asked._declared_fields["page"] = fields.Integer(
                load_default=1, validate=validate.Range(1, LAST_PAGE)
            )
            return paged

        return decorated


class SentSchema(Schema):
    """What we send: each field is always there, and the description says so."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """A nested schema's fields as well: they have schemas of this kind."""
        super().on_bind_field(field_name, field_obj)
        field_obj.required = True


class YesNo(fields.Boolean):
    """``true`` or ``false``; a form's "yes", "on" and 1 are neither."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, *args, **kwargs))


class Number(fields.Float):
    """A number, not its digits as text."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, str | bytes):
            raise self.make_error("invalid", input=value)
        return float(super()._validated(value))


class Moment(fields.AwareDateTime):
    """An instant with its offset, as RFC 3339 writes it, in years that every clock can tell.

    It is cut to whole milliseconds, as ``clock.now`` does and MongoDB keeps it: else what was sent
    and what was kept would differ.
    """

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        found = super()._deserialize(value, *args, **kwargs)
        if found.year not in YEARS:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        kept = found.replace(microsecond=found.microsecond // 1000 * 1000)
        return kept.astimezone(UTC)


def whole(low: int, high: int, **options: Any) -> fields.Integer:
    """A whole number within these bounds."""
    return fields.Integer(strict=True, validate=validate.Range(low, high), **options)


def words(most: int, **options: Any) -> fields.String:
    """A text of at most so many characters; it may be empty."""
    return fields.String(load_default="", validate=validate.Length(max=most), **options)


def said(most: int) -> fields.String:
    """A text that says something, of at most so many characters."""
    something = validate.Regexp(r"[\s\S]*\S", error=lazy_("Fill this in"))
    return fields.String(required=True, validate=[validate.Length(min=1, max=most), something])


def identifier(**options: Any) -> fields.String:
    """The id of something, as we told it."""
    return fields.String(validate=validate.Length(min=1, max=LONGEST_ID), **options)


def identifiers(most: int, **options: Any) -> fields.List[Any]:
    """The ids of some things."""
    return fields.List(identifier(), validate=validate.Length(max=most), **options)


def shaped(pattern: str, **options: Any) -> fields.String:
    """A text of this form as a whole, or none at all; by a pattern that ECMA 262 reads alike."""
    whole_text = validate.Regexp(rf"^({pattern})?(?![\s\S])")
    return fields.String(load_default="", validate=whole_text, **options)


def code_of(kind: type[StrEnum], *more: str, **options: Any) -> fields.String:
    """One of an enumeration's values, or one of ``more``, as the description lists them."""
    known = [*more, *(one.value for one in kind)]
    return fields.String(validate=validate.OneOf(known), **options)


def renamed(wrong: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong by the names that a program uses, where a form has others."""
    return {names.get(name, name): messages for name, messages in wrong.items()}


def _texts(body: Any) -> Iterator[str]:
    """Every text in it, names of fields too; without recursion, for it may be deep."""
    left = [body]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one


def _is_text(text: str) -> bool:
    """Whether it can be kept and sent on: no zero character, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
