"""What the words of a notice need to know, looked up when it is sent: names as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from services.messaging.calendars.queries import (
    activity_occasion,
    appointment_occasion,
    moved_occasions,
)
from services.messaging.calendars.rules import Certainty, Occasion
from services.messaging.deliveries.models import Delivery
from services.messaging.notices.known import (
    Known,
    appointment_of,
    children_named,
    has_nothing_to_say,
    known_for,
)
from services.messaging.notices.rules import WITH_CALENDAR, Notice
from services.messaging.phones.queries import waits_elsewhere
from services.messaging.roster.models import RosterOrg
from services.messaging.roster.queries import called, full_name
from shared import clock
from shared.access.targets import ACTIONS, TARGETS
from shared.events import Picked, pick, texts_from_dict
from shared.events.channels import Channel
from shared.events.invitations import Support


@dataclass(frozen=True, kw_only=True)
class ToldActivity:
    """An activity in the words of one language, or in those there are."""

    title: Picked
    relevance: Picked
    place: Picked
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime | None
    supports: tuple[Support, ...]
    cancelled_because: Picked | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that a notice says, before it is put into words. ``children`` are given names.

    ``details`` are the choices and counts that the notice was planned with; ``occasions`` what it
    puts into a calendar, ``title`` what it is about when that is no activity.
    """

    delivery_id: str
    notice: Notice
    about: str | None
    person_id: str
    language: str
    address: str
    given_name: str
    school_id: str
    school: str
    zone: str
    children: tuple[str, ...] = ()
    activity: ToldActivity | None = None
    occasions: tuple[Occasion, ...] = ()
    title: Picked | None = None
    hosts: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""
    day: date | None = None
    category: str = ""
    planned_at: datetime | None = None
    next_path: str = "/"
    # Whether another digit from the phone answers this very question.
    takes_digits: bool = True
    # What its link opens: what it is about, else the page of a child; None to sign in.
    leads_to: str | None = None

    @property
    def needs_sign_in(self) -> bool:
        """Whether its link leads to a page that asks who one is."""
        return self.leads_to is not None and self.leads_to.partition("/")[0] not in ACTIONS

    @property
    def closes_at(self) -> datetime | None:
        """When what it is about is over: an activity when it ends, everything else at once.

        What says itself until when it is open is over then.
        """
        if "closes_at" in self.details:
            return datetime.fromisoformat(str(self.details["closes_at"]))
        if self.activity is not None:
            return self.activity.ends_at
        if self.occasions:
            return max(one.ends_at for one in self.occasions)
        return self.planned_at


def letters_for(
    deliveries: Sequence[Delivery], school_id: str
) -> tuple[dict[str, Letter], frozenset[str]]:
    """The letters by delivery, and the deliveries with nothing to say any more.

    In neither is what has nobody to reach. A child is named to those only who stand for it today.
    """
    org = RosterOrg.objects(org_id=school_id).first()
    if org is None:
        return {}, frozenset()
    known = known_for(deliveries, org)
    silent = frozenset(one.id for one in deliveries if has_nothing_to_say(one, known))
    letters = (_letter(one, known) for one in deliveries if one.id not in silent)
    return {letter.delivery_id: letter for letter in letters if letter is not None}, silent


def _letter(delivery: Delivery, known: Known) -> Letter | None:
    person = known.people[delivery.person_id]
    reached = known.numbers if delivery.channel == Channel.SMS else known.emails
    address = reached.get(delivery.person_id)
    if address is None:
        return None
    details, language, org = delivery.details, delivery.language, known.org
    appointment = appointment_of(delivery, known)
    hosts = appointment.host_ids if appointment else ()
    texts = details.get("title") or (appointment.title if appointment else None)
    return Letter(
        delivery_id=delivery.id,
        notice=Notice(delivery.notice),
        about=delivery.about,
        person_id=delivery.person_id,
        language=language,
        address=address,
        given_name=called(person),
        school_id=delivery.school_id,
        school=org.name,
        zone=org.zone,
        children=tuple(
            called(known.people[one])
            for one in children_named(delivery, known)
            if one in known.people
        ),
        activity=_told(str(details.get("activity_id")), language, known),
        occasions=_occasions(delivery, known),
        title=_picked(texts, language, org) if texts else None,
        hosts=tuple(full_name(known.people[one]) for one in hosts if one in known.people),
        details=details,
        author=known.authors.get(str(details.get("author_id")), ""),
        day=date.fromisoformat(str(details["on"])) if details.get("on") else None,
        category=str(details.get("category", "")),
        planned_at=delivery.planned_at,
        next_path=str(details.get("next_path", "/")),
        takes_digits=not (
            delivery.channel == Channel.SMS
            and delivery.notice == Notice.ANSWER_NOTED
            and waits_elsewhere(address, str(delivery.about))
        ),
        leads_to=_leads_to(delivery, known),
    )


def _leads_to(delivery: Delivery, known: Known) -> str | None:
    """A subject that has a page: a release leads to where another time is chosen."""
    if delivery.about is None:
        return None
    conference = delivery.details.get("conference_id")
    own = [*children_named(delivery, known), *sorted(known.children_of.get(delivery.person_id, ()))]
    chosen = [str(delivery.about)]
    if conference:
        chosen.append(f"conference/{conference}")
    chosen += [f"child/{one}" for one in own]
    return next((one for one in chosen if one.partition("/")[0] in TARGETS), None)


def _told(activity_id: str, language: str, known: Known) -> ToldActivity | None:
    activity = known.activities.get(activity_id)
    if activity is None:
        return None
    cancelled = known.cancelled.get(activity_id)
    reason = cancelled.reason if cancelled is not None else None
    title, relevance, place = (
        _picked(texts, language, known.org)
        for texts in (activity.title, activity.relevance, activity.place)
    )
    return ToldActivity(
        title=title,
        relevance=relevance,
        place=place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        answer_by=activity.answer_by,
        supports=tuple(Support(one) for one in activity.supports),
        cancelled_because=_picked(reason, language, known.org) if reason else None,
    )


def _occasions(delivery: Delivery, known: Known) -> tuple[Occasion, ...]:
    """What the notice puts into a calendar, as it is now."""
    now, language = clock.now(), delivery.language
    appointment = appointment_of(delivery, known)
    if appointment is not None:
        found = [
            appointment_occasion(appointment, language, known.org),
            *moved_occasions(appointment, language, known.org),
        ]
    elif delivery.notice in WITH_CALENDAR:
        found = _occasion_of_activity(delivery, known)
    else:
        found = []
    return tuple(replace(one, stamped_at=now) for one in found)


def _occasion_of_activity(delivery: Delivery, known: Known) -> list[Occasion]:
    """At most one: a change moves nothing in the calendar of who does not come."""
    activity = known.activities[str(delivery.details["activity_id"])]
    invitation_id = str(delivery.about).removeprefix("invitation/")
    occasion = activity_occasion(invitation_id, activity, delivery.language, known.org)
    is_change = delivery.notice == Notice.ACTIVITY_CHANGED
    if occasion is None or (is_change and occasion.certainty is Certainty.CANCELLED):
        return []
    return [occasion]


def _picked(texts: Mapping[str, Any], language: str, org: RosterOrg) -> Picked:
    return pick(texts_from_dict(texts), language, fallback=[*org.languages, "en"])
