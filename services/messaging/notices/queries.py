"""What the words of a notice need to know, looked up when it is sent: names as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from services.messaging.calendars.models import Appointment, appointment_id
from services.messaging.calendars.queries import (
    activity_occasion,
    appointment_occasion,
    moved_occasions,
)
from services.messaging.calendars.rules import Occasion
from services.messaging.contacts.queries import emails_anywhere, emails_of, numbers_of
from services.messaging.deliveries.models import Delivery
from services.messaging.notices.models import CancelledActivity, KnownActivity
from services.messaging.notices.rules import (
    ABOUT_INVITATIONS,
    HAS_OWN_TIME,
    NAMES_CHILDREN,
    ONLY_WHILE_IT_STANDS,
    TO_FAMILIES,
    WITH_CALENDAR,
    Notice,
)
from services.messaging.phones.queries import waits_elsewhere
from services.messaging.roster.models import RosterOrg, RosterPerson
from services.messaging.roster.queries import called, children_of, full_name
from shared import clock
from shared.access.targets import ACTIONS, TARGETS
from shared.events import Picked, pick, texts_from_dict
from shared.events.channels import Channel
from shared.events.invitations import Support
from shared.tenancy import projection_id


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
        """When what it is about is over: an activity when it ends, everything else at once."""
        if self.activity is not None:
            return self.activity.ends_at
        if self.occasions:
            return max(one.ends_at for one in self.occasions)
        return self.planned_at


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the letters of one school are made from, by id."""

    org: RosterOrg
    people: dict[str, RosterPerson]
    activities: dict[str, KnownActivity]
    cancelled: dict[str, CancelledActivity]
    appointments: dict[str, Appointment]
    children_of: dict[str, frozenset[str]]
    emails: dict[str, str]
    numbers: dict[str, str]


def letters_for(deliveries: Sequence[Delivery], school_id: str) -> dict[str, Letter]:
    """The letters by delivery; one is left out when nobody is to be reached, or no longer.

    A child is named to those only who stand for it today.
    """
    org = RosterOrg.objects(org_id=school_id).first()
    if org is None:
        return {}
    known = _known(deliveries, org)
    letters = (_letter(delivery, known) for delivery in deliveries)
    return {letter.delivery_id: letter for letter in letters if letter is not None}


def _known(deliveries: Sequence[Delivery], org: RosterOrg) -> _Known:
    school_id = org.school_id
    to = {one.person_id for one in deliveries}
    anywhere = {one.person_id for one in deliveries if one.notice == Notice.SIGN_IN_LINK}
    by_text = {one.person_id for one in deliveries if one.channel == Channel.SMS}
    wanted = {str(one.details["activity_id"]) for one in deliveries if "activity_id" in one.details}
    found = Appointment.objects(id__in=[_appointment_of(one) for one in deliveries])
    appointments = {one.id: one for one in found}
    named = {child for one in deliveries for child in one.details.get("student_ids", ())}
    named |= {str(one.details["author_id"]) for one in deliveries if "author_id" in one.details}
    named |= {host for one in appointments.values() for host in one.host_ids}
    people = RosterPerson.objects(id__in=_ids(school_id, to | named), active=True)
    activities = KnownActivity.objects(id__in=_ids(school_id, wanted), erased=False)
    cancelled = CancelledActivity.objects(id__in=_ids(school_id, wanted), erased=False)
    return _Known(
        org=org,
        people={one.person_id: one for one in people},
        activities={one.activity_id: one for one in activities},
        cancelled={one.activity_id: one for one in cancelled},
        appointments=appointments,
        children_of=children_of(to, school_id, clock.now()),
        emails=emails_anywhere(anywhere) | emails_of(to, school_id),
        numbers=numbers_of(by_text, school_id) if by_text else {},
    )


