"""Planning notices to guardians: by which way, in which language, each once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.messaging.contacts.queries import Way, languages_of, numbers_of, ways_of
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.deliveries.use_cases import Mail, plan_mails
from services.messaging.notices.rules import TEXTED, Notice
from services.messaging.roster.models import RosterContactPoints, RosterOrg, RosterPerson
from services.messaging.settings import settings
from shared import ids
from shared.envelope import Envelope
from shared.events.channels import Channel
from shared.handlers import WaitingFor
from shared.tenancy import Projection, projection_id, write_scope


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A notice that somebody is to get. With ``key`` it is one, however often it is wished.

    ``by_text``: it answers a text, so it is one too. ``is_extra``: who is reached by no way misses
    nothing, and nobody is told that they were not.
    """

    notice: Notice
    about: str
    person_id: str
    key: tuple[str, ...]
    details: Mapping[str, object] = field(default_factory=dict)
    due_at: datetime | None = None
    by_text: bool = False
    is_extra: bool = False


def plan(wishes: Sequence[Wish]) -> None:
    """Plan the notices in the school in scope; part of the caller's transaction."""
    if not wishes:
        return
    school_id = write_scope()
    people = sorted({wish.person_id for wish in wishes})
    records = RosterPerson.objects(id__in=[projection_id(school_id, one) for one in people])
    languages = languages_of(records)
    ways = ways_of(people, school_id)
    numbers = numbers_of([wish.person_id for wish in wishes if wish.by_text], school_id)
    mails = []
    for wish in wishes:
        way = _way(wish, ways, numbers)
        if way is None and wish.is_extra:
            continue
        # Who was erased meanwhile has no address either, so nothing is written in it.
        language = languages.get(wish.person_id, settings().default_language)
        mails.append(_mail(wish, way, language))
    plan_mails(school_id, mails)


def delivery_id(notice: Notice, person_id: str, key: tuple[str, ...]) -> str:
    """The id of the one notice: whoever gets a mailbox meanwhile is not told twice."""
    return ids.derived_id("delivery", notice.value, *key, person_id)


def require(projection: type[Projection], record_ids: Iterable[str]) -> dict[str, Any]:
    """The records by id, erased ones too: they arrived, and there is nothing left to wait for.

    Raises:
        WaitingFor: one is not known yet.
    """
    school_id = write_scope()
    wanted = {projection_id(school_id, one): one for one in record_ids}
    known = {wanted[row.id]: row for row in projection.objects(id__in=list(wanted))}
    for record_id in wanted.values():
        if record_id not in known:
            raise WaitingFor(projection, record_id)
    return known


def require_readers(guardian_ids: Iterable[str]) -> None:
    """That all is known which a notice to these guardians needs: school, names, contact points.

    Raises:
        WaitingFor: something is not.
    """
    guardians = list(guardian_ids)
    require(RosterOrg, [write_scope()])
    require(RosterContactPoints, guardians)
    require(RosterPerson, guardians)


def drop_unsent(about: str, person_id: str, notices: Collection[Notice]) -> int:
    """Forget what was planned and not begun of these notices; returns how many there were."""
    unsent = Delivery.objects(
        about=about,
        person_id=person_id,
        notice__in=[one.value for one in notices],
        state=DeliveryState.CREATED.value,
    )
    return int(unsent.delete())


def last_told(about: str, person_id: str, notice: Notice) -> Delivery | None:
    """The newest of these notices that went to the person, or is on its way."""
    told: Delivery | None = (
        Delivery.objects(about=about, person_id=person_id, notice=notice.value)
        .order_by("-planned_at", "-id")
        .first()
    )
    return told


def key_of(envelope: Envelope) -> tuple[str, ...]:
    """The same for the same event, also when it is recorded again under another event id."""
    return (f"{envelope.key}/{envelope.version}",)


def _way(wish: Wish, ways: Mapping[str, Way], numbers: Mapping[str, str]) -> Way | None:
    if wish.by_text and wish.person_id in numbers:
        return Way(channel=Channel.SMS, address=numbers[wish.person_id])
    way = ways.get(wish.person_id)
    is_mail_only = wish.notice not in TEXTED
    return None if way and is_mail_only and way.channel is Channel.SMS else way


def _mail(wish: Wish, way: Way | None, language: str) -> Mail:
    channel = way.channel if way else Channel.EMAIL
    return Mail(
        id=delivery_id(wish.notice, wish.person_id, wish.key),
        notice=wish.notice,
        about=wish.about,
        person_id=wish.person_id,
        language=language,
        has_address=way is not None,
        details=wish.details,
        channel=channel,
        number=way.address if way and channel is Channel.SMS else "",
        due_at=wish.due_at,
    )
