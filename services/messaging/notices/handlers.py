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


@handlers.react_batch(AbsenceRecorded, AbsenceCorrected)
def on_absences(batch: Sequence[tuple[AbsenceRecorded | AbsenceCorrected, Envelope]]) -> None:
    """Idempotent by the inbox, by child and day, and by a correction's key and version.

    Waits for the school's record. One reaction for both: what came later has the last word.
    """
    progress.note(batch)


@handlers.react_batch(
    ResultPosted,
    ResultReleased,
    AssignmentAnnounced,
    AssignmentDueChanged,
    ResultHeld,
    ResultWithdrawn,
)
def on_progress_news(
    batch: Sequence[tuple[progress.News | progress.TakenBack, Envelope]],
) -> None:
    """Idempotent by the inbox and by child, or class, and day. Waits for the school's record.

    One reaction for all: what came later has the last word. What was passed on stays, the page
    says what holds.
    """
    progress.note(batch)
