"""What the words of a notice need to know, looked up when it is sent: names as they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.messaging.contacts.queries import emails_anywhere, emails_of
from services.messaging.deliveries.models import Delivery
from services.messaging.notices.models import KnownActivity
from services.messaging.notices.rules import ABOUT_INVITATIONS, NAMES_CHILDREN, TO_FAMILIES, Notice
from services.messaging.roster.models import RosterOrg, RosterPerson
from services.messaging.roster.queries import full_name, links_in_force, today_at
from shared import clock
from shared.events import Picked, pick, texts_from_dict
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
    supports: tuple[Support, ...]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that a notice says, before it is put into words. ``children`` are given names."""

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
    author: str = ""
    day: date | None = None
    category: str = ""
    planned_at: datetime | None = None
    next_path: str = "/"

    @property
    def closes_at(self) -> datetime | None:
        """When what it is about is over: an activity when it ends, everything else at once."""
        return self.activity.ends_at if self.activity else self.planned_at


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the letters of one school are made from, by id."""

    people: dict[str, RosterPerson]
    activities: dict[str, KnownActivity]
    children_of: dict[str, frozenset[str]]
    emails: dict[str, str]


def letters_for(deliveries: Sequence[Delivery], school_id: str) -> dict[str, Letter]:
    """The letters by delivery; one is left out when nobody is to be reached, or no longer.

    A child is named to those only who stand for it today.
    """
    org = RosterOrg.objects(org_id=school_id).first()
    if org is None:
        return {}
    known = _known(deliveries, school_id)
    letters = (_letter(delivery, org, known) for delivery in deliveries)
    return {letter.delivery_id: letter for letter in letters if letter is not None}


def _known(deliveries: Sequence[Delivery], school_id: str) -> _Known:
    to = {one.person_id for one in deliveries}
    anywhere = {one.person_id for one in deliveries if one.notice == Notice.SIGN_IN_LINK}
    students = {child for one in deliveries for child in one.details.get("student_ids", ())}
    authors = {str(one.details["author_id"]) for one in deliveries if "author_id" in one.details}
    people = RosterPerson.objects(id__in=_ids(school_id, to | students | authors), active=True)
    wanted = {str(one.details["activity_id"]) for one in deliveries if "activity_id" in one.details}
    activities = KnownActivity.objects(id__in=_ids(school_id, wanted), erased=False)
    return _Known(
        people={one.person_id: one for one in people},
        activities={one.activity_id: one for one in activities},
        children_of=_children_of(to, today_at(school_id, clock.now())),
        emails=emails_anywhere(anywhere) | emails_of(to, school_id),
    )


def _letter(delivery: Delivery, org: RosterOrg, known: _Known) -> Letter | None:
    person = known.people.get(delivery.person_id)
    address = known.emails.get(delivery.person_id)
    if person is None or address is None:
        return None
    notice = Notice(delivery.notice)
    details = delivery.details
    own = known.children_of.get(delivery.person_id, frozenset())
    activity = known.activities.get(str(details.get("activity_id")))
    to_staff = bool(details.get("to_staff"))
    named = [one for one in details.get("student_ids", ()) if one in own or to_staff]
    author = known.people.get(str(details.get("author_id")))
    is_missing = (
        (notice in ABOUT_INVITATIONS and activity is None)
        or (notice in TO_FAMILIES and not own)
        or (notice in NAMES_CHILDREN and not named)
        or (notice is Notice.MESSAGE_WRITTEN and author is None)
    )
    if is_missing:
        return None
    return Letter(
        delivery_id=delivery.id,
        notice=notice,
        about=delivery.about,
        person_id=delivery.person_id,
        language=delivery.language,
        address=address,
        given_name=_called(person),
        school_id=delivery.school_id,
        school=org.name,
        zone=org.zone,
        children=tuple(_called(known.people[one]) for one in named if one in known.people),
        activity=_told(activity, delivery.language, org.languages) if activity else None,
        author=full_name(author) if author else "",
        day=date.fromisoformat(str(details["on"])) if details.get("on") else None,
        category=str(details.get("category", "")),
        planned_at=delivery.planned_at,
        next_path=str(details.get("next_path", "/")),
    )


def _told(activity: KnownActivity, language: str, fallback: Sequence[str]) -> ToldActivity:
    title, relevance, place = (
        pick(texts_from_dict(texts), language, fallback=[*fallback, "en"])
        for texts in (activity.title, activity.relevance, activity.place)
    )
    return ToldActivity(
        title=title,
        relevance=relevance,
        place=place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        supports=tuple(Support(one) for one in activity.supports),
    )


def _children_of(guardians: Iterable[str], today: date) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for link in links_in_force(today, guardian_id__in=list(guardians)):
        found[link.guardian_id] = found.get(link.guardian_id, frozenset()) | {link.student_id}
    return found


def _called(person: RosterPerson) -> str:
    return str(person.preferred_name or person.given_name)


def _ids(school_id: str, record_ids: Iterable[str]) -> list[str]:
    return [projection_id(school_id, one) for one in record_ids]
