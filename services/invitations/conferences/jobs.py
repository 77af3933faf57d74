"""Long work of conferences: making every time of many hosts, and taking a host's times back."""

from functools import partial

from services.invitations.conferences.booking import withdraw_host
from services.invitations.conferences.ending import release_ended
from services.invitations.conferences.models import Conference, Talk
from services.invitations.conferences.queries import talks_to_release
from services.invitations.conferences.use_cases import (
    MAKING,
    WITHDRAWING,
    announce_conference,
    make_slots,
)
from shared import clock
from shared.each_school import in_each_school, in_school
from shared.jobs import Step, every, job
from shared.tenancy import every_school

_RELEASING = "release-ended-talks"


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


@every(seconds=120, name=_RELEASING)
def release_talks() -> None:
    """Let go of times whose guardians stand for the child no more; the household may keep them."""
    in_each_school(_RELEASING, every_school(Talk), _release)


def _release(school_id: str) -> None:
    now = clock.now()
    for talk in talks_to_release(now):
        in_school(_RELEASING, school_id, partial(release_ended, talk.id, now=now))
