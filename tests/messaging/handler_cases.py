"""What happened, for the handlers of messaging."""

from datetime import timedelta

from shared import clock
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.evaluation import (
    ContactPointsChanged,
    CoordinatorAppointed,
    CoordinatorLeft,
    OrgChanged,
    PersonChanged,
    SchoolRemoved,
    SchoolResumed,
    SchoolSuspended,
)
from shared.events.homework import HomePracticeAcknowledged, HomeworkSet
from shared.events.invitations import (
    ActivityAnnounced,
    Answer,
    InvitationAnswered,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationPromoted,
    InvitationReminderDue,
)
from shared.events.messaging import SessionEnded
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
from shared.events.sign_ups import ReleaseReason, SignUpMoved, SignUpReleased, SignUpTaken
from shared.events.visits import VisitAgreed, VisitCancelled, VisitProposed
from tests.handler_suite import SCHOOL, Case, example

# Later than any zone's today, so that it is not past anywhere.
TODAY = clock.now().date()
issued = example(InvitationIssued)
other = example(InvitationIssued, invitation_id="another", guardian_id="wiremu")
ROSTER = [
    example(OrgChanged, org_id=SCHOOL),
    *(
        example(PersonChanged, person_id=person_id)
        for person_id in (issued.guardian_id, other.guardian_id, *issued.student_ids)
    ),
    example(ContactPointsChanged, person_id=issued.guardian_id),
    example(ContactPointsChanged, person_id=other.guardian_id, emails=(), phones=()),
]

ABOUT = {
    "invitation_id": issued.invitation_id,
    "activity_id": issued.activity_id,
    "guardian_id": issued.guardian_id,
}
TALK = {"guardian_id": issued.guardian_id}
LATER = clock.now() + timedelta(days=9)

CASES = [
    Case(
        name="coordinators come and go",
        facts=[
            example(CoordinatorAppointed),
            example(CoordinatorLeft),
            example(CoordinatorAppointed, person_id="successor"),
        ],
    ),
    Case(
        name="families are invited, one has no address",
        roster=ROSTER,
        facts=[example(ActivityAnnounced), issued, other],
    ),
    Case(
        name="a family gets a place twice",
        roster=ROSTER,
        facts=[
            example(ActivityAnnounced),
            issued,
            example(InvitationPromoted),
            example(InvitationPromoted),
        ],
    ),
    Case(
        name="families answer, are reminded and refused",
        roster=ROSTER,
        facts=[
            example(ActivityAnnounced),
            issued,
            example(InvitationReminderDue, **ABOUT),
            example(InvitationAnswered, **ABOUT),
            example(InvitationAnswered, answer=Answer.NO, **ABOUT),
            example(InvitationAnswerRefused, **ABOUT),
        ],
    ),
    Case(
        name="an activity changes twice and does not take place",
        facts=[
            example(ActivityAnnounced),
            example(ActivityChanged),
            example(ActivityChanged, sequence=2, what=("place",)),
            example(ActivityCancelled, sequence=3),
        ],
    ),
    Case(
        name="who helps at an activity is told of another time",
        roster=ROSTER,
        facts=[
            example(ActivityAnnounced),
            issued,
            example(SignUpTaken, guardian_id=issued.guardian_id),
            example(SignUpMoved, **ABOUT),
            example(SignUpReleased, guardian_id=issued.guardian_id),
        ],
    ),
    Case(
        name="what families signed up for is taken off the list, or given back",
        roster=ROSTER,
        facts=[
            example(ActivityAnnounced),
            issued,
            example(SignUpTaken, guardian_id=issued.guardian_id),
            example(SignUpReleased, reason=ReleaseReason.SLOT_REMOVED, **ABOUT),
            example(SignUpReleased, sign_up_id="another", reason=ReleaseReason.GIVEN_BACK, **ABOUT),
        ],
    ),
    Case(
        name="times to talk are offered, taken and given back",
        roster=ROSTER,
        facts=[
            example(ConferenceOpened, closes_at=LATER),
            example(SlotBooked, **TALK),
            example(SlotReleased, **TALK, sequence=9),
        ],
    ),
    Case(
        name="a visit is offered, agreed and cancelled",
        roster=ROSTER,
        facts=[
            example(VisitProposed, guardian_id=issued.guardian_id),
            example(VisitAgreed, guardian_id=issued.guardian_id),
            example(VisitCancelled, guardian_id=issued.guardian_id, sequence=9),
        ],
    ),
    Case(
        name="homework is set, learning at home and an offer are welcomed",
        roster=[*ROSTER, example(PersonChanged, person_id="teacher")],
        facts=[
            example(HomeworkSet, due_on=TODAY),
            example(
                HomePracticeAcknowledged,
                guardian_id=issued.guardian_id,
                student_id=issued.student_ids[0],
                by="teacher",
            ),
            example(OfferAccepted, guardian_id=issued.guardian_id, accepted_by="teacher"),
        ],
    ),
    Case(
        name="a child was away, and then it was not",
        roster=ROSTER,
        facts=[
            example(AbsenceRecorded, student_id="s", on=TODAY),
            example(AbsenceCorrected, student_id="s", on=TODAY),
        ],
    ),
    Case(
        name="results and work are told, held and taken back",
        roster=ROSTER,
        facts=[
            example(ResultPosted, scored_on=TODAY),
            example(ResultHeld),
            example(ResultReleased, scored_on=TODAY),
            example(ResultWithdrawn),
            example(ResultPosted, scored_on=TODAY, result_id="another"),
            example(AssignmentAnnounced, due_on=TODAY),
            example(AssignmentDueChanged, due_on=TODAY),
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
