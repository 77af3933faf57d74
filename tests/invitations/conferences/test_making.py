"""Every time is made once, whatever happens to the worker, and families hear of it at the end."""

import pytest

from services.invitations.conferences.use_cases import open_conference, withdraw_conference
from services.invitations.service import SERVICE
from shared import clock, context, jobs, store
from shared.events.conferences import ConferenceOpened
from shared.loops import run_next_job
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import opening, slots, stored
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import run_jobs

HOSTS = 6


def test_a_worker_killed_midway_makes_no_time_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.loops.JOB_TURN_STEPS", 2)
    class_ids = [room.world.make_class(room.school_id, f"Room {one}")[0] for one in range(HOSTS)]
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        conference_id = open_conference(
            opening(class_ids), person_ids=[room.teacher], leads=True, now=clock.now()
        )
    conference = stored(room.school_id, conference_id)
    for _ in range(2):
        assert run_next_job(SERVICE, "killed")
        assert recorded(ConferenceOpened) == []
        store.database()["jobs"].update_one(
            {"_id": conference.job_id}, {"$set": {"holder": "dead", "lease_until": None}}
        )
    run_jobs()
    made = slots(conference)
    assert len(made) == len({(one.host_id, one.starts_at) for one in made}) == HOSTS * 6
    assert len(recorded(ConferenceOpened)) == 1
    status = jobs.job_status(conference.job_id)
    assert (status.state, status.done, status.result) == ("done", HOSTS, {"slots": HOSTS * 6})


def test_a_round_called_off_while_its_times_are_made_stays_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.loops.JOB_TURN_STEPS", 1)
    class_ids = [room.world.make_class(room.school_id, f"Room {one}")[0] for one in range(2)]
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        conference_id = open_conference(
            opening(class_ids), person_ids=[room.teacher], leads=True, now=clock.now()
        )
    assert run_next_job(SERVICE, "one step")
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        withdraw_conference(stored(room.school_id, conference_id))
    run_jobs()
    conference = stored(room.school_id, conference_id)
    assert (conference.state, recorded(ConferenceOpened)) == ("withdrawn", [])
    assert all(one.closed for one in slots(conference))
    assert jobs.job_status(conference.job_id).state == "done"
