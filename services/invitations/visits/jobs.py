"""What comes round for visits: those agreed with a guardian whose link ended are called off."""

from functools import partial

from services.invitations.visits.ending import call_off_ended
from services.invitations.visits.models import Visit
from services.invitations.visits.queries import visits_to_end
from shared import clock
from shared.each_school import in_each_school, in_school
from shared.jobs import every
from shared.tenancy import every_school

_ENDING = "call-off-ended-visits"


@every(seconds=120, name=_ENDING)
def call_off_visits() -> None:
    """Call off visits to come of guardians who stand for none of their children any more."""
    in_each_school(_ENDING, every_school(Visit), _call_off)


def _call_off(school_id: str) -> None:
    now = clock.now()
    for visit_id in visits_to_end(school_id, now):
        in_school(_ENDING, school_id, partial(call_off_ended, visit_id, now=now))
