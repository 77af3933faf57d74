"""What happened, for the handlers of messaging."""

from shared.events.evaluation import CoordinatorAppointed, CoordinatorLeft
from shared.events.messaging import SessionEnded
from tests.handler_suite import Case, example

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
        name="sessions end",
        facts=[example(SessionEnded), example(SessionEnded, sid="another")],
    ),
]
