"""What stands in a family's calendar, for mails and for the feed it subscribes to."""

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from services.messaging.accounts.models import Account
from services.messaging.calendars.models import Appointment
from services.messaging.calendars.rules import Certainty, Occasion
from services.messaging.links.models import token_hash
from services.messaging.links.use_cases import link_key
from services.messaging.notices.models import (
    CancelledActivity,
    KnownActivity,
    KnownAnswer,
    KnownInvitation,
)
from services.messaging.notices.rules import comes
from services.messaging.roster.models import RosterOrg
from services.messaging.roster.queries import links_in_force, schools_of, today_at
from services.messaging.settings import settings
from shared import clock, ids
from shared.access.targets import path_of
from shared.closed import closed_schools
from shared.errors import NotFound
from shared.events import pick, texts_from_dict
from shared.events.invitations import Answer, Place
from shared.tenancy import Projection, projection_id, scope_of
from shared.web.languages import _, speaking

# What is over stays in a calendar for some time, and what was cancelled is said that long.
SHOWN_AFTER = timedelta(days=30)
# A time that was given back so shortly before another was taken was moved there.
MOVED_WITHIN = timedelta(minutes=10)


def sender_address() -> str:
    """The address that mail, and so a calendar's file, comes from."""
    return parseaddr(settings().mail_from)[1]


def account_of_feed(token: str) -> Account:
    """The account whose feed the token opens.

    Raises:
        NotFound: none, or not any more.
    """
    account: Account | None = Account.objects(calendar_key=token_hash(token)).first()
    if account is None:
        raise NotFound("calendar")
    return account


