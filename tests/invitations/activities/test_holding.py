"""Between sending and the first invitation there is time to undo, and nobody has heard a word."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from services.invitations.activities import drafts
from services.invitations.activities.looking import drafts_of
from services.invitations.activities.models import Activity, Seats
from services.invitations.activities.queries import activities_for_staff, coming_activities
from services.invitations.activities.rules import Repeat
from services.invitations.activities.use_cases import AlreadyOut, take_back
from shared import clock, context, jobs, store
from shared.errors import Conflict, Invalid, NotFound
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from shared.tenancy import scope_of
from tests.invitations.activities.planned import all_stored, let_time_pass, send, stored
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import run_jobs

TYPED = {"title": ["A number game"], "place": ["Room 7"]}


def undo(room: Room, activity: Activity, **how: Any) -> str:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        return take_back(activity, TYPED, now=clock.now(), **how)


def test_while_it_is_held_nobody_hears_of_it(room: Room) -> None:
    activity = send(room, capacity=10)
    run_jobs()
    assert activity.is_held
    assert everything_recorded() == ""
    now = clock.now()
    with scope_of(room.school_id):
        assert Seats.objects.count() == 0
        assert coming_activities([room.class_id], now) == []
        assert activities_for_staff(room.school_id, [room.teacher], leads=True, now=now) == []


def test_when_its_time_has_come_it_goes_out_once(room: Room) -> None:
    activity = send(room, capacity=10)
    let_time_pass()
    run_jobs()
    [told] = recorded(ActivityAnnounced)
    [issued] = recorded(InvitationIssued)
    assert told.activity_id == issued.activity_id == activity.id
    now = stored(room, activity.id)
    assert (now.state, now.version, now.announced_at is not None) == ("announced", 1, True)
    with scope_of(room.school_id):
        assert Seats.objects.get(id=activity.id).capacity == 10


def test_what_is_taken_back_is_a_draft_again_and_never_goes_out(room: Room) -> None:
    activity = send(room)
    assert undo(room, activity) == undo(room, activity), "a double tap finds the same draft"
    let_time_pass()
    run_jobs()
    assert everything_recorded() == ""
    assert all_stored(room) == []
    with scope_of(room.school_id):
        [draft] = drafts_of(room.school_id, [room.teacher])
    assert (draft.title, draft.taken_back) == ("A number game", True)
    assert jobs.job_status(activity.job_id).state is jobs.JobState.DONE


def test_what_is_sent_again_keeps_what_was_put_beside_it_and_goes_out_once(room: Room) -> None:
    activity = send(room)
    again = send(room, draft_id=undo(room, activity), title="Better")
    assert again.id == activity.id
    let_time_pass()
    run_jobs()
    assert [one.title["en"].text for one in recorded(ActivityAnnounced)] == ["Better"]
    assert len(recorded(InvitationIssued)) == 1


def test_undoing_too_late_is_refused_and_changes_nothing(room: Room) -> None:
    activity = send(room)
    let_time_pass()
    run_jobs()
    with pytest.raises(AlreadyOut):
        undo(room, activity)
    assert stored(room, activity.id).state == "announced"


def test_undoing_at_the_very_moment_it_goes_out_has_one_winner(room: Room) -> None:
    activity = send(room)
    let_time_pass()
    start, refused = Barrier(2), []

    def tap() -> None:
        with store.use("invitations"):
            start.wait()
            try:
                undo(room, activity)
            except Conflict:
                refused.append(True)

    other = Thread(target=tap)
    other.start()
    start.wait()
    run_jobs()
    other.join()
    out = len(recorded(ActivityAnnounced))
    assert out == len(recorded(InvitationIssued)) == len(refused) == len(all_stored(room))


def test_it_can_be_sent_on_a_later_day(room: Room) -> None:
    release_at = clock.now() + timedelta(days=2)
    activity = send(room, release_at=release_at)
    assert activity.release_at == release_at
    run_jobs()
    assert everything_recorded() == ""
    row = store.database()["jobs"].find_one({"_id": activity.job_id})
    assert row["run_at"] == release_at


@pytest.mark.parametrize("days", [-1, 5])
def test_a_time_to_send_that_does_not_fit_is_named(room: Room, days: int) -> None:
    with pytest.raises(Invalid) as wrong:
        send(room, release_at=clock.now() + timedelta(days=days))
    assert list(wrong.value.fields) == ["send_on"]


def test_what_could_not_go_out_in_time_stays_held(room: Room) -> None:
    activity = send(room)
    store.database()["activities"].update_one(
        {"_id": activity.id}, {"$set": {"answer_by": clock.now() - timedelta(minutes=1)}}
    )
    let_time_pass()
    run_jobs()
    assert everything_recorded() == ""
    assert stored(room, activity.id).is_held
    assert undo(room, activity) == activity.id


def test_a_draft_is_its_writers_alone_and_goes_when_it_is_sent(room: Room) -> None:
    now = clock.now()
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        draft_id = drafts.keep_draft(TYPED, person_ids=[room.teacher], now=now)
        again = drafts.keep_draft(
            {"title": ["Longer"]}, person_ids=[room.teacher], now=now, draft_id=draft_id
        )
        assert again == draft_id
        with pytest.raises(NotFound):
            drafts.own_draft(draft_id, [room.guardian])
        drafts.drop_draft(draft_id, person_ids=[room.guardian])
        assert drafts.own_draft(draft_id, [room.teacher]).title == "Longer"
        drafts.drop_draft(draft_id, person_ids=[room.teacher])
        drafts.drop_draft(draft_id, person_ids=[room.teacher])
        assert drafts_of(room.school_id, [room.teacher]) == []


def test_a_draft_that_is_sent_from_two_tabs_is_announced_once(room: Room) -> None:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        draft_id = drafts.keep_draft(TYPED, person_ids=[room.teacher], now=clock.now())
    repeat = {"repeat": Repeat(every_days=7, times=2)}
    first = send(room, draft_id=draft_id, **repeat)
    again = send(room, draft_id=draft_id, **repeat, starts_at=clock.now() - timedelta(days=1))
    assert again.id == first.id
    assert len(all_stored(room)) == 2, "a series of two, once"


def test_a_draft_sent_at_the_same_moment_from_two_tabs_is_announced_once(room: Room) -> None:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        draft_id = drafts.keep_draft(TYPED, person_ids=[room.teacher], now=clock.now())
    start, sent = Barrier(2), []

    def tab() -> None:
        with store.use("invitations"):
            start.wait()
            sent.append(send(room, draft_id=draft_id).id)

    tabs = [Thread(target=tab) for _ in range(2)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert len(set(sent)) == len(all_stored(room)) == 1
