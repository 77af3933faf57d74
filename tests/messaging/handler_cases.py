"""What happened, for the handlers of messaging."""

from shared.events.evaluation import (
    ContactPointsChanged,
    CoordinatorAppointed,
    CoordinatorLeft,
    OrgChanged,
    PersonChanged,
)
from shared.events.invitations import ActivityAnnounced, InvitationIssued, InvitationPromoted
from shared.events.messaging import SessionEnded
from tests.handler_suite import SCHOOL, Case, example

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
        name="sessions end",
        facts=[example(SessionEnded), example(SessionEnded, sid="another")],
    ),
]
