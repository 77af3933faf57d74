"""What messaging tells people when something happens to their invitations or children."""

from collections.abc import Sequence

from services.messaging.notices import activities, classes, progress, talks, use_cases
from services.messaging.notices.models import (
    CancelledActivity,
    KnownActivity,
    KnownAnswer,
    KnownInvitation,
    KnownSignUp,
)
from services.messaging.notices.rules import Notice
from shared.envelope import Envelope
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.homework import HomePracticeAcknowledged, HomeworkSet
from shared.events.invitations import (
    ActivityAnnounced,
    InvitationAnswered,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationPromoted,
    InvitationReminderDue,
    RefusalReason,
)
from shared.events.participation import OfferAccepted
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
from shared.events.sign_ups import SignUpMoved, SignUpReleased, SignUpTaken
from shared.events.visits import VisitAgreed, VisitCancelled, VisitProposed
from shared.handlers import Handlers

handlers = Handlers("messaging")

_TOLD = (
    "activity_id",
    "title",
    "relevance",
    "place",
    "starts_at",
    "ends_at",
    "answer_by",
    "supports",
)
_OF_ANSWER = ("invitation_id", "activity_id", "adults", "children")
_OF_SIGN_UP = ("sign_up_id", "activity_id", "guardian_id", "starts_at")

handlers.project(ActivityAnnounced, into=KnownActivity, fields=_TOLD)
handlers.project(ActivityChanged, into=KnownActivity, fields=(*_TOLD, "sequence"))
handlers.project(
    ActivityCancelled, into=CancelledActivity, fields=("activity_id", "reason", "sequence")
)
handlers.project(
    InvitationIssued,
    into=KnownInvitation,
    fields=(
        "invitation_id",
        "activity_id",
        "guardian_id",
        "student_ids",
        "class_ids",
        "answer_by",
    ),
)
handlers.project(
    InvitationAnswered, into=KnownAnswer, fields=(*_OF_ANSWER, "answer", "place", "way")
)
handlers.project(InvitationPromoted, into=KnownAnswer, fields=(*_OF_ANSWER, "accept_by"))
handlers.project(SignUpTaken, into=KnownSignUp, fields=_OF_SIGN_UP)
handlers.project(SignUpMoved, into=KnownSignUp, fields=_OF_SIGN_UP)
handlers.project(SignUpReleased, into=KnownSignUp, fields=("sign_up_id",))


@handlers.react_batch(InvitationIssued)
def on_invitations_issued(batch: Sequence[tuple[InvitationIssued, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_notices(Notice.INVITATION_ISSUED, batch)


@handlers.react_batch(InvitationPromoted)
def on_invitations_promoted(batch: Sequence[tuple[InvitationPromoted, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_notices(Notice.INVITATION_PROMOTED, batch)


@handlers.react_batch(InvitationReminderDue)
def on_reminders_due(batch: Sequence[tuple[InvitationReminderDue, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_notices(Notice.INVITATION_REMINDER, batch)


@handlers.react_batch(InvitationAnswerRefused)
def on_answers_refused(batch: Sequence[tuple[InvitationAnswerRefused, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need.

    Who answered otherwise later hears of that answer only.
    """
    told = [one for one in batch if one[0].reason is not RefusalReason.OVERTAKEN]
    use_cases.plan_notices(Notice.ANSWER_REFUSED, told)


@handlers.react_batch(InvitationAnswered)
def on_invitations_answered(batch: Sequence[tuple[InvitationAnswered, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_answers_to_answers(batch)


@handlers.react_batch(ActivityChanged, ActivityCancelled)
def on_activities_changed(
    batch: Sequence[tuple[ActivityChanged | ActivityCancelled, Envelope]],
) -> None:
    """Idempotent by the inbox. Waits for nothing: a worker finds whom to tell."""
    activities.note_changes(batch)


@handlers.react_batch(SignUpMoved)
def on_sign_ups_moved(batch: Sequence[tuple[SignUpMoved, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_moved_sign_ups(batch)


@handlers.react_batch(SignUpReleased)
def on_sign_ups_released(batch: Sequence[tuple[SignUpReleased, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    use_cases.plan_removed_sign_ups(batch)


@handlers.react_batch(ConferenceOpened)
def on_conferences_opened(batch: Sequence[tuple[ConferenceOpened, Envelope]]) -> None:
    """Idempotent by the inbox and by the conference. Waits for the school's record."""
    classes.note_conferences(batch)


@handlers.react_batch(HomeworkSet)
def on_homework_set(batch: Sequence[tuple[HomeworkSet, Envelope]]) -> None:
    """Idempotent by the inbox and by class and day. Waits for the school's record."""
    classes.note_homework(batch)


@handlers.react_batch(SlotBooked, SlotReleased)
def on_slot_notices(batch: Sequence[tuple[SlotBooked | SlotReleased, Envelope]]) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    talks.plan_slot_notices(batch)


@handlers.react_batch(VisitProposed, VisitAgreed, VisitCancelled)
def on_visit_notices(
    batch: Sequence[tuple[VisitProposed | VisitAgreed | VisitCancelled, Envelope]],
) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    talks.plan_visit_notices(batch)


@handlers.react_batch(HomePracticeAcknowledged, OfferAccepted)
def on_thanks(
    batch: Sequence[tuple[HomePracticeAcknowledged | OfferAccepted, Envelope]],
) -> None:
    """Idempotent by the inbox and by the delivery's id. Waits for whatever its words need."""
    talks.plan_thanks(batch)


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
