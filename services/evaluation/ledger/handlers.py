"""Every fact that evaluation hears of goes into its ledger, whatever order they come in."""

from collections.abc import Sequence
from typing import Any

from services.evaluation.ledger import use_cases
from shared.envelope import Envelope
from shared.events.invitations import (
    ActivityAnnounced,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
)
from shared.events.messaging import DeliveryStatusChanged
from shared.handlers import Handlers

handlers = Handlers("evaluation")


@handlers.react_batch(
    ActivityAnnounced,
    AttendanceRecorded,
    DeliveryStatusChanged,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
)
def on_facts(batch: Sequence[tuple[Any, Envelope]]) -> None:
    """Idempotent by the inbox; the measures are so by themselves. Waits for nothing."""
    use_cases.append_facts(batch)
