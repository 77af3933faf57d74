"""Long work of activities: inviting every family."""

from datetime import date

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import FAN_OUT
from services.invitations.invitations.use_cases import issue_invitations
from services.invitations.roster.queries import audience_page, guardians_of, students_of
from shared import clock
from shared.jobs import Step, job

# Guardian links read for one step, and so at most as many invitations in one transaction.
LINKS_PER_STEP = 500


@job(FAN_OUT)
def fan_out(step: Step) -> None:
    """Invite the next guardians of the activity's classes, as the roster was on the day ``on``.

    The cursor is the last guardian's id; an invitation's id is derived, so nothing repeats.
    """
    activity = Activity.objects.get(id=step.args["activity_id"])
    on = date.fromisoformat(step.args["on"])
    if step.cursor is None:
        students = students_of(activity.class_ids, step.school_id, on)
        step.total = len(guardians_of(students, step.school_id, on))
    invitees, after = audience_page(
        step.school_id, activity.class_ids, on, after=step.cursor or "", links=LINKS_PER_STEP
    )
    issue_invitations(activity, invitees, now=clock.now())
    step.done += len(invitees)
    step.cursor = after
    if after is None:
        step.total = step.done
        step.finish()
