"""What comes round: places nobody took go on to the next family, the silent are reminded."""

from functools import partial

from services.invitations.activities.models import Activity
from services.invitations.invitations.ending import places_to_release, release_ended
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.reminding import (
    REMINDING,
    begin_due_reminders,
    remind_some,
)
from services.invitations.invitations.waiting_list import lapsed_offers, release_lapsed
from shared import clock
from shared.closed import closed_schools
from shared.each_school import in_each_school, in_school
from shared.jobs import Step, every, job
from shared.tenancy import every_school, scope

OFFERS_AT_ONCE = 200
REMINDED_AT_ONCE = 200
_RELEASING = "release-places-not-taken"
_REMINDING = "remind-the-silent"
_ENDING = "release-ended-places"


@every(seconds=30, name=_RELEASING)
def release_places() -> None:
    """Let go of places whose time to say yes is over. Each is a transaction of its own."""
    now = clock.now()
    with scope(read=every_school(Invitation) - closed_schools()):
        found = lapsed_offers(now, OFFERS_AT_ONCE)
    for school_id, invitation_id in found:
        in_school(_RELEASING, school_id, partial(release_lapsed, invitation_id, now=now))


@every(seconds=120, name=_ENDING)
def release_ended_places() -> None:
    """Let go of places that are held for nobody: a guardian's link ended, or the child left."""
    in_each_school(_ENDING, every_school(Activity), _release_ended)


@every(seconds=300, name=_REMINDING)
def begin_reminders() -> None:
    """Begin the reminders that are due in every school; no school waits for another's."""
    now = clock.now()
    schools = every_school(Activity)
    in_each_school(_REMINDING, schools, lambda one: begin_due_reminders(one, now=now))


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


def _release_ended(school_id: str) -> None:
    now = clock.now()
    for one in places_to_release(now):
        in_school(_ENDING, school_id, partial(release_ended, one, now=now))
