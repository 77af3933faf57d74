"""What happened, for the handlers of evaluation."""

from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.events.invitations import (
    ActivityAnnounced,
    Answer,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
)
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged, SessionEnded
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
