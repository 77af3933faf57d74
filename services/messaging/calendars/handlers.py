"""The times that families agreed to, as the other services tell of them."""

from collections.abc import Sequence

from services.messaging.calendars import use_cases
from services.messaging.calendars.models import KnownConference
from shared.envelope import Envelope
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.visits import VisitAgreed, VisitCancelled
from shared.handlers import Handlers

handlers = Handlers("messaging")

handlers.project(ConferenceOpened, into=KnownConference, fields=("conference_id", "title"))


@handlers.react_batch(SlotBooked, SlotReleased)
def on_slots(batch: Sequence[tuple[SlotBooked | SlotReleased, Envelope]]) -> None:
    """Idempotent by the inbox, and by the greater ``sequence``. Waits for the conference."""
    use_cases.note_slots(batch)


@handlers.react_batch(VisitAgreed, VisitCancelled)
def on_visits(batch: Sequence[tuple[VisitAgreed | VisitCancelled, Envelope]]) -> None:
    """Idempotent by the inbox, and by the greater ``sequence``. Waits for nothing."""
    use_cases.note_visits(batch)
