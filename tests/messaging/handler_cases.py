"""What happened, for the handlers of messaging."""

from shared import clock
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
from shared.events.invitations import ActivityAnnounced, InvitationIssued, InvitationPromoted
from shared.events.messaging import SessionEnded
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
