"""What comes round: places nobody took go on to the next family, the silent are reminded."""

from collections.abc import Callable

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.reminding import (
    REMINDING,
    begin_due_reminders,
    remind_some,
)
from services.invitations.invitations.waiting_list import lapsed_offers, release_lapsed
from shared import clock
from shared.closed import closed_schools
from shared.errors import Conflict
from shared.jobs import Step, every, job
from shared.logs import logger
from shared.parking import describe
from shared.tenancy import every_school, scope, scope_of

OFFERS_AT_ONCE = 200
REMINDED_AT_ONCE = 200
log = logger()


@every(seconds=30, name="release-places-not-taken")
def release_places() -> None:
    """Let go of places whose time to say yes is over. Each is a transaction of its own."""
    now = clock.now()
    with scope(read=every_school(Invitation) - closed_schools()):
        found = lapsed_offers(now, OFFERS_AT_ONCE)
    for school_id, invitation_id in found:
        _alone(school_id, lambda one=invitation_id: release_lapsed(one, now=now))  # type: ignore[misc]


@every(seconds=300, name="remind-the-silent")
def begin_reminders() -> None:
    """Begin the reminders that are due in every school; no school waits for another's."""
    now = clock.now()
    for school_id in sorted(every_school(Activity) - closed_schools()):
        _alone(school_id, lambda one=school_id: begin_due_reminders(one, now=now))  # type: ignore[misc]


@job(REMINDING)
def remind_silent(step: Step) -> None:
    """Remind the next guardians; ends at once when there is nothing to answer any more.

    The cursor is the last invitation's id; who was reminded is not found again.
    """
    now = clock.now()
    activity = Activity.objects.get(id=step.args["activity_id"])
    if activity.is_cancelled or activity.answer_by <= now:
        step.finish()
        return
    reminded, after = remind_some(
        activity,
        again=step.args["again"],
        after=step.cursor or "",
        limit=REMINDED_AT_ONCE,
        now=now,
    )
    step.done += reminded
    step.cursor = after
    if after is None:
        step.total = step.done
        step.finish()


def _alone(school_id: str, work: Callable[[], object]) -> None:
    try:
        with scope_of(school_id):
            work()
    except Conflict as busy:
        # Somebody answers at this very moment; the next round looks again.
        log.info("left_for_the_next_round", school_id=school_id, reason=describe(busy))
