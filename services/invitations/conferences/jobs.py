"""Long work of conferences: making every time of many hosts, and taking a host's times back."""

from services.invitations.conferences.booking import withdraw_host
from services.invitations.conferences.models import Conference
from services.invitations.conferences.use_cases import (
    MAKING,
    WITHDRAWING,
    announce_conference,
    make_slots,
)
from shared import clock
from shared.jobs import Step, job


@job(MAKING)
def make_conference_slots(step: Step) -> None:
    """Make the times of the next host; families learn of the conference when all are there.

    The cursor is how many hosts are done; slots' ids are derived, so nothing repeats. What was
    called off meanwhile stays so.
    """
    conference = Conference.objects.get(id=step.args["conference_id"])
    if conference.state != "preparing":
        step.finish()
        return
    step.total = len(conference.host_ids)
    number = int(step.cursor or 0)
    made = make_slots(conference, conference.host_ids[number])
    step.result = {"slots": step.result.get("slots", 0) + made}
    step.cursor = step.done = number + 1
    if step.done == step.total:
        announce_conference(conference)
        step.finish()


@job(WITHDRAWING)
def withdraw_hosts(step: Step) -> None:
    """Give back the times of the next host; the cursor is how many hosts are done."""
    conference = Conference.objects.get(id=step.args["conference_id"])
    step.total = len(conference.host_ids)
    number = int(step.cursor or 0)
    withdraw_host(conference, conference.host_ids[number], clock.now())
    step.cursor = step.done = number + 1
    if step.done == step.total:
        step.finish()
