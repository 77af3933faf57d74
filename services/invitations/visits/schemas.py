"""The forms about visits, and what their values make."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from services.invitations.activities.rules import instant
from services.invitations.visits.afterwards import Said
from services.invitations.visits.rules import (
    MINUTES,
    MOST_TIMES,
    USUAL_MINUTES,
    Company,
    Held,
    Proposal,
    Purpose,
    Team,
    Time,
    Wish,
)
from shared.errors import Invalid
from shared.events.channels import Channel
from shared.events.invitations import Support
from shared.events.visits import PlaceKind
from shared.web.forms import Day, FormSchema, at_most, between
from shared.web.languages import chosen_language, lazy_

OTHER, NO = "other", "no"
CHOOSE_TIME = {"required": lazy_("Choose a time, or say that it does not suit")}
CHOOSE_PLACE = {"required": lazy_("Choose where you like to meet")}
SAY_SOMETHING = {"required": lazy_("Write a few words")}


class TeamForm(FormSchema):
    """Who comes along with the member of staff that fills it in."""

    colleague_id = fields.String(load_default="")
    company = fields.Enum(Company, by_value=True, load_default=None)
    company_name = fields.String(load_default="", validate=at_most(80))


class TimesForm(TeamForm):
    """Up to three times to choose from."""

    day_1 = Day(load_default=None)
    begins_1 = fields.Time(load_default=None)
    day_2 = Day(load_default=None)
    begins_2 = fields.Time(load_default=None)
    day_3 = Day(load_default=None)
    begins_3 = fields.Time(load_default=None)


class ProposalForm(TimesForm):
    """What staff ask one guardian."""

    guardian_id = fields.String(
        required=True, error_messages={"required": lazy_("Choose whom you would like to meet")}
    )
    purpose = fields.Enum(
        Purpose,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what the visit is for")},
    )
    words = fields.String(required=True, validate=at_most(600), error_messages=SAY_SOMETHING)
    minutes = fields.Integer(load_default=USUAL_MINUTES, validate=validate.OneOf(MINUTES))


class WishForm(FormSchema):
    """Where a family likes to meet, and when: a time of its own."""

    place_kind = fields.Enum(PlaceKind, by_value=True, required=True, error_messages=CHOOSE_PLACE)
    place_words = fields.String(load_default="", validate=at_most(200))
    day = Day(load_default=None)
    begins = fields.Time(load_default=None)
    needs = fields.List(fields.Enum(Support, by_value=True), load_default=list)
    family_words = fields.String(load_default="", validate=at_most(600))


class AskForm(WishForm):
    """A family asks somebody of the school."""

    whom = fields.String(
        required=True, error_messages={"required": lazy_("Choose whom you would like to meet")}
    )
    purpose = fields.Enum(Purpose, by_value=True, load_default=Purpose.GET_TO_KNOW)


class AnswerForm(WishForm):
    """A family's answer: one of the offered times by its number, another one, or no."""

    choice = fields.String(
        required=True,
        validate=validate.OneOf([*map(str, range(MOST_TIMES)), OTHER, NO]),
        error_messages=CHOOSE_TIME,
    )
    place_kind = fields.Enum(PlaceKind, by_value=True, load_default=None)


class OnBehalfForm(AnswerForm):
    """The same as staff enter it for a family."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf([Channel.PAPER, Channel.PHONE]),
        error_messages={"required": lazy_("Choose how they told you")},
    )


class ReasonForm(FormSchema):
    """A few words, or none."""

    reason = fields.String(load_default="", validate=at_most(300))


class HeldForm(FormSchema):
    """What staff note after a visit."""

    adults = fields.Integer(load_default=1, validate=between(0, 20))
    children = fields.Integer(load_default=1, validate=between(0, 20))
    came_ids = fields.List(fields.String(), load_default=list)
    learnt = fields.String(load_default="", validate=at_most(2000))


class NoteForm(FormSchema):
    """Words about what was learnt; who else may read them is the family's to say."""

    note = fields.String(required=True, validate=at_most(2000), error_messages=SAY_SOMETHING)
    may_read = fields.Boolean(load_default=False)


class FollowUpForm(FormSchema):
    """What was promised, until when."""

    promise = fields.String(required=True, validate=at_most(300), error_messages=SAY_SOMETHING)
    due_on = Day(required=True, error_messages={"required": lazy_("Choose the day")})


def team_of(values: Mapping[str, Any], actor: str) -> Team:
    """Who comes: whoever fills in the form, and whom they chose."""
    hosts = [actor, *([values["colleague_id"]] if values["colleague_id"] else [])]
    return Team(
        host_ids=tuple(dict.fromkeys(hosts)),
        company=values["company"] if values["company_name"] else None,
        company_name=values["company_name"],
    )


def times_of(values: Mapping[str, Any], minutes: int, zone: str) -> tuple[Time, ...]:
    """The times of the form.

    Raises:
        Invalid: a day without a time of day, or the other way round.
    """
    found = []
    for number in range(1, MOST_TIMES + 1):
        day, begins = values[f"day_{number}"], values[f"begins_{number}"]
        if (day is None) != (begins is None):
            missing = f"begins_{number}" if begins is None else f"day_{number}"
            raise Invalid({missing: [lazy_("A time needs its day and when it begins")]})
        if day is not None:
            found.append(_time(instant(day, begins, zone), minutes))
    return tuple(found)


def proposal_of(values: Mapping[str, Any], actor: str, zone: str) -> Proposal:
    """The proposal that a form's values make, in the language that the page is in."""
    return Proposal(
        guardian_id=values["guardian_id"],
        purpose=values["purpose"],
        words=values["words"],
        language=chosen_language().tag,
        team=team_of(values, actor),
        times=times_of(values, values["minutes"], zone),
        minutes=values["minutes"],
    )


def wish_of(values: Mapping[str, Any], offered: Sequence[Time], minutes: int, zone: str) -> Wish:
    """Where and when the family likes to meet.

    Raises:
        Invalid: no place, no time, or an offered one that is there no more.
    """
    if values["place_kind"] is None:
        raise Invalid({"place_kind": [CHOOSE_PLACE["required"]]})
    choice = values.get("choice", OTHER)
    if choice.isdecimal():
        if int(choice) >= len(offered):
            raise Invalid({"choice": [CHOOSE_TIME["required"]]})
        time = offered[int(choice)]
    elif values["day"] is None or values["begins"] is None:
        raise Invalid({"day": [lazy_("Say the day and when it should begin")]})
    else:
        time = _time(instant(values["day"], values["begins"], zone), minutes)
    return Wish(
        place_kind=values["place_kind"],
        place_words=values["place_words"],
        time=time,
        needs=tuple(values["needs"]),
        words=values["family_words"],
    )


def held_of(values: Mapping[str, Any]) -> Held:
    """What staff noted, in the language that the page is in."""
    return Held(
        adults=values["adults"],
        children=values["children"],
        came_ids=tuple(values["came_ids"]),
        words=values["learnt"],
        language=chosen_language().tag,
    )


def said_of(values: Mapping[str, Any]) -> Said:
    """What a family says to a note."""
    return Said(words=values["note"], may_read=values["may_read"])


def _time(starts_at: Any, minutes: int) -> Time:
    return Time(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))
