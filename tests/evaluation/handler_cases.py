"""What happened, for the handlers of evaluation."""

from datetime import UTC, datetime

from services.evaluation.privacy.models import PrivacyRequest
from services.evaluation.privacy.rules import ANSWERING
from services.evaluation.settings import settings
from shared.events.activities import ActivityCancelled, ActivityChanged, ActivityHeld
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
from shared.events.privacy import PrivacyFulfilled, PrivacyOutcome
from shared.events.replies import ReplyReceived
from shared.events.sign_ups import SignUpMoved, SignUpReleased, SignUpTaken
from shared.events.visits import VisitAgreed, VisitCancelled, VisitHeld, VisitProposed
from shared.store import insert_many
from shared.tenancy import scope_of
from tests.handler_suite import Case, example

FULFILLED = example(PrivacyFulfilled)


def _the_district_asked(school_id: str) -> None:
    district_id = settings().district_id
    asked = datetime(2026, 6, 1, tzinfo=UTC)
    with scope_of(district_id):
        request = PrivacyRequest(
            id=FULFILLED.request_id,
            school_id=district_id,
            version=1,
            person_id=FULFILLED.person_id,
            kind="erase",
            asker="self",
            identity="in-person",
            asked_by="d",
            asked_at=asked,
            due_by=asked,
        )
        request.expect([school_id], ANSWERING)
        insert_many([request])


ISSUED = example(InvitationIssued)
ABOUT = f"invitation/{ISSUED.invitation_id}"

CASES = [
    Case(
        name="invitations did what the district asked",
        given=_the_district_asked,
        facts=[FULFILLED, example(PrivacyFulfilled, request_id="nobody knows it")],
    ),
    Case(
        name="invitations could not, since it is held",
        given=_the_district_asked,
        facts=[example(PrivacyFulfilled, outcome=PrivacyOutcome.HELD)],
    ),
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
            example(ActivityHeld),
            example(InvitationReminderDue),
            example(ReplyReceived),
            example(InvitationAnswerRefused),
            example(SignUpTaken),
            example(SignUpMoved),
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
