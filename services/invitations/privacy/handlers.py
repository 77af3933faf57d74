"""What invitations does when the district asks about a person, or holds a person's data."""

from services.invitations.privacy.use_cases import Request, begin_answering, note_hold
from shared.envelope import Envelope
from shared.events.privacy import LegalHoldLifted, LegalHoldPlaced, PrivacyRequested
from shared.handlers import Handlers

handlers = Handlers("invitations")


@handlers.react(PrivacyRequested)
def on_privacy_requested(event: PrivacyRequested, _: Envelope) -> None:
    """Idempotent by the inbox, and by the key of its job. Waits for nothing."""
    begin_answering(
        Request(request_id=event.request_id, person_id=event.person_id, kind=event.kind)
    )


@handlers.react(LegalHoldPlaced, LegalHoldLifted)
def on_legal_hold(event: LegalHoldPlaced | LegalHoldLifted, envelope: Envelope) -> None:
    """Idempotent by the greater ``version`` of the person's hold."""
    is_placed = isinstance(event, LegalHoldPlaced)
    note_hold(event.person_id, is_held_now=is_placed, version=envelope.version)
