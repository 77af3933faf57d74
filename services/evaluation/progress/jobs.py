"""What happens by the clock: work is announced on the day it is assigned."""

from services.evaluation.progress.models import Assignment
from services.evaluation.progress.use_cases import announce_due_assignments
from services.evaluation.roster.queries import today_in
from shared.closed import closed_schools
from shared.jobs import every
from shared.tenancy import every_school, scope_of


@every(seconds=900, name="announce-assignments")
def announce_assignments() -> None:
    """Announce, school by school, what is assigned by the school's today; not in closed ones."""
    for school_id in sorted(every_school(Assignment) - closed_schools()):
        today = today_in(school_id)
        with scope_of(school_id):
            while announce_due_assignments(today):
                pass
