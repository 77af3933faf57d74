"""A time is one family's, whoever taps at the same moment; it moves, or is given back."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from services.invitations.conferences.booking import (
    BookingClosed,
    SlotTaken,
    TwoAtOnce,
    do_without,
    release,
)
from services.invitations.conferences.models import Conference
from services.invitations.conferences.rules import Entry, TalkState
from services.invitations.conferences.use_cases import choose_first
from shared import clock, context, ids, store
from shared.errors import NotFound
from shared.events.channels import Channel
from shared.events.conferences import ReleaseReason, SlotBooked, SlotReleased
from shared.events.evaluation import HouseholdChanged
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import (
    needs,
    open_round,
    slots,
    stored,
    take,
    talks,
    window,
)
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room


@pytest.fixture
def conference(room: Room) -> Conference:
    return open_round(room.school_id, [room.class_id], room.teacher)


def give_back(conference: Conference, guardian: str) -> None:
    [talk] = [one for one in talks(conference) if one.guardian_id == guardian]
    with scope_of(conference.school_id), context.acting(actor=guardian):
        release(talk, ReleaseReason.FAMILY, Entry(at=clock.now()))


def together(room: Room, *guardians: str) -> None:
    room.world.tell(
        room.school_id,
        HouseholdChanged(
            household_id=ids.derived_id(*guardians),
            guardian_ids=guardians,
            student_ids=(room.child,),
            confirmed_by="school",
            active=True,
        ),
    )


def second_guardian(room: Room) -> str:
    other = room.world.make_person(room.school_id)
    room.world.link(room.school_id, other, room.child)
    return other


@pytest.mark.row("X13", "S90")
def test_a_booked_time_is_told_with_all_that_a_calendar_needs(
    room: Room, conference: Conference
) -> None:
    first = slots(conference)[0]
    take(conference, room.guardian, [first])
    [told] = recorded(SlotBooked)
    assert (told.slot_id, told.guardian_id, told.student_ids, told.sequence) == (
        first.id,
        room.guardian,
        (room.child,),
        1,
    )
    assert (told.starts_at, told.place["en"].text) == (first.starts_at, "Room 7")


def test_a_time_that_is_taken_stays_the_first_familys(room: Room, conference: Conference) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    first = slots(conference)[0]
    take(conference, room.guardian, [first])
    with pytest.raises(SlotTaken):
        take(conference, other, [first])
    assert slots(conference)[0].guardian_id == room.guardian


@pytest.mark.row("X13")
def test_100_families_at_once_get_20_times_one_each(room: Room) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 100)
    conference = open_round(
        room.school_id, [room.class_id], room.teacher, windows=(window(hours=10 / 3),)
    )
    free = slots(conference)
    assert len(free) == 20
    got: Counter[str] = Counter()

    def choose(number: int) -> None:
        try:
            take(conference, guardians[number], [free[number % 20]])
            got["booked"] += 1
        except SlotTaken:
            got["taken"] += 1

    _at_once([lambda number=number: choose(number) for number in range(100)])  # type: ignore[misc]
    assert got == {"booked": 20, "taken": 80}
    assert len({one.guardian_id for one in slots(conference)}) == 20
    assert len(recorded(SlotBooked)) == 20


def test_one_guardian_who_taps_many_times_at_once_has_one_time(
    room: Room, conference: Conference
) -> None:
    free = slots(conference)
    _at_once([lambda slot=slot: take(conference, room.guardian, [slot]) for slot in free])  # type: ignore[misc]
    taken = [one for one in slots(conference) if one.talk_id]
    [talk] = talks(conference)
    assert [one.id for one in taken] == [talk.slot_id]
    assert len(recorded(SlotBooked)) - len(recorded(SlotReleased)) == 1


def test_two_hosts_cannot_have_the_same_guardian_at_once(room: Room) -> None:
    class_id, _ = room.world.make_class(room.school_id, "Room 8")
    room.world.make_child(room.school_id, class_id, room.guardian)
    conference = open_round(room.school_id, [room.class_id, class_id], room.teacher)
    [one, other] = slots(conference)[:2]
    assert (one.starts_at, one.host_id != other.host_id) == (other.starts_at, True)
    take(conference, room.guardian, [one])
    with pytest.raises(TwoAtOnce):
        take(conference, room.guardian, [other])
    results: list[str] = []

    def book_first(pair: Sequence[object]) -> None:
        try:
            take(conference, guardian, pair)  # type: ignore[arg-type]
            results.append("booked")
        except TwoAtOnce:
            results.append("refused")

    guardian = room.world.make_person(room.school_id)
    for name in (room.class_id, class_id):
        room.world.make_child(room.school_id, name, guardian)
    later = slots(conference)[2:4]
    _at_once([lambda slot=slot: book_first([slot]) for slot in later])  # type: ignore[misc]
    assert sorted(results) == ["booked", "refused"]


def test_all_of_several_times_are_booked_or_none(room: Room) -> None:
    class_id, _ = room.world.make_class(room.school_id, "Room 8")
    room.world.make_child(room.school_id, class_id, room.guardian)
    other, _ = room.world.make_family(room.school_id, class_id)
    conference = open_round(room.school_id, [room.class_id, class_id], room.teacher)
    free = slots(conference)
    mine = next(one for one in free if one.host_id == room.teacher)
    next_one = next(
        one for one in free if one.host_id != room.teacher and one.starts_at >= mine.ends_at
    )
    take(conference, other, [next_one])
    with pytest.raises(SlotTaken):
        take(conference, room.guardian, [mine, next_one])
    assert slots(conference, room.teacher)[0].talk_id is None


@pytest.mark.row("X13")
def test_a_family_moves_to_another_time_with_the_same_host(
    room: Room, conference: Conference
) -> None:
    first, second = slots(conference)[:2]
    take(conference, room.guardian, [first])
    [talk] = take(conference, room.guardian, [second])
    assert (talk.slot_id, talk.past_slot_ids) == (second.id, [first.id])
    [told] = recorded(SlotReleased)
    assert (told.slot_id, told.reason, told.sequence) == (first.id, "moved", 2)
    assert [one.slot_id for one in recorded(SlotBooked)] == [first.id, second.id]
    take(conference, room.world.make_family(room.school_id, room.class_id)[0], [first])
    assert recorded(SlotBooked)[-1].sequence == 3


def test_a_time_given_back_is_free_for_others(room: Room, conference: Conference) -> None:
    first = slots(conference)[0]
    take(conference, room.guardian, [first])
    give_back(conference, room.guardian)
    give_back(conference, room.guardian)
    [told] = recorded(SlotReleased)
    assert (told.reason, told.guardian_id) == ("family", room.guardian)
    assert slots(conference)[0].talk_id is None


@pytest.mark.row("R10")
def test_two_households_have_an_appointment_each(room: Room, conference: Conference) -> None:
    other = second_guardian(room)
    first, second = slots(conference)[:2]
    take(conference, room.guardian, [first])
    take(conference, other, [second])
    assert {one.guardian_id for one in talks(conference)} == {room.guardian, other}


@pytest.mark.row("R10")
def test_a_confirmed_household_has_one_for_both(room: Room, conference: Conference) -> None:
    other = second_guardian(room)
    together(room, room.guardian, other)
    first, second = slots(conference)[:2]
    _at_once(
        [
            lambda: take(conference, room.guardian, [first]),
            lambda: take(conference, other, [second]),
        ]
    )
    assert len([one for one in slots(conference) if one.talk_id]) == 1
    assert len(talks(conference)) == 1


@pytest.mark.parametrize("state", [TalkState.NOT_NEEDED, TalkState.PHONE])
def test_doing_without_gives_the_time_back(
    room: Room, conference: Conference, state: TalkState
) -> None:
    take(conference, room.guardian, [slots(conference)[0]])
    [need] = needs(conference, room.guardian)
    with scope_of(room.school_id), context.acting(actor=room.guardian):
        do_without(conference, need, state, Entry(at=clock.now()), note="Evenings, please")
    assert [one.state for one in talks(conference)] == [state.value]
    assert len(recorded(SlotReleased)) == 1
    assert "Evenings, please" not in everything_recorded()
    take(conference, room.guardian, [slots(conference)[0]])
    assert [one.state for one in talks(conference)] == ["booked"]


def test_some_families_book_before_the_others(room: Room) -> None:
    later = clock.now() + timedelta(days=2)
    other, _ = room.world.make_family(room.school_id, room.class_id)
    conference = open_round(room.school_id, [room.class_id], room.teacher, opens_at=later)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        choose_first(conference, [room.child, "a stranger"], clock.now(), clock.now())
    conference = stored(room.school_id, conference.id)
    assert conference.first_student_ids == [room.child]
    first, second = slots(conference)[:2]
    take(conference, room.guardian, [first])
    with pytest.raises(BookingClosed):
        take(conference, other, [second])
    take(conference, other, [second], now=later)


def test_after_booking_closed_only_staff_enter_what_a_family_said(room: Room) -> None:
    conference = open_round(
        room.school_id,
        [room.class_id],
        room.teacher,
        closes_at=clock.now() + timedelta(days=2),
    )
    late = clock.now() + timedelta(days=3)
    with pytest.raises(BookingClosed):
        take(conference, room.guardian, [slots(conference)[0]], now=late)
    take(
        conference,
        room.guardian,
        [slots(conference)[0]],
        now=late,
        channel=Channel.PHONE,
        entered_by=room.teacher,
    )
    [talk] = talks(conference)
    assert (talk.channel, talk.entered_by) == ("phone", room.teacher)
    assert store.database()["audit"].count_documents({"action": "slot.booked-on-behalf"}) == 1


def test_a_slot_of_another_host_or_conference_is_not_found(
    room: Room, conference: Conference
) -> None:
    other = open_round(room.school_id, [room.class_id], room.teacher, windows=(window(12),))
    [need] = needs(conference, room.guardian)
    with pytest.raises(NotFound):
        take(conference, room.guardian, [slots(other)[0]])
    assert need.host_id == room.teacher


def _at_once(actions: Sequence[Callable[[], object]]) -> None:
    """Run every action in a thread of its own, all begun together; what one raises is raised."""
    begin = threading.Barrier(len(actions))
    wrong: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                action()
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's thread
                wrong.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