def token_of(calendar_id: str) -> str:
    """The token of a feed: derived, so that it need not be kept to be shown again."""
    digest = hmac.digest(link_key(), f"calendar {calendar_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def feed_address(account: Account) -> str:
    """Where the account's feed is; empty without one."""
    if not account.calendar_id:
        return ""
    return f"{settings().base_url}/calendar/{token_of(account.calendar_id)}.ics"


def occasions_of(account: Account) -> list[Occasion]:
    """What the account's persons come to, at all their schools; by time.

    Only what is about a child that they stand for today (R11). What was cancelled is left out: a
    program that asks the feed again then forgets it.
    """
    since = clock.now() - SHOWN_AFTER
    found: list[Occasion] = []
    for school_id in schools_of(account.person_ids):
        if school_id not in closed_schools():
            with scope_of(school_id):
                found += _at_school(school_id, account, since)
    found = [one for one in found if one.certainty is not Certainty.CANCELLED]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


def activity_occasion(
    invitation_id: str, activity: KnownActivity, language: str, org: RosterOrg
) -> Occasion | None:
    """What stands in a calendar of an invitation in the school in scope, as it was answered.

    None for who does not come and never was to.
    """
    answer = KnownAnswer.objects(id=projection_id(org.school_id, invitation_id)).first()
    cancelled = CancelledActivity.objects(id=activity.id, erased=False).first()
    return _of_activity(invitation_id, activity, answer, cancelled, (language, org))


def appointment_occasion(one: Appointment, language: str, org: RosterOrg) -> Occasion:
    """What stands in a calendar of a talk or a visit."""
    return Occasion(
        uid=_uid(one.about, one.guardian_id),
        sequence=max(one.sequence, 0),
        certainty=Certainty.CANCELLED if one.is_cancelled else Certainty.CONFIRMED,
        starts_at=_aware(one.starts_at),
        ends_at=_aware(one.ends_at),
        title=_words(one.title, language, org) or _visit_in(language),
        place=_words(one.place, language, org),
        organiser=org.name,
        stamped_at=_aware(one.changed_at),
        url=_page(one.about),
    )


def moved_occasions(one: Appointment, language: str, org: RosterOrg) -> list[Occasion]:
    """The times that this one took the place of: the same guardian's, given back just before."""
    if one.is_cancelled or not one.group:
        return []
    before = Appointment.objects(
        guardian_id=one.guardian_id,
        group=one.group,
        is_cancelled=True,
        changed_at__gte=one.changed_at - MOVED_WITHIN,
        starts_at__ne=None,
    )
    return [
        appointment_occasion(earlier, language, org)
        for earlier in before
        if set(earlier.host_ids) & set(one.host_ids)
    ]


def _at_school(school_id: str, account: Account, since: datetime) -> list[Occasion]:
    org = RosterOrg.objects(org_id=school_id).first()
    if org is None:
        return []
    people = list(account.person_ids)
    links = links_in_force(today_at(school_id, clock.now()), guardian_id__in=people)
    own = {(link.guardian_id, link.student_id) for link in links}
    language = account.language or settings().default_language
    return [
        *_activities(people, own, since, (language, org)),
        *_appointments(people, own, since, (language, org)),
    ]


_Speech = tuple[str, RosterOrg]
"""A language, and the school whose own languages come after it."""


def _activities(
    people: Sequence[str], own: set[tuple[str, str]], since: datetime, speech: _Speech
) -> Iterable[Occasion]:
    school_id = speech[1].school_id
    invited = [
        one
        for one in KnownInvitation.objects(guardian_id__in=people, erased=False)
        if any((one.guardian_id, child) in own for child in one.student_ids)
    ]
    answers = _by_id(KnownAnswer, school_id, [one.invitation_id for one in invited])
    wanted = [one.activity_id for one in invited if one.invitation_id in answers]
    activities = _by_id(KnownActivity, school_id, wanted)
    cancelled = _by_id(CancelledActivity, school_id, wanted)
    for one in invited:
        activity = activities.get(one.activity_id)
        if activity is None or _aware(activity.ends_at) < since:
            continue
        answer, over = answers.get(one.invitation_id), cancelled.get(one.activity_id)
        occasion = _of_activity(one.invitation_id, activity, answer, over, speech)
        if occasion is not None:
            yield occasion


def _appointments(
    people: Sequence[str], own: set[tuple[str, str]], since: datetime, speech: _Speech
) -> Iterable[Occasion]:
    for one in Appointment.objects(guardian_id__in=people, ends_at__gte=since):
        children = one.student_ids
        if not children or any((one.guardian_id, child) in own for child in children):
            yield appointment_occasion(one, *speech)


def _of_activity(
    invitation_id: str,
    activity: KnownActivity,
    answer: KnownAnswer | None,
    cancelled: CancelledActivity | None,
    speech: _Speech,
) -> Occasion | None:
    if answer is None:
        return None
    about = f"invitation/{invitation_id}"
    sequence = activity.sequence if cancelled is None else cancelled.sequence
    return Occasion(
        uid=_uid(about),
        sequence=sequence + answer.version,
        certainty=_certainty(answer, is_over=cancelled is not None),
        starts_at=_aware(activity.starts_at),
        ends_at=_aware(activity.ends_at),
        title=_words(activity.title, *speech),
        place=_words(activity.place, *speech),
        organiser=speech[1].name,
        # Nobody keeps when each of the three last changed; a program compares the sequence.
        stamped_at=_aware(activity.starts_at) - timedelta(days=365),
        url=_page(about),
    )


def _certainty(answer: KnownAnswer, *, is_over: bool) -> Certainty:
    if is_over:
        return Certainty.CANCELLED
    if comes(answer.answer, answer.place):
        return Certainty.TENTATIVE if answer.accept_by else Certainty.CONFIRMED
    is_open = answer.answer == Answer.MAYBE or answer.place == Place.WAITING
    return Certainty.TENTATIVE if is_open else Certainty.CANCELLED


def _by_id(document: type[Projection], school_id: str, record_ids: Iterable[str]) -> dict[str, Any]:
    wanted = {projection_id(school_id, one): one for one in record_ids}
    return {wanted[row.id]: row for row in document.objects(id__in=list(wanted), erased=False)}


def _words(texts: Mapping[str, Any], language: str, org: RosterOrg) -> str:
    if not texts:
        return ""
    return pick(texts_from_dict(texts), language, fallback=[*org.languages, "en"]).text


def _visit_in(language: str) -> str:
    """What a time without a name of its own is called."""
    with speaking(language):
        return str(_("A visit, with the school"))


def _uid(*parts: str) -> str:
    host = urlsplit(settings().base_url).hostname or "tuhono"
    return f"{ids.derived_id('calendar', *parts)}@{host}"


def _page(about: str) -> str:
    try:
        return f"{settings().base_url}{path_of(about)}"
    except NotFound:
        return ""


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