def _letter(delivery: Delivery, known: _Known) -> Letter | None:
    person = known.people.get(delivery.person_id)
    reached = known.numbers if delivery.channel == Channel.SMS else known.emails
    address = reached.get(delivery.person_id)
    if person is None or address is None or _has_nothing_to_say(delivery, known):
        return None
    details, language, org = delivery.details, delivery.language, known.org
    appointment = _appointment(delivery, known)
    author = known.people.get(str(details.get("author_id")))
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
            called(known.people[one]) for one in _named(delivery, known) if one in known.people
        ),
        activity=_told(str(details.get("activity_id")), language, known),
        occasions=_occasions(delivery, known),
        title=_picked(texts, language, org) if texts else None,
        hosts=tuple(full_name(known.people[one]) for one in hosts if one in known.people),
        details=details,
        author=full_name(author) if author else "",
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


def _leads_to(delivery: Delivery, known: _Known) -> str | None:
    """A subject that has a page: a release leads to where another time is chosen."""
    if delivery.about is None:
        return None
    conference = delivery.details.get("conference_id")
    own = [*_named(delivery, known), *sorted(known.children_of.get(delivery.person_id, ()))]
    chosen = [str(delivery.about)]
    if conference:
        chosen.append(f"conference/{conference}")
    chosen += [f"child/{one}" for one in own]
    return next((one for one in chosen if one.partition("/")[0] in TARGETS), None)


def _has_nothing_to_say(delivery: Delivery, known: _Known) -> bool:
    """Whether what it is about is not there, not theirs any more, or does not take place."""
    notice, details = Notice(delivery.notice), delivery.details
    activity_id = str(details.get("activity_id"))
    return (
        (notice in ABOUT_INVITATIONS and activity_id not in known.activities)
        or (notice in ONLY_WHILE_IT_STANDS and activity_id in known.cancelled)
        or (notice in HAS_OWN_TIME and _appointment(delivery, known) is None)
        or (notice in TO_FAMILIES and not _is_theirs(delivery, known))
        or (notice in NAMES_CHILDREN and not _named(delivery, known))
        or (notice is Notice.MESSAGE_WRITTEN and str(details.get("author_id")) not in known.people)
    )


def _is_theirs(delivery: Delivery, known: _Known) -> bool:
    """Whether the reader still stands for a child it is about; for any when it names none."""
    own = known.children_of.get(delivery.person_id, frozenset())
    appointment = _appointment(delivery, known)
    about = delivery.details.get("student_ids") or (appointment.student_ids if appointment else ())
    return bool(own & set(about) if about else own)


def _named(delivery: Delivery, known: _Known) -> list[str]:
    """The children that may be named to the reader: those they stand for, or staff teach."""
    own = known.children_of.get(delivery.person_id, frozenset())
    to_staff = bool(delivery.details.get("to_staff"))
    return [one for one in delivery.details.get("student_ids", ()) if one in own or to_staff]


def _told(activity_id: str, language: str, known: _Known) -> ToldActivity | None:
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


def _occasions(delivery: Delivery, known: _Known) -> tuple[Occasion, ...]:
    """What the notice puts into a calendar, as it is now."""
    now, language = clock.now(), delivery.language
    appointment = _appointment(delivery, known)
    if appointment is not None:
        found = [
            appointment_occasion(appointment, language, known.org),
            *moved_occasions(appointment, language, known.org),
        ]
    elif delivery.notice in WITH_CALENDAR:
        activity = known.activities[str(delivery.details["activity_id"])]
        invitation_id = str(delivery.about).removeprefix("invitation/")
        occasion = activity_occasion(invitation_id, activity, language, known.org)
        found = [occasion] if occasion is not None else []
    else:
        found = []
    return tuple(replace(one, stamped_at=now) for one in found)


def _appointment(delivery: Delivery, known: _Known) -> Appointment | None:
    """The time that the notice is about, if it is about one."""
    if delivery.notice not in HAS_OWN_TIME:
        return None
    found = known.appointments.get(_appointment_of(delivery))
    return found if found is not None and found.starts_at is not None else None


def _appointment_of(delivery: Delivery) -> str:
    return appointment_id(delivery.school_id, str(delivery.about), delivery.person_id)


def _picked(texts: Mapping[str, Any], language: str, org: RosterOrg) -> Picked:
    return pick(texts_from_dict(texts), language, fallback=[*org.languages, "en"])


def _ids(school_id: str, record_ids: Iterable[str]) -> list[str]:
    return [projection_id(school_id, one) for one in record_ids]
