"""The forms that announce, change and cancel an activity."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.invitations.activities.catalogue import IMPORTED
from services.invitations.activities.rules import (
    MOST_SESSIONS,
    Announcement,
    Credit,
    Details,
    Partner,
    Repeat,
    TimeOfDay,
    Variant,
    end_instant,
    end_of_answers,
    instant,
    kept,
    kept_deadline,
)
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.audience.rules import Audience
from services.invitations.audience.schemas import AudienceFields, audience_of
from shared.events.invitations import ActivityKind, Focus, Support, Way
from shared.web.forms import Day, FormSchema, at_most, between
from shared.web.languages import LANGUAGES, lazy_

PARTNERS = range(1, 5)
WEEK, FORTNIGHT = 7, 14
MOST_AMBASSADORS = 6
MORNING = time(8, 0)


def _required(message: Any) -> dict[str, Any]:
    return {"required": message}


def _words(characters: int) -> fields.String:
    return fields.String(load_default="", validate=at_most(characters))


class DetailsForm(FormSchema):
    """What may change after families heard of it; the times are those of the school's clock."""

    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages=_required(lazy_("Write the title that families will read")),
    )
    relevance = fields.String(
        required=True,
        validate=at_most(600),
        error_messages=_required(lazy_("Say how this helps children learn")),
    )
    day = Day(required=True, error_messages=_required(lazy_("Choose the date")))
    begins = fields.Time(
        required=True, error_messages=_required(lazy_("Write when it begins, such as 17:30"))
    )
    ends = fields.Time(
        required=True, error_messages=_required(lazy_("Write when it ends, such as 18:15"))
    )
    last_day = Day(load_default=None)
    place = fields.String(
        required=True,
        validate=at_most(200),
        error_messages=_required(lazy_("Say where it is")),
    )
    answer_by = Day(required=True, error_messages=_required(lazy_("Choose the day to answer by")))
    capacity = fields.Integer(load_default=None, validate=between(1, 5000))
    supports = fields.List(fields.Enum(Support, by_value=True), load_default=[])

    @validates_schema(skip_on_field_errors=False)
    def _ends_after_it_begins(self, values: Mapping[str, Any], **_: Any) -> None:
        day, last_day = values.get("day"), values.get("last_day")
        if day and last_day and last_day < day:
            raise ValidationError(
                {"last_day": [lazy_("The last day is before the first: choose a later one")]}
            )


class NatureForm(DetailsForm):
    """What is said of an activity once, when it is announced."""

    kind = fields.Enum(
        ActivityKind,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose the kind of activity")),
    )
    focus = fields.Enum(
        Focus,
        by_value=True,
        required=True,
        error_messages=_required(lazy_("Choose what it is about")),
    )
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))


class AnnounceForm(AudienceFields, NatureForm):
    """What a teacher writes; most of it may stay as the template has it."""

    template = fields.String(load_default="", validate=validate.OneOf(["", *TEMPLATES]))
    at_home = fields.String(load_default="", validate=at_most(300))
    ways = fields.List(fields.Enum(Way, by_value=True), load_default=[])
    one_answer = fields.Boolean(load_default=False)
    host_ids = fields.List(fields.String(), load_default=[])
    ambassador_ids = fields.List(
        fields.String(),
        load_default=[],
        validate=validate.Length(
            max=MOST_AMBASSADORS, error=lazy_("Choose at most {max} students")
        ),
    )
    partner_1, brings_1 = _words(80), _words(160)
    partner_2, brings_2 = _words(80), _words(160)
    partner_3, brings_3 = _words(80), _words(160)
    partner_4, brings_4 = _words(80), _words(160)
    adaptation_note = fields.String(load_default="", validate=at_most(600))
    every_days = fields.Integer(
        load_default=0, validate=validate.OneOf([0, WEEK, FORTNIGHT], error=lazy_("Choose one"))
    )
    times = fields.Integer(load_default=1, validate=between(1, MOST_SESSIONS))
    variant_of = fields.String(load_default="")
    variant_interest = fields.String(load_default="", validate=at_most(80))
    variant_language = fields.String(load_default="", validate=at_most(20))
    variant_time = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in TimeOfDay)])
    )
    cloned_from = fields.String(load_default="")
    offer_id = fields.String(load_default="")
    send_on = Day(load_default=None)
    send_at = fields.Time(load_default=MORNING)
    draft_id = fields.String(load_default="")

    @validates_schema(skip_on_field_errors=False)
    def _says_what_it_must(self, values: Mapping[str, Any], **_: Any) -> None:
        wrong: dict[str, list[Any]] = {}
        if values.get("template") == IMPORTED and not values.get("adaptation_note"):
            wrong["adaptation_note"] = [
                lazy_("Say what you change so that it fits the families you ask")
            ]
        if values.get("every_days") and values.get("times", 1) < 2:
            wrong["times"] = [lazy_("A series has at least two sessions")]
        if values.get("variant_of") and not _variant(values):
            wrong["variant_language"] = [lazy_("Say what is different in this variant")]
        for number in PARTNERS:
            if values.get(f"brings_{number}") and not values.get(f"partner_{number}"):
                wrong[f"partner_{number}"] = [lazy_("Say who brings this")]
        if wrong:
            raise ValidationError(wrong)


