"""Long work of activities: inviting every family."""

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import FAN_OUT, activity_to_invite
from services.invitations.audience.queries import audience_page, guardians_expected
from services.invitations.audience.rules import Audience
from services.invitations.invitations.use_cases import issue_invitations
from services.invitations.roster.queries import school
from shared import clock
from shared.jobs import Step, job

# Guardian links read for one step, and so at most as many invitations in one transaction.
LINKS_PER_STEP = 500
# In the job's result: how many guardians were not asked, because they said "not now".
RESTING = "not_now"


@job(FAN_OUT)
def fan_out(step: Step) -> None:
    """Invite the next guardians of the activity's audience, as the roster is when they are invited.

    The cursor is the last guardian's id; an invitation's id is derived, so nothing repeats. Who
    left between announcing and now is not invited; who said "not now" neither, unless the activity
    needs an answer of each family.
    """
    now = clock.now()
    activity = activity_to_invite(step.args["activity_id"], step.job_id, now=now)
    if activity is None:
        step.finish()
        return
    audience, on = _audience(activity), school(step.school_id).day_of(now)
    if step.cursor is None:
        step.total = guardians_expected(audience, step.school_id, on)
    page = audience_page(
        step.school_id, audience, on, after=step.cursor or "", links=LINKS_PER_STEP
    )
    invitees = page.invitees if activity.one_answer else page.ready
    issue_invitations(activity, invitees, now=now)
    step.done += len(invitees)
    step.cursor = page.after
    _count_resting(step, len(page.invitees) - len(invitees))
    if page.after is None:
        step.total = step.done
        step.finish()


def _audience(activity: Activity) -> Audience:
    # An activity from before there were audiences has its classes alone.
    return Audience.from_dict(activity.audience or {"class_ids": activity.class_ids})


def _count_resting(step: Step, number: int) -> None:
    if number:
        step.result = {**step.result, RESTING: step.result.get(RESTING, 0) + number}
