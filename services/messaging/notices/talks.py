"""Notices of talks, thanks and offers: each to one guardian, as it happens."""

from collections.abc import Sequence
from typing import Any

from services.messaging.calendars.models import KnownConference
from services.messaging.notices.planning import (
    Wish,
    drop_unsent,
    key_of,
    plan,
    require,
    require_readers,
)
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterPerson
from shared.envelope import Envelope
from shared.events.conferences import ReleaseReason, SlotBooked, SlotReleased
from shared.events.homework import HomePracticeAcknowledged
from shared.events.participation import OfferAccepted
from shared.events.visits import CancelReason, VisitAgreed, VisitCancelled, VisitProposed
from shared.store import atomic

Visit = VisitProposed | VisitAgreed | VisitCancelled


@atomic
def plan_slot_notices(batch: Sequence[tuple[SlotBooked | SlotReleased, Envelope]]) -> None:
    """Have a family told of its time to talk: booked, changed or free again.

    A time that was given back before we wrote of it is not written of at all; one that was moved
    is told by the mail about the new one.

    Raises:
        WaitingFor: the conference, the school, a person or their contact points are not known yet.
    """
    require(KnownConference, {event.conference_id for event, _ in batch})
    require_readers({event.guardian_id for event, _ in batch})
    for event, envelope in batch:
        wish = _of_slot(event, envelope)
        if wish is not None:
            plan([wish])


@atomic
def plan_visit_notices(batch: Sequence[tuple[Visit, Envelope]]) -> None:
    """Have a family told of a visit: offered, agreed, or not at that time.

    One that is looked for anew is told by what is agreed then.

    Raises:
        WaitingFor: the school, a person or their contact points are not known yet.
    """
    require_readers({event.guardian_id for event, _ in batch})
    for event, envelope in batch:
        about, guardian = envelope.subject, event.guardian_id
        drop_unsent(about, guardian, set(_VISITS.values()))
        if getattr(event, "reason", None) in _NOT_TOLD:
            continue
        wish = Wish(
            notice=_VISITS[type(event)],
            about=about,
            person_id=guardian,
            key=key_of(envelope),
            details={"student_ids": list(event.student_ids), "sequence": event.sequence},
        )
        plan([wish])


@atomic
def plan_thanks(
    batch: Sequence[tuple[HomePracticeAcknowledged | OfferAccepted, Envelope]],
) -> None:
    """Have a family told that somebody read what it told of home, or takes its offer up.

    Raises:
        WaitingFor: the school, a person or their contact points are not known yet.
    """
    require_readers({event.guardian_id for event, _ in batch})
    # Who thanks may belong to another school, so nobody waits for that name: see ``known``.
    require(RosterPerson, sorted({one for event, _ in batch for one in _children(event)}))
    plan(
        [
            Wish(
                notice=_THANKS[type(event)],
                about=envelope.subject,
                person_id=event.guardian_id,
                key=key_of(envelope),
                details={"author_id": _author(event), "student_ids": _children(event)},
                is_extra=True,
            )
            for event, envelope in batch
        ]
    )


_VISITS: dict[type, Notice] = {
    VisitProposed: Notice.VISIT_PROPOSED,
    VisitAgreed: Notice.VISIT_AGREED,
    VisitCancelled: Notice.VISIT_CANCELLED,
}
# Staff say so of a visit that was agreed and is over, or is being moved; whose link to the child
# ended is written to about it no more.
_NOT_TOLD = frozenset({CancelReason.NOT_HELD, CancelReason.RESCHEDULED, CancelReason.LINK_ENDED})
_THANKS: dict[type, Notice] = {
    HomePracticeAcknowledged: Notice.PRACTICE_ACKNOWLEDGED,
    OfferAccepted: Notice.OFFER_ACCEPTED,
}


def _of_slot(event: SlotBooked | SlotReleased, envelope: Envelope) -> Wish | None:
    about, guardian = envelope.subject, event.guardian_id
    unsent = drop_unsent(about, guardian, {Notice.SLOT_BOOKED, Notice.SLOT_RELEASED})
    details: dict[str, Any] = {"conference_id": event.conference_id, "sequence": event.sequence}
    if isinstance(event, SlotBooked):
        notice = Notice.SLOT_BOOKED
        details["student_ids"] = list(event.student_ids)
    elif unsent or event.reason in (ReleaseReason.MOVED, ReleaseReason.LINK_ENDED):
        return None
    else:
        notice = Notice.SLOT_RELEASED
        details["reason"] = event.reason.value
    return Wish(
        notice=notice,
        about=about,
        person_id=guardian,
        key=key_of(envelope),
        details=details,
    )


def _author(event: HomePracticeAcknowledged | OfferAccepted) -> str:
    return event.by if isinstance(event, HomePracticeAcknowledged) else event.accepted_by


def _children(event: HomePracticeAcknowledged | OfferAccepted) -> list[str]:
    return [event.student_id] if isinstance(event, HomePracticeAcknowledged) else []