class CancelForm(FormSchema):
    """Why it does not take place, in words that families read."""

    reason = fields.String(
        required=True,
        validate=at_most(300),
        error_messages=_required(lazy_("Tell families why: one short sentence")),
    )


class UndoForm(FormSchema):
    """What of a series is taken back."""

    later_too = fields.Boolean(load_default=False)


def announcement_of(
    values: Mapping[str, Any], zone: str, credit: Credit | None = None
) -> Announcement:
    """The announcement that the form's values make in a school of that time zone."""
    send_on = values["send_on"]
    return Announcement(
        **_details(values, zone),
        kind=values["kind"],
        focus=values["focus"],
        language=values["language"],
        class_ids=tuple(values["class_ids"]),
        audience=audience_of(values).as_dict(),
        template=values["template"],
        at_home=values["at_home"],
        ways=tuple(values["ways"]),
        one_answer=values["one_answer"],
        host_ids=tuple(values["host_ids"]),
        ambassador_ids=tuple(values["ambassador_ids"]),
        partners=_partners(values),
        adaptation_note=values["adaptation_note"],
        repeat=_repeat(values),
        variant=_variant(values),
        credit=credit,
        release_at=instant(send_on, values["send_at"], zone) if send_on else None,
        offer_id=values["offer_id"],
    )


def announcement_to_everybody(
    values: Mapping[str, Any], zone: str, district_announcement_id: str
) -> Announcement:
    """The part of one school, in that time zone, in what a district announces to its schools."""
    return Announcement(
        **_details(values, zone),
        kind=values["kind"],
        focus=values["focus"],
        language=values["language"],
        class_ids=(),
        audience=Audience(everyone=True).as_dict(),
        district_announcement_id=district_announcement_id,
    )


def details_of(values: Mapping[str, Any], zone: str, before: Details) -> Details:
    """What an announced activity is to be from now on; times that nobody changed are untouched."""
    return Details(**_details(values, zone, before))


def _details(values: Mapping[str, Any], zone: str, before: Details | None = None) -> dict[str, Any]:
    starts_at = instant(values["day"], values["begins"], zone)
    if before is not None:
        starts_at = kept(before.starts_at, starts_at, zone)
    ends_at = end_instant(values["last_day"] or values["day"], values["ends"], starts_at, zone)
    answer_by = end_of_answers(values["answer_by"], starts_at, zone)
    if before is not None:
        ends_at = kept(before.ends_at, ends_at, zone)
        answer_by = kept_deadline(before, answer_by, starts_at, zone)
    return {
        "title": values["title"],
        "relevance": values["relevance"],
        "place": values["place"],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "answer_by": answer_by,
        "capacity": values["capacity"],
        "supports": tuple(values["supports"]),
    }


def _partners(values: Mapping[str, Any]) -> tuple[Partner, ...]:
    return tuple(
        Partner(who=values[f"partner_{number}"], brings=values[f"brings_{number}"])
        for number in PARTNERS
        if values[f"partner_{number}"]
    )


def _repeat(values: Mapping[str, Any]) -> Repeat | None:
    if not values["every_days"] or values["times"] < 2:
        return None
    return Repeat(every_days=values["every_days"], times=values["times"])


def _variant(values: Mapping[str, Any]) -> Variant | None:
    names = ("interest", "language", "time")
    said = {name: values.get(f"variant_{name}", "") for name in names}
    return Variant(of=values["variant_of"], **said) if any(said.values()) else None
