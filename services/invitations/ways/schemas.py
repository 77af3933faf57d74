"""The forms of the catalogue of ways: a proposal, the answer to one, a way the team adds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.invitations.ways.rules import Idea, NewWay
from shared.events.invitations import ActivityKind, Focus
from shared.web.forms import FormSchema, at_most
from shared.web.languages import LANGUAGES, lazy_


class Verdict(StrEnum):
    """What the team says to a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"


class IdeaForm(FormSchema):
    """A way as somebody proposes it; ``school_id`` where a family has several schools."""

    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages={"required": lazy_("Say in a few words what families could do")},
    )
    about = fields.String(load_default="", validate=at_most(1000))
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    school_id = fields.String(load_default="")


class WayForm(FormSchema):
    """A way as it is to stand in the catalogue."""

    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages={"required": lazy_("Write how the catalogue names it")},
    )
    about = fields.String(load_default="", validate=at_most(600))
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    kind = fields.Enum(
        ActivityKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose the kind of activity")},
    )
    focus = fields.Enum(
        Focus,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what it is about")},
    )


class AnswerForm(FormSchema):
    """What the team says to a proposal; the way's own fields count when it is taken up."""

    verdict = fields.Enum(
        Verdict,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose whether you take it up")},
    )
    answer = fields.String(
        required=True,
        validate=at_most(600),
        error_messages={"required": lazy_("Give a reason: who proposed it reads it")},
    )
    title = fields.String(load_default="", validate=at_most(120))
    about = fields.String(load_default="", validate=at_most(600))
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    kind = fields.Enum(ActivityKind, by_value=True, load_default=None)
    focus = fields.Enum(Focus, by_value=True, load_default=None)

    @validates_schema(skip_on_field_errors=False)
    def _is_whole(self, values: Mapping[str, Any], **_: Any) -> None:
        if values.get("verdict") is not Verdict.ACCEPT:
            return
        wrong: dict[str, list[Any]] = {}
        if not values.get("title"):
            wrong["title"] = [lazy_("Write how the catalogue names it")]
        if values.get("kind") is None:
            wrong["kind"] = [lazy_("Choose the kind of activity")]
        if values.get("focus") is None:
            wrong["focus"] = [lazy_("Choose what it is about")]
        if wrong:
            raise ValidationError(wrong)


def idea_of(values: Mapping[str, Any]) -> Idea:
    """The idea that the form's values make."""
    return Idea(language=values["language"], title=values["title"], about=values["about"])


def way_of(values: Mapping[str, Any]) -> NewWay:
    """The way that the form's values make."""
    names = ("language", "title", "about", "kind", "focus")
    return NewWay(**{name: values[name] for name in names})
