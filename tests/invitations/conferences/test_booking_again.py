"""A family whose talk is over can book the next one, also after it gave a later time back."""

from datetime import timedelta

from services.invitations.conferences.booking import do_without, release
from services.invitations.conferences.models import Conference
from services.invitations.conferences.queries import talk_with
from services.invitations.conferences.rules import Entry, TalkState
from shared import context
from shared.events.conferences import ReleaseReason
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import needs, open_round, slots, take, talks, window
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import second_guardian, share


def short_talks(room: Room) -> Conference:
    """Six times in nine days and six a week later."""
    return open_round(
        room.school_id, [room.class_id], room.teacher, windows=(window(9), window(16))
    )


def test_a_later_time_that_was_given_back_can_be_booked_again(room: Room) -> None:
    conference = short_talks(room)
    first, *_, later, last = slots(conference)
    [over] = take(conference, room.guardian, [first])
    then = first.ends_at + timedelta(hours=1)
    [given_back] = take(conference, room.guardian, [later], now=then)
    with scope_of(room.school_id), context.acting(actor=room.guardian):
        release(given_back, ReleaseReason.FAMILY, Entry(at=then))

    [again] = take(conference, room.guardian, [last], now=then + timedelta(minutes=1))

    assert (again.id, again.slot_id) == (given_back.id, last.id)
    kept = {one.id: one.slot_id for one in talks(conference)}
    assert kept == {over.id: first.id, again.id: last.id}


def test_what_is_said_after_a_talk_is_not_hidden_by_the_one_that_is_over(room: Room) -> None:
    conference = short_talks(room)
    first = slots(conference)[0]
    take(conference, room.guardian, [first])
    then = first.ends_at + timedelta(hours=1)
    [need] = needs(conference, room.guardian)
    with scope_of(room.school_id), context.acting(actor=room.guardian):
        said = do_without(conference, need, TalkState.NOT_NEEDED, Entry(at=then))
        found = talk_with(need, conference.id, [room.guardian], then)
    assert found is not None
    assert found.id == said.id


def test_a_time_that_the_other_guardian_took_over_stands_in_nobodys_way(room: Room) -> None:
    partner = second_guardian(room, household=True)
    conference = short_talks(room)
    first, *_, third, later, last = slots(conference)
    take(conference, room.guardian, [first])
    then = first.ends_at + timedelta(hours=1)
    [shared] = take(conference, room.guardian, [later], now=then)
    [moved] = take(conference, partner, [last], now=then)
    assert moved.id == shared.id
    share(room, room.guardian, partner, active=False)

    [own] = take(conference, room.guardian, [third], now=then)

    assert {own.slot_id, *(one.slot_id for one in talks(conference))} == {
        first.id,
        third.id,
        last.id,
    }
