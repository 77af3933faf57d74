"""The forms of homework: setting a task, telling how it went, asking for help, expecting."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.homework.rules import Task, Told
from services.invitations.homework.starters import STARTERS
from shared.events.channels import Channel
from shared.events.homework import Helped, HelpLevel, HomeworkKind, WayToHelp
from shared.web.forms import Day, FormSchema, at_most, between
from shared.web.languages import LANGUAGES, lazy_
from shared.web.programs import LONGEST_ID, SentSchema, code_of, whole, words

ON_BEHALF = (Channel.PAPER, Channel.PHONE)


def _required(message: Any) -> dict[str, Any]:
    return {"required": message}


class ChangeForm(FormSchema):
    """What a teacher may change later; what an interactive task needs is the rules' question."""

    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages=_required(lazy_("Write a title")),
    )
    task = fields.String(
        required=True,
        validate=at_most(1500),
        error_messages=_required(lazy_("Say what the student does")),
    )
    family_guide = fields.String(load_default="", validate=at_most(1500))
    family_role = fields.String(load_default="", validate=at_most(600))
    if_stuck = fields.String(load_default="", validate=at_most(600))
    prompts = fields.String(load_default="", validate=at_most(600))
    ways = fields.List(fields.Enum(WayToHelp, by_value=True), load_default=[])
    minutes = fields.Integer(
        required=True,
        validate=between(5, 120),
        error_messages=_required(lazy_("Say how many minutes it takes")),
    )
    level = fields.Enum(
        HelpLevel,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose how much a family helps")),
    )
    due_on = Day(required=True, error_messages=_required(lazy_("Choose the day")))


class TaskForm(ChangeForm):
    """A new task."""

    kind = fields.Enum(
        HomeworkKind,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose whether the family has a turn")),
    )
    class_ids = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error=lazy_("Choose for whom it is")),
    )
    template = fields.String(load_default="", validate=validate.OneOf(["", *STARTERS]))


class ChildForm(FormSchema):
    """For which child; left out where there is one only."""

    student_id = fields.String(load_default="")


class WayForm(ChildForm):
    """The way to help that a family will try."""

    way = fields.Enum(
        WayToHelp,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose a way to help")),
    )


class HelpForm(ChildForm):
    """What a family would like help with, in words if it likes."""

    question = fields.String(load_default="", validate=at_most(1000))


class ToldForm(ChildForm):
    """How a task went at home."""

    helped = fields.Enum(
        Helped,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose how it went")),
    )
    chosen = fields.Enum(WayToHelp, by_value=True, load_default=None)
    took = fields.Integer(load_default=None, validate=between(1, 600))
    words = fields.String(load_default="", validate=at_most(1500))


class OnBehalfForm(ToldForm):
    """What a family said on paper or by phone."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(ON_BEHALF),
        error_messages=_required(lazy_("Choose how they told it")),
    )


class ExpectationForm(FormSchema):
    """What a class expects of its families (S102)."""

    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    minutes = fields.Integer(
        required=True,
        validate=between(0, 180),
        error_messages=_required(lazy_("Say how many minutes it takes")),
    )
    amount = fields.String(
        required=True,
        validate=at_most(600),
        error_messages=_required(lazy_("Say how much families help")),
    )
    whom_to_ask = fields.String(
        required=True,
        validate=at_most(600),
        error_messages=_required(lazy_("Say whom to ask about hard questions")),
    )


class FlagForm(FormSchema):
    """Why a task is too much like school at home."""

    note = fields.String(load_default="", validate=at_most(600))


def task_of(values: Mapping[str, Any], **kept: Any) -> Task:
    """The task that a form's values make; ``kept`` is what a change leaves as it is."""
    found = {**values, **kept}
    return Task(
        **{
            **found,
            "ways": tuple(found["ways"]),
            "class_ids": tuple(found["class_ids"]),
        }
    )


def told_of(values: Mapping[str, Any]) -> Told:
    """What a family told, as the form's values say it."""
    return Told(
        helped=values["helped"],
        way=values["chosen"],
        minutes=values["took"],
        words=values["words"],
    )


class ReplySchema(Schema):
    """How a task went at home, as a family's program sends it or reads it."""

    student_id = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_ID),
        metadata={"description": "Needed among siblings."},
    )
    helped = fields.Enum(Helped, by_value=True, required=True)
    way = fields.Enum(WayToHelp, by_value=True, load_default=None, allow_none=True)
    minutes = whole(1, 600, load_default=None, allow_none=True)
    words = words(1500)


class HomeworkSchema(SentSchema):
    """A task for one child, with the family's turn; texts in the reader's language if there is."""

    homework_id = fields.String()
    student_id = fields.String()
    child = fields.String()
    kind = code_of(HomeworkKind)
    level = code_of(HelpLevel)
    title = fields.String()
    task = fields.String()
    family_guide = fields.String()
    family_role = fields.String()
    if_stuck = fields.String()
    prompts = fields.List(fields.String())
    ways = fields.List(code_of(WayToHelp))
    minutes = fields.Integer()
    due_on = fields.Date()
    changed_at = fields.AwareDateTime()
    told = fields.Boolean()
    asked_for_help = fields.Boolean()
