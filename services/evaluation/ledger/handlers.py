"""Every fact that evaluation hears of goes into its ledger, whatever order they come in."""

from collections.abc import Sequence
from typing import Any

from services.evaluation.ledger import use_cases
from shared.envelope import Envelope
from shared.events.activities import ActivityCancelled, ActivityChanged, ActivityHeld
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.homework import (
    HelpAsked,
    HomePracticeAcknowledged,
    HomeworkSet,
    HomeworkShared,
)
from shared.events.invitations import (
    ActivityAnnounced,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
    InvitationReminderDue,
)
from shared.events.messaging import DeliveryStatusChanged
from shared.events.participation import OfferAccepted, OfferMade, ParticipationChosen
from shared.events.replies import ReplyReceived
from shared.events.sign_ups import SignUpMoved, SignUpReleased, SignUpTaken
from shared.events.visits import VisitAgreed, VisitCancelled, VisitHeld, VisitProposed
from shared.handlers import Handlers

handlers = Handlers("evaluation")


@handlers.react_batch(
    ActivityAnnounced,
    ActivityCancelled,
    ActivityChanged,
    ActivityHeld,
    AttendanceRecorded,
    ConferenceOpened,
    DeliveryStatusChanged,
    HelpAsked,
    HomePracticeAcknowledged,
    HomePracticeRecorded,
    HomeworkSet,
    HomeworkShared,
    InvitationAnswerRefused,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
    InvitationReminderDue,
    OfferAccepted,
    OfferMade,
    ParticipationChosen,
    ReplyReceived,
    SignUpMoved,
    SignUpReleased,
    SignUpTaken,
    SlotBooked,
    SlotReleased,
    VisitAgreed,
    VisitCancelled,
    VisitHeld,
    VisitProposed,
)
def on_facts(batch: Sequence[tuple[Any, Envelope]]) -> None:
    """Idempotent by the inbox; the measures are so by themselves. Waits for nothing."""
    use_cases.append_facts(batch)
