"""Named reads: who needs a sheet of what, what stands on it, which answers were keyed in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.messaging.links.use_cases import mailed_address
from services.messaging.notices.models import (
    CancelledActivity,
    KnownActivity,
    KnownInvitation,
)
from services.messaging.paper.families import invited_to, waiting_in
from services.messaging.paper.models import PaperSheet
from services.messaging.paper.rules import as_printed
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
# Each sheet is a page and a drawing.
SHEETS = 50
# Of so many of the school's newest answers on paper a teacher sees those of own classes.
LOOKED_AT = 600


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An activity to come, and how many invited families nothing has reached."""

    activity_id: str
    title: Picked
    starts_at: datetime
    families: int


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
    org, coming = _org(), _coming(taught)
    families = waiting_in([one.activity_id for one in coming], taught)
    return [
        Waiting(
            activity_id=one.activity_id,
            title=_picked(one.title, language, org),
            starts_at=one.starts_at,
            families=families.get(one.activity_id, 0),
        )
        for one in coming
    ]


def _coming(taught: frozenset[str] | None) -> list[KnownActivity]:
    own = {"school_id": write_scope(), "erased": False}
    found = KnownActivity.objects(ends_at__gt=clock.now(), **own).order_by("starts_at")
    cancelled = set(CancelledActivity.objects(**own).scalar("activity_id"))
    held = [one for one in found if one.activity_id not in cancelled]
    listed: list[KnownActivity] = []
    for start in range(0, len(held), LISTED):
        some = held[start : start + LISTED]
        invited = invited_to([one.activity_id for one in some], taught)
        listed += [one for one in some if one.activity_id in invited]
        if len(listed) >= LISTED:
            break
    return listed[:LISTED]


def printed_sheets(
    activity_id: str, taught: frozenset[str] | None, *, only: str = "", number: int = 1
) -> tuple[list[Printed], bool]:
    """Sheets of the activity, the newest, by language and name; and whether there are older ones.

    Raises:
        NotFound: there is no such activity, or none that one may see.
    """
    school_id, org = write_scope(), _org()
    activity = KnownActivity.objects(id=projection_id(school_id, activity_id), erased=False).first()
    if activity is None or not invited_to([activity_id], taught):
        raise NotFound("activity")
    made = PaperSheet.objects(school_id=school_id, activity_id=activity_id)
    if only:
        made = made.filter(about=f"invitation/{only}")
    begin = (number - 1) * SHEETS
    some = list(made.order_by("-printed_at", "id")[begin : begin + SHEETS + 1])
    sheets, with_whom = some[:SHEETS], _with_whom(some[:SHEETS], activity_id, taught)
    own = children_of({one.person_id for one in sheets}, school_id, clock.now())
    people = _people({one.person_id for one in sheets}.union(*own.values()))
    found = [
        _printed(one, activity, org, people, theirs)
        for one in sheets
        if one.person_id in people
        and (theirs := with_whom.get(one.about, set()) & own.get(one.person_id, frozenset()))
    ]
    return sorted(found, key=lambda one: (one.language, one.name)), len(some) > SHEETS


def _with_whom(
    sheets: list[PaperSheet], activity_id: str, taught: frozenset[str] | None
) -> dict[str, set[str]]:
    """The children of each invitation that one may see, by what its sheet is about."""
    ids = [projection_id(write_scope(), one.about.partition("/")[2]) for one in sheets]
    found = KnownInvitation.objects(id__in=ids, activity_id=activity_id, erased=False)
    if taught is not None:
        found = found.filter(class_ids__in=sorted(taught))
    return {f"invitation/{one.invitation_id}": set(one.student_ids) for one in found}


def sheet_with(code: str) -> PaperSheet | None:
    """The sheet of the school in scope with this code."""
    sheet: PaperSheet | None = PaperSheet.objects(school_id=write_scope(), code=code).first()
    return sheet


def keyed_in(language: str, taught: frozenset[str] | None) -> list[Keyed]:
    """The answers that came on paper, the newest first; with ``taught`` only of these classes."""
    org, school_id = _org(), write_scope()
    replies = _newest_on_paper(taught)
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


def _newest_on_paper(taught: frozenset[str] | None) -> list[Reply]:
    found = Reply.objects(school_id=write_scope(), channel=Channel.PAPER.value)
    found = found.order_by("-received_at")
    if taught is None:
        return list(found.limit(LISTED))
    kept: list[Reply] = []
    for start in range(0, LOOKED_AT, LISTED):
        some = list(found[start : start + LISTED])
        ids = [projection_id(write_scope(), one.about.partition("/")[2]) for one in some]
        own = KnownInvitation.objects(id__in=ids, class_ids__in=sorted(taught), erased=False)
        about = {f"invitation/{one}" for one in own.scalar("invitation_id")}
        kept += [one for one in some if one.about in about]
        if len(some) < LISTED or len(kept) >= LISTED:
            break
    return kept[:LISTED]


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
