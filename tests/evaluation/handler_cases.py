"""What happened, for the handlers of evaluation."""

from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.events.homework import (
    HelpAsked,
    HomePracticeAcknowledged,
    HomeworkSet,
    HomeworkShared,
)
from shared.events.invitations import (
    ActivityAnnounced,
    Answer,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
    InvitationReminderDue,
)
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged, SessionEnded
from shared.events.participation import OfferAccepted, OfferMade, ParticipationChosen
from shared.events.replies import ReplyReceived
from shared.events.sign_ups import SignUpReleased, SignUpTaken
from shared.events.visits import VisitAgreed, VisitCancelled, VisitHeld, VisitProposed
from tests.handler_suite import Case, example

ISSUED = example(InvitationIssued)
ABOUT = f"invitation/{ISSUED.invitation_id}"

CASES = [
    Case(
        name="an invitation and what came of it",
        facts=[
            example(ActivityAnnounced),
            ISSUED,
            example(DeliveryStatusChanged, about=ABOUT, status=DeliveryStatus.SENDING),
            example(DeliveryStatusChanged, about=ABOUT, status=DeliveryStatus.DELIVERED),
            example(InvitationOpened),
            example(InvitationAnswered, answer=Answer.MAYBE),
            example(InvitationAnswered, answer=Answer.YES),
            example(InvitationPromoted),
            example(AttendanceRecorded, invitation_id=ISSUED.invitation_id),
            example(AttendanceRecorded, invitation_id=ISSUED.invitation_id, present=False),
        ],
    ),
    Case(
        name="learning at home, and somebody who came without an invitation",
        facts=[
            example(HomePracticeRecorded),
            example(HomePracticeRecorded, practice_id="another"),
            example(AttendanceRecorded, attendance_id="walk-in", invitation_id=None),
            example(
                AttendanceRecorded, attendance_id="guest", invitation_id=None, guardian_id=None
            ),
        ],
    ),
    Case(
        name="what becomes of activities, answers and sign-ups",
        facts=[
            example(ActivityAnnounced),
            example(ActivityChanged),
            example(ActivityCancelled),
            example(InvitationReminderDue),
            example(ReplyReceived),
            example(InvitationAnswerRefused),
            example(SignUpTaken),
            example(SignUpReleased),
            example(ParticipationChosen),
            example(OfferMade),
            example(OfferAccepted),
        ],
    ),
    Case(
        name="talks, visits and homework",
        facts=[
            example(ConferenceOpened),
            example(SlotBooked),
            example(SlotReleased),
            example(VisitProposed),
            example(VisitAgreed),
            example(VisitCancelled),
            example(VisitHeld),
            example(HomeworkSet),
            example(HomeworkShared),
            example(HomeworkShared, minutes=5),
            example(HelpAsked),
            example(HomePracticeRecorded, practice_id="thanked"),
            example(HomePracticeAcknowledged, practice_id="thanked"),
        ],
    ),
    Case(
        name="a school is closed, opened and removed",
        facts=[example(SchoolSuspended), example(SchoolResumed), example(SchoolRemoved)],
    ),
    Case(
        name="sessions end",
        facts=[example(SessionEnded), example(SessionEnded, sid="another")],
    ),
]
# Rows are ordered by when they were appended; what they say does not depend on it.
ORDER_FIELDS = {"ledger": {"seq"}}
