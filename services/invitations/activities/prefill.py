"""What the form of an activity begins with: a template, an activity to do again, one taken back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.invitations.activities.catalogue import Template
from services.invitations.activities.models import Activity
from services.invitations.activities.rules import day_of
from services.invitations.activities.schemas import PARTNERS, WEEK
from services.invitations.participation.models import Offer
from services.invitations.participation.wording import OFFERS
from shared.events import pick
from shared.events.invitations import ActivityKind
from shared.web.languages import _

# What was to go out later than this was scheduled, and not only held for an undo.
SCHEDULED_AFTER = timedelta(hours=1)
WHOM = ("class_ids", "grades", "interests", "student_ids")

Values = dict[str, Any]


def of_template(template: Template) -> Values:
    """What the template says, in the language of the page, for the teacher to make own."""
    return {
        "template": template.slug,
        "kind": template.kind.value,
        "focus": template.focus.value,
        "title": str(template.title),
        "relevance": str(template.relevance),
        "at_home": str(template.at_home or ""),
        "supports": [one.value for one in template.supports],
        "ways": [one.value for one in template.ways],
        "every_days": WEEK if template.sessions > 1 else 0,
        "times": template.sessions,
        **({"one_answer": "1"} if template.one_answer else {}),
    }


def of_offer(offer: Offer) -> Values:
    """What a family can bring, without its name and words: those it told to staff only."""
    what = str(OFFERS[offer.kind])
    return {
        "offer_id": offer.id,
        "kind": ActivityKind.COLLABORATION.value,
        "title": _("With a family of ours: %(offer)s", offer=what),
        "partner_1": _("A family of ours"),
        "brings_1": what,
    }


def again(activity: Activity) -> Values:
    """The same with other families: its words and offers, and where the idea comes from."""
    return _words(activity) | {"cloned_from": activity.id}


def as_variant(activity: Activity, zone: str) -> Values:
    """The same activity another way: everything but what makes it different."""
    of = {"variant_of": activity.variant_of or activity.id}
    return _words(activity) | _people(activity) | _times(activity, zone) | of


def of_held(activity: Activity, zone: str, *, sessions: int, now: datetime) -> Values:
    """Everything that was typed, for an activity that is taken back with its later sessions."""
    values = _words(activity) | _people(activity) | _times(activity, zone)
    values["adaptation_note"] = activity.adaptation_note
    values |= {"every_days": activity.every_days if sessions > 1 else 0, "times": sessions}
    if activity.variant_of:
        values["variant_of"] = activity.variant_of
        values |= {f"variant_{name}": value for name, value in activity.variant.items()}
    if activity.offer_id:
        values["offer_id"] = activity.offer_id
    if activity.cloned_from:
        values["cloned_from"] = activity.cloned_from["activity_id"]
    if activity.release_at - now > SCHEDULED_AFTER and not activity.series_id:
        values |= _moment(activity.release_at, zone, "send_on", "send_at")
    return values


def of_announced(activity: Activity, zone: str) -> Values:
    """What may still change of it."""
    return _words(activity) | _times(activity, zone)


def _words(activity: Activity) -> Values:
    said = {
        name: pick(activity.texts(name), activity.written_in).text
        for name in ("title", "relevance", "place", "at_home")
    }
    partners: Values = {}
    for number, partner in zip(PARTNERS, activity.partners, strict=False):
        partners |= {f"partner_{number}": partner["who"], f"brings_{number}": partner["brings"]}
    return {
        **said,
        **partners,
        "kind": activity.kind,
        "focus": activity.focus,
        "language": activity.written_in,
        "template": activity.template,
        "supports": list(activity.supports),
        "ways": list(activity.ways),
        "capacity": activity.capacity or "",
        **({"one_answer": "1"} if activity.one_answer else {}),
    }


def _people(activity: Activity) -> Values:
    whom = {name: list(activity.audience.get(name, ())) for name in WHOM}
    everyone = {"everyone": "1"} if activity.audience.get("everyone") else {}
    hosts = [one for one in activity.hosts if one != activity.host_id]
    return {
        **whom,
        **everyone,
        "host_ids": hosts,
        "ambassador_ids": list(activity.ambassador_ids),
    }


def _times(activity: Activity, zone: str) -> Values:
    is_one_day = day_of(activity.starts_at, zone) == day_of(activity.ends_at, zone)
    return {
        **_moment(activity.starts_at, zone, "day", "begins"),
        **_moment(activity.ends_at, zone, "last_day", "ends"),
        **({"last_day": ""} if is_one_day else {}),
        "answer_by": day_of(activity.answer_by, zone).isoformat(),
    }


def _moment(moment: datetime, zone: str, day: str, at: str) -> Values:
    clock = moment.astimezone(ZoneInfo(zone))
    return {day: clock.date().isoformat(), at: f"{clock:%H:%M}"}
