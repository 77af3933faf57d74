"""What can happen to appointments and to a family's calendar feed."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.messaging.accounts.models import Account
from services.messaging.calendars.models import Appointment, KnownConference, appointment_id
from services.messaging.calendars.queries import token_of
from services.messaging.links.models import token_hash
from services.messaging.notices.planning import require
from shared import clock, ids
from shared.envelope import Envelope
from shared.errors import NotFound
from shared.events import texts_as_dict
from shared.events.conferences import SlotBooked, SlotReleased
from shared.events.visits import VisitAgreed, VisitCancelled
from shared.store import atomic, save
from shared.tenancy import write_scope


@atomic
def note_slots(batch: Sequence[tuple[SlotBooked | SlotReleased, Envelope]]) -> None:
    """Keep the times of talks as they are after these events.

    Raises:
        WaitingFor: the conference is not known yet.
    """
    known = require(KnownConference, {event.conference_id for event, _ in batch})
    for event, envelope in batch:
        said: dict[str, Any] = {"is_cancelled": isinstance(event, SlotReleased)}
        if isinstance(event, SlotBooked):
            said |= {
                "student_ids": list(event.student_ids),
                "place": texts_as_dict(event.place),
                "mode": event.mode.value,
                "starts_at": event.starts_at,
                "ends_at": event.ends_at,
            }
        said["host_ids"] = [event.host_id]
        said["title"] = known[event.conference_id].title or {}
        said["group"] = event.conference_id
        keep_appointment(envelope.subject, event.guardian_id, event.sequence, said)


@atomic
def note_visits(batch: Sequence[tuple[VisitAgreed | VisitCancelled, Envelope]]) -> None:
    """Keep the times of visits as they are after these events; no place, which stays private."""
    for event, envelope in batch:
        said: dict[str, Any] = {
            "is_cancelled": isinstance(event, VisitCancelled),
            "student_ids": list(event.student_ids),
            "host_ids": list(event.host_ids),
        }
        if isinstance(event, VisitAgreed):
            said |= {"starts_at": event.starts_at, "ends_at": event.ends_at}
        keep_appointment(envelope.subject, event.guardian_id, event.sequence, said)


def keep_appointment(
    about: str, guardian_id: str, sequence: int, said: Mapping[str, object]
) -> None:
    """Keep what was said of the appointment, unless something later was said already."""
    school_id = write_scope()
    row_id = appointment_id(school_id, about, guardian_id)
    collection = Appointment._get_collection()
    known = collection.find_one({"_id": row_id}, {"sequence": 1})
    if known is not None and known["sequence"] > sequence:
        return
    own = {"school_id": school_id, "about": about, "guardian_id": guardian_id}
    changed = {"sequence": sequence, "changed_at": clock.now()}
    collection.update_one(
        {"_id": row_id}, {"$setOnInsert": own, "$set": {**said, **changed}}, upsert=True
    )


@atomic
def open_feed(account_id: str) -> None:
    """Begin the account's calendar feed, or begin it anew: an address it had before ends at once.

    Raises:
        NotFound: there is no such account.
    """
    account = _account(account_id)
    calendar_id = ids.new_id()
    account.open_calendar(calendar_id, token_hash(token_of(calendar_id)), clock.now())
    save(account)


@atomic
def close_feed(account_id: str) -> None:
    """End the account's calendar feed: its address opens nothing any more.

    Raises:
        NotFound: there is no such account.
    """
    account = _account(account_id)
    account.close_calendar()
    save(account)


def _account(account_id: str) -> Account:
    account: Account | None = Account.objects(id=account_id).first()
    if account is None:
        raise NotFound("account")
    return account
