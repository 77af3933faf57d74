"""What messaging tells people when something happens to their invitations or children."""

from collections.abc import Sequence

from services.messaging.notices import progress, use_cases
from services.messaging.notices.models import KnownActivity
from services.messaging.notices.rules import Notice
from shared.envelope import Envelope
from shared.events.invitations import ActivityAnnounced, InvitationIssued, InvitationPromoted
from shared.events.progress import (
    AbsenceCorrected,
    AbsenceRecorded,
    AssignmentAnnounced,
    AssignmentDueChanged,
    ResultHeld,
    ResultPosted,
    ResultReleased,
    ResultWithdrawn,
)
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


@handlers.react_batch(AbsenceRecorded)
def on_absences_recorded(batch: Sequence[tuple[AbsenceRecorded, Envelope]]) -> None:
    """Idempotent by the inbox and by child and day. Waits for the school's record."""
    progress.note_absences(batch)


@handlers.react_batch(AbsenceCorrected)
def on_absences_corrected(batch: Sequence[tuple[AbsenceCorrected, Envelope]]) -> None:
    """Idempotent by the inbox and by the event's key and version."""
    progress.note_corrections(batch)


@handlers.react_batch(ResultPosted, ResultReleased, AssignmentAnnounced, AssignmentDueChanged)
def on_progress_news(batch: Sequence[tuple[progress.News, Envelope]]) -> None:
    """Idempotent by the inbox and by child, or class, and day."""
    progress.note_news(batch)


@handlers.react_batch(ResultHeld, ResultWithdrawn)
def on_results_taken_back(batch: Sequence[tuple[ResultHeld | ResultWithdrawn, Envelope]]) -> None:
    """Idempotent by the inbox; what was passed on stays, the page says what holds."""
    progress.take_back_news(batch)
