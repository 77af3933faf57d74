"""What happened, for the handlers of the platform's sample service."""

from shared.events.evaluation import PersonChanged, SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.events.invitations import Answer, InvitationAnswered, InvitationOpened
from tests.handler_suite import Case, example

ANOTHER = "another-invitation"

CASES = [
    Case(
        name="a school is closed, opened and removed",
        facts=[example(SchoolSuspended), example(SchoolResumed), example(SchoolRemoved)],
    ),
    Case(
        name="opened and answered",
        roster=[example(PersonChanged), example(PersonChanged, preferred_name="Mele'ana")],
        facts=[
            example(InvitationOpened),
            example(InvitationAnswered, answer=Answer.MAYBE),
            example(InvitationOpened, invitation_id=ANOTHER),
            example(InvitationAnswered),
            example(InvitationAnswered, invitation_id=ANOTHER),
        ],
    ),
]
