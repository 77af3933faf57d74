"""What happens by the clock: work is announced on the day it is assigned."""

from services.evaluation.progress.models import Assignment
from services.evaluation.progress.use_cases import announce_due_assignments
from services.evaluation.roster.queries import today_in
from shared.each_school import in_each_school
from shared.jobs import every
from shared.tenancy import every_school

_ANNOUNCING = "announce-assignments"


@every(seconds=900, name=_ANNOUNCING)
def announce_assignments() -> None:
    """Announce, school by school, what is assigned by the school's today; not in closed ones."""
    in_each_school(_ANNOUNCING, every_school(Assignment), _announce_all)


def _announce_all(school_id: str) -> None:
    today = today_in(school_id)
    while announce_due_assignments(today):
        pass
