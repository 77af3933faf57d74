"""Named reads: by which address and in which language a person is reached, and who is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.messaging.accounts.models import Account
from services.messaging.contacts.models import StoppedNumber
from services.messaging.contacts.rules import chosen_language, effective_email, text_number
from services.messaging.roster.models import (
    RosterContactPoints,
    RosterPerson,
)
from services.messaging.roster.queries import full_name, links_in_force, today_at
from services.messaging.settings import settings
from shared.events.channels import Channel
from shared.tenancy import every_school, projection_id, scope, scope_of


@dataclass(frozen=True, kw_only=True)
class Unreachable:
    """A guardian whom nothing reaches, with the children it is about and the phones we know."""

    person_id: str
    name: str
    children: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Way:
    """The channel a person is reached by; ``address`` is the e-mail address or number there."""

    channel: Channel
    address: str


def ways_of(person_ids: Iterable[str], school_id: str) -> dict[str, Way]:
    """How each of these persons is reached at the school: by mail, else by text; or left out."""
    wanted = list(person_ids)
    emails = emails_of(wanted, school_id)
    numbers = numbers_of([one for one in wanted if one not in emails], school_id)
    by_mail = {one: Way(channel=Channel.EMAIL, address=to) for one, to in emails.items()}
    return by_mail | {one: Way(channel=Channel.SMS, address=to) for one, to in numbers.items()}


def numbers_of(person_ids: Iterable[str], school_id: str) -> dict[str, str]:
    """The numbers that texts to these persons go to, as E.164; who has none is left out.

    Nobody has one without a gateway, nor once somebody stopped the texts to it.
    """
    if settings().sms_url is None:
        return {}
    with scope_of(school_id):
        stopped = set(StoppedNumber.objects.scalar("number"))
    found = present_numbers_of(person_ids, school_id)
    return {one: number for one, number in found.items() if number not in stopped}


def present_numbers_of(person_ids: Iterable[str], school_id: str) -> dict[str, str]:
    """The numbers that these persons' texts come from, as E.164, whether or not they take any."""
    wanted = [projection_id(school_id, person_id) for person_id in person_ids]
    with scope_of(school_id):
        points = RosterContactPoints.objects(id__in=wanted)
        found = {one.person_id: text_number(one.phones) for one in points}
    return {one: number for one, number in found.items() if number}


def emails_of(person_ids: Iterable[str], school_id: str) -> dict[str, str]:
    """The effective e-mail addresses of these persons at the school; who has none is left out."""
    wanted = [projection_id(school_id, person_id) for person_id in person_ids]
    with scope_of(school_id):
        return _effective(RosterContactPoints.objects(id__in=wanted))


def emails_anywhere(person_ids: Iterable[str]) -> dict[str, str]:
    """The same from whichever school names one: for sign-in, which is about no one school."""
    with scope(read=every_school(RosterContactPoints)):
        points = RosterContactPoints.objects(person_id__in=list(person_ids))
        return _effective(points.order_by("school_id"))


def languages_of(records: Iterable[RosterPerson]) -> dict[str, str]:
    """The language each person reads mail in: chosen by the account, else the feed's first."""
    people = list(records)
    chosen = _chosen_languages([record.person_id for record in people])
    offered, default = settings().languages, settings().default_language
    return {
        record.person_id: chosen_language(
            [chosen.get(record.person_id, ""), *record.languages], offered, default
        )
        for record in people
    }


def unreachable_guardians(school_id: str, now: datetime) -> list[Unreachable]:
    """The guardians of the school's children whom neither mail nor text reaches, by name."""
    with scope_of(school_id):
        today = today_at(school_id, now)
        children: dict[str, set[str]] = {}
        for link in links_in_force(today, active=True, data_access=True):
            children.setdefault(link.guardian_id, set()).add(link.student_id)
        reached = ways_of(children, school_id)
        missing = {one: kids for one, kids in children.items() if one not in reached}
        return _with_names(school_id, missing)


def _with_names(school_id: str, missing: dict[str, set[str]]) -> list[Unreachable]:
    wanted = set(missing).union(*missing.values())
    records = {one.person_id: one for one in RosterPerson.objects(person_id__in=sorted(wanted))}
    ids = [projection_id(school_id, one) for one in missing]
    phones = {one.person_id: one.phones for one in RosterContactPoints.objects(id__in=ids)}
    found = [
        Unreachable(
            person_id=guardian,
            name=full_name(records[guardian]),
            children=_given_names(records, kids),
            phones=tuple(phones.get(guardian, ())),
        )
        for guardian, kids in missing.items()
        if guardian in records and records[guardian].active
    ]
    return sorted(found, key=lambda one: one.name)


def _given_names(records: dict[str, RosterPerson], person_ids: Iterable[str]) -> tuple[str, ...]:
    known = [records[one] for one in person_ids if one in records and records[one].active]
    return tuple(sorted(one.preferred_name or one.given_name for one in known))


def _effective(points: Iterable[RosterContactPoints]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in points:
        address = effective_email(one.emails)
        if address is not None:
            found.setdefault(one.person_id, address)
    return found


def _chosen_languages(person_ids: Sequence[str]) -> dict[str, str]:
    accounts = Account.objects(person_ids__in=list(person_ids), language__ne="")
    return {person_id: account.language for account in accounts for person_id in account.person_ids}
