"""Named reads: who needs a sheet of what, what stands on it, which answers were keyed in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.messaging.contacts.queries import languages_of
from services.messaging.deliveries.models import Delivery
from services.messaging.links.use_cases import mailed_address
from services.messaging.notices.models import (
    CancelledActivity,
    KnownActivity,
    KnownAnswer,
    KnownInvitation,
)
from services.messaging.paper.models import PaperSheet
from services.messaging.paper.rules import as_printed, needs_paper
from services.messaging.replies.models import Reply
from services.messaging.roster.models import RosterEnrollment, RosterOrg, RosterPerson
from services.messaging.roster.queries import called, children_of, full_name, today_at
from services.messaging.roster.rules import holds_on
from shared import clock
from shared.errors import NotFound
from shared.events import Picked, pick, texts_from_dict
from shared.events.channels import Channel
from shared.events.invitations import Support
from shared.tenancy import projection_id, write_scope

LISTED = 30


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An activity to come, and how many invited families nothing has reached."""

    activity_id: str
    title: Picked
    starts_at: datetime
    families: int


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A family in the list of an activity; ``is_printed``: it has a sheet already."""

    invitation_id: str
    name: str
    children: tuple[str, ...]
    language: str
    is_reached: bool
    has_answered: bool
    is_printed: bool


@dataclass(frozen=True, kw_only=True)
class Printed:
    """All that stands on a sheet, in the language of its family."""

    language: str
    name: str
    children: tuple[str, ...]
    school: str
    zone: str
    title: Picked
    relevance: Picked
    place: Picked
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime | None
    supports: tuple[Support, ...]
    code: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """An answer that came on paper, and what became of it."""

    name: str
    title: Picked
    choice: str
    state: str
    reason: str
    at: datetime


def classes_taught(person_ids: Collection[str]) -> frozenset[str]:
    """The classes of the school in scope that these persons teach today."""
    school_id = write_scope()
    today = today_at(school_id, clock.now())
    found = RosterEnrollment.objects(
        school_id=school_id, person_id__in=list(person_ids), role="teacher", active=True
    )
    return frozenset(one.class_id for one in found if holds_on(one.begins_on, one.ends_on, today))


def waiting_activities(language: str, taught: frozenset[str] | None) -> list[Waiting]:
    """The activities to come, the next first; with ``taught`` only those of these classes."""
    org, own = _org(), {"school_id": write_scope(), "erased": False}
    coming = list(KnownActivity.objects(ends_at__gt=clock.now(), **own))
    cancelled = set(CancelledActivity.objects(**own).scalar("activity_id"))
    found = []
    for one in sorted(coming, key=lambda one: one.starts_at):
        invited = _invitations(one.activity_id, taught)
        if one.activity_id in cancelled or not invited:
            continue
        lost = [row for row in invited_families(invited) if not row.is_reached]
        found.append(
            Waiting(
                activity_id=one.activity_id,
                title=_picked(one.title, language, org),
                starts_at=one.starts_at,
                families=len([row for row in lost if not row.has_answered]),
            )
        )
    return found[:LISTED]


def families_of(activity_id: str, taught: frozenset[str] | None) -> list[Invited]:
    """The families invited to the activity, by name.

    Raises:
        NotFound: there is no such activity, or none that one may see.
    """
    invited = _invitations(activity_id, taught)
    if not invited:
        raise NotFound("activity")
    return invited_families(invited)


def invited_families(invited: list[KnownInvitation]) -> list[Invited]:
    """These invitations with names, for as long as the family link stands."""
    school_id = write_scope()
    own = children_of({one.guardian_id for one in invited}, school_id, clock.now())
    people = _people({one.guardian_id for one in invited}.union(*own.values()))
    languages = languages_of(people.values())
    about = [f"invitation/{one.invitation_id}" for one in invited]
    states: dict[str, list[str]] = {}
    for one in Delivery.objects(school_id=school_id, about__in=about).only("about", "state"):
        states.setdefault(one.about, []).append(one.state)
    printed = set(PaperSheet.objects(school_id=school_id, about__in=about).scalar("about"))
    answer_ids = [projection_id(school_id, one.invitation_id) for one in invited]
    answered = set(KnownAnswer.objects(id__in=answer_ids).scalar("invitation_id"))
    rows = [
        Invited(
            invitation_id=one.invitation_id,
            name=full_name(people[one.guardian_id]),
            children=_called(people, theirs),
            language=languages.get(one.guardian_id, ""),
            is_reached=not needs_paper(states.get(f"invitation/{one.invitation_id}", [])),
            has_answered=one.invitation_id in answered,
            is_printed=f"invitation/{one.invitation_id}" in printed,
        )
        for one in invited
        if one.guardian_id in people
        and (theirs := set(one.student_ids) & own.get(one.guardian_id, frozenset()))
    ]
    return sorted(rows, key=lambda row: row.name)


def printed_sheets(activity_id: str, wanted: Collection[str]) -> list[Printed]:
    """The sheets of the activity for these invitations, by language and name."""
    school_id, org = write_scope(), _org()
    ids = [projection_id(school_id, one) for one in wanted]
    with_whom = {
        f"invitation/{one.invitation_id}": set(one.student_ids)
        for one in KnownInvitation.objects(id__in=ids, activity_id=activity_id, erased=False)
    }
    made = PaperSheet.objects(school_id=school_id, activity_id=activity_id)
    sheets = [one for one in made if one.about in with_whom]
    activity = KnownActivity.objects(id=projection_id(school_id, activity_id), erased=False).first()
    if activity is None:
        raise NotFound("activity")
    own = children_of({one.person_id for one in sheets}, school_id, clock.now())
    people = _people({one.person_id for one in sheets}.union(*own.values()))
    found = [
        _printed(one, activity, org, people, theirs)
        for one in sheets
        if one.person_id in people
        and (theirs := with_whom[one.about] & own.get(one.person_id, frozenset()))
    ]
    return sorted(found, key=lambda one: (one.language, one.name))


def sheet_with(code: str) -> PaperSheet | None:
    """The sheet of the school in scope with this code."""
    sheet: PaperSheet | None = PaperSheet.objects(school_id=write_scope(), code=code).first()
    return sheet


def keyed_in(language: str, taught: frozenset[str] | None) -> list[Keyed]:
    """The answers that came on paper, the newest first; with ``taught`` only of these classes."""
    org, school_id = _org(), write_scope()
    found = Reply.objects(school_id=school_id, channel=Channel.PAPER.value)
    if taught is not None:
        own = KnownInvitation.objects(
            school_id=school_id, class_ids__in=sorted(taught), erased=False
        )
        found = found.filter(about__in=[f"invitation/{one}" for one in own.scalar("invitation_id")])
    replies = list(found.order_by("-received_at").limit(LISTED))
    people = _people({one.person_id for one in replies})
    ids = [projection_id(school_id, one.about.partition("/")[2]) for one in replies]
    invited = {one.invitation_id: one.activity_id for one in KnownInvitation.objects(id__in=ids)}
    wanted = [projection_id(school_id, one) for one in invited.values()]
    titles = {one.activity_id: one.title for one in KnownActivity.objects(id__in=wanted)}
    return [
        Keyed(
            name=full_name(people[one.person_id]) if one.person_id in people else "",
            title=_picked(
                titles.get(invited.get(one.about.partition("/")[2], ""), {}), language, org
            ),
            choice=one.choice,
            state=one.state,
            reason=one.reason,
            at=one.received_at,
        )
        for one in replies
    ]


def activity_of(invitation_id: str) -> tuple[str, str] | None:
    """The school and the activity of an invitation, at the schools in scope."""
    found = KnownInvitation.objects(invitation_id=invitation_id, erased=False).first()
    return (found.school_id, found.activity_id) if found is not None else None


def title_of(activity_id: str, language: str) -> Picked:
    """What the activity is called."""
    row_id = projection_id(write_scope(), activity_id)
    activity = KnownActivity.objects(id=row_id, erased=False).first()
    return _picked(activity.title if activity is not None else {}, language, _org())


def _printed(
    sheet: PaperSheet,
    activity: KnownActivity,
    org: RosterOrg,
    people: Mapping[str, RosterPerson],
    children: Collection[str],
) -> Printed:
    title, relevance, place = (
        _picked(texts, sheet.language, org)
        for texts in (activity.title, activity.relevance, activity.place)
    )
    return Printed(
        language=sheet.language,
        name=full_name(people[sheet.person_id]),
        children=_called(people, children),
        school=org.name,
        zone=org.zone,
        title=title,
        relevance=relevance,
        place=place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        answer_by=activity.answer_by,
        supports=tuple(Support(one) for one in activity.supports),
        code=as_printed(sheet.code),
        url=mailed_address(sheet.delivery_id),
    )


def _invitations(activity_id: str, taught: frozenset[str] | None) -> list[KnownInvitation]:
    found = KnownInvitation.objects(school_id=write_scope(), activity_id=activity_id, erased=False)
    return [one for one in found if taught is None or taught & set(one.class_ids)]


def _people(person_ids: Iterable[str]) -> dict[str, RosterPerson]:
    ids = [projection_id(write_scope(), one) for one in person_ids]
    return {one.person_id: one for one in RosterPerson.objects(id__in=ids, active=True)}


def _called(people: Mapping[str, RosterPerson], wanted: Iterable[str]) -> tuple[str, ...]:
    known = [people[one] for one in wanted if one in people]
    return tuple(sorted(called(one) for one in known))


def _org() -> RosterOrg:
    org: RosterOrg | None = RosterOrg.objects(org_id=write_scope()).first()
    if org is None:
        raise NotFound("school")
    return org


def _picked(texts: Mapping[str, Any], language: str, org: RosterOrg) -> Picked:
    return pick(texts_from_dict(texts), language, fallback=[*org.languages, "en"])
