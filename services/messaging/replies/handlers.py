"""What became of replies, as the service that asked tells it."""

from collections.abc import Sequence

from services.messaging.replies import use_cases
from shared.envelope import Envelope
from shared.events.invitations import InvitationAnswered, InvitationAnswerRefused
from shared.handlers import Handlers

handlers = Handlers("messaging")


@handlers.react_batch(InvitationAnswered, InvitationAnswerRefused)
def on_replies_settled(
    batch: Sequence[tuple[InvitationAnswered | InvitationAnswerRefused, Envelope]],
) -> None:
    """Idempotent by the inbox, and by the reply's own state. Waits for nothing."""
    use_cases.note_outcomes(batch)
