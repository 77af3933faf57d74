"""What messaging tells people when something happens to their invitations."""

from collections.abc import Sequence

from services.messaging.notices import use_cases
from services.messaging.notices.models import KnownActivity
from services.messaging.notices.rules import Notice
from shared.envelope import Envelope
from shared.events.invitations import ActivityAnnounced, InvitationIssued, InvitationPromoted
from shared.handlers import Handlers

handlers = Handlers("messaging")

handlers.project(
    ActivityAnnounced,
    into=KnownActivity,
    fields=("activity_id", "title", "relevance", "place", "starts_at", "ends_at", "supports"),
)


@handlers.react_batch(InvitationIssued)
def on_invitations_issued(batch: Sequence[tuple[InvitationIssued, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_notices(Notice.INVITATION_ISSUED, batch)


@handlers.react_batch(InvitationPromoted)
def on_invitations_promoted(batch: Sequence[tuple[InvitationPromoted, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_notices(Notice.INVITATION_PROMOTED, batch)
