"""What can happen to a delivery; each function is one transaction and sends nothing anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pymongo import ReplaceOne

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.queries import number_key
from services.messaging.deliveries.rules import LEASE_SECONDS, DeliveryState, Outcome
from services.messaging.links.use_cases import MailedLink, mint_mailed_links
from services.messaging.notices.rules import Notice
from shared import clock, ids
from shared.events.channels import Channel
from shared.outbox import record, record_many
from shared.store import atomic, insert_many, save
from shared.tenancy import scope_of, write_scope

# Until when nobody holds a delivery that nobody ever claimed.
_NEVER = datetime(1970, 1, 1)  # noqa: DTZ001 - MongoDB compares it as UTC


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail, or a text, to plan. The same ``id`` is planned once, however often it comes.

    ``number`` is where a text goes; it is not kept. ``due_at`` is now unless it is told.
    """

    id: str
    notice: Notice
    about: str | None
    person_id: str
    language: str
    has_address: bool
    details: Mapping[str, object] = field(default_factory=dict)
    channel: Channel = Channel.EMAIL
    number: str = ""
    due_at: datetime | None = None


@atomic
def plan_mails(school_id: str, mails: Sequence[Mail]) -> None:
    """Have the mails sent; for a person without an address say so at once."""
    wanted = {mail.id: mail for mail in mails}
    for known in Delivery.objects(id__in=list(wanted)).scalar("id"):
        del wanted[known]
    now = clock.now()
    planned = [_planned(school_id, mail, now) for mail in wanted.values()]
    record_many(
        (one, one.status_changed())
        for one in planned
        if one.is_told and one.state == DeliveryState.NO_CONTACT
    )
    insert_many(planned)


@atomic
def note_paper(mail: Mail, *, arrived: bool) -> None:
    """Tell that a printed sheet is on its way home, or that it was there, for it came back.

    Nobody sends it, so nobody claims it; printed again it is the same delivery.
    """
    known: Delivery | None = Delivery.objects(id=mail.id).first()
    delivery = known or _planned(write_scope(), mail, clock.now())
    state = DeliveryState.DELIVERED if arrived else DeliveryState.SENDING
    if delivery.state in (state, DeliveryState.DELIVERED):
        return
    delivery.hand_over(state, clock.now())
    record(delivery, delivery.status_changed())
    save(delivery)


@atomic
def plan_sign_in_link(person_id: str, school_id: str, *, language: str, next_path: str) -> None:
    """Have a sign-in link mailed to the person; it counts its minutes from now."""
    mail = Mail(
        id=ids.new_id(),
        notice=Notice.SIGN_IN_LINK,
        about=None,
        person_id=person_id,
        language=language,
        has_address=True,
        details={"next_path": next_path},
    )
    link = MailedLink(
        delivery_id=mail.id,
        person_id=person_id,
        school_id=school_id,
        language=language,
        next_path=next_path,
    )
    mint_mailed_links([link])
    with scope_of(school_id):
        plan_mails(school_id, [mail])


@atomic
def claim_due(holder: str, *, limit: int, channel: Channel = Channel.EMAIL) -> list[Delivery]:
    """Take up to so many due deliveries that are in nobody's hands, the longest due first.

    Sign-in links go before all others: somebody stands at the door. They all are the holder's for
    ``LEASE_SECONDS``; ``keep`` lengthens that.
    """
    due = Delivery.objects(
        due_at__lte=clock.now(),
        channel=channel.value,
        __raw__={"$expr": {"$lt": [{"$ifNull": ["$lease_until", _NEVER]}, "$$NOW"]}},
    )
    found = list(due.filter(notice=Notice.SIGN_IN_LINK.value).order_by("due_at").limit(limit))
    if len(found) < limit:
        others = due.filter(notice__ne=Notice.SIGN_IN_LINK.value).order_by("due_at")
        found += others.limit(limit - len(found))
    fresh = [one for one in found if one.state == DeliveryState.CREATED]
    for one in fresh:
        one.state = DeliveryState.SENDING.value
    record_many((one, one.status_changed()) for one in fresh if one.is_told)
    _hold([one.id for one in found], holder)
    _say_sending([one.id for one in fresh if one.is_told], tells=1)
    _say_sending([one.id for one in fresh if not one.is_told], tells=0)
    return found


def keep(delivery_id: str, holder: str) -> bool:
    """Whether the delivery is still the holder's, and now for the whole lease again."""
    kept = Delivery._get_collection().update_one(
        {"_id": delivery_id, "holder": holder}, [{"$set": {"lease_until": _lease_end()}}]
    )
    return bool(kept.matched_count)


@atomic
def settle(outcomes: Mapping[str, Outcome], holder: str) -> None:
    """Keep and tell what became of the attempts; one that somebody else works on is left alone."""
    now = clock.now()
    held = list(Delivery.objects(id__in=list(outcomes), holder=holder))
    changed = [one for one in held if one.settle(outcomes[one.id], now)]
    record_many((one, one.status_changed()) for one in changed if one.is_told)
    rows = [ReplaceOne({"_id": one.id, "holder": holder}, one.to_mongo().to_dict()) for one in held]
    if rows:
        Delivery._get_collection().bulk_write(rows, ordered=False)


@atomic
def let_go(delivery_ids: Sequence[str], holder: str) -> None:
    """Give back deliveries that were claimed and not tried."""
    Delivery._get_collection().update_many(
        {"_id": {"$in": list(delivery_ids)}, "holder": holder},
        {"$set": {"holder": None, "lease_until": None}, "$inc": {"attempts": -1}},
    )


def _planned(school_id: str, mail: Mail, now: datetime) -> Delivery:
    state = DeliveryState.CREATED if mail.has_address else DeliveryState.NO_CONTACT
    return Delivery(
        id=mail.id,
        school_id=school_id,
        notice=mail.notice.value,
        about=mail.about,
        person_id=mail.person_id,
        channel=mail.channel.value,
        number_key=number_key(mail.number) if mail.number else None,
        language=mail.language,
        details=dict(mail.details),
        state=state.value,
        planned_at=now,
        due_at=(mail.due_at or now) if mail.has_address else None,
        settled_at=None if mail.has_address else now,
    )


def _hold(delivery_ids: list[str], holder: str) -> None:
    attempts = {"$add": [{"$ifNull": ["$attempts", 0]}, 1]}
    held = {"holder": {"$literal": holder}, "lease_until": _lease_end(), "attempts": attempts}
    Delivery._get_collection().update_many({"_id": {"$in": delivery_ids}}, [{"$set": held}])


def _say_sending(delivery_ids: list[str], *, tells: int) -> None:
    """Told ones take the version of the event that was recorded."""
    if delivery_ids:
        Delivery._get_collection().update_many(
            {"_id": {"$in": delivery_ids}},
            {"$set": {"state": DeliveryState.SENDING.value}, "$inc": {"version": tells}},
        )


def _lease_end() -> dict[str, object]:
    return {"$add": ["$$NOW", LEASE_SECONDS * 1000]}
