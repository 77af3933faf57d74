"""Nobody from school is promised to two families at once, whoever answers at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from services.invitations.conferences.booking import SlotTaken
from services.invitations.conferences.models import Conference
from services.invitations.conferences.queries import free_slots
from services.invitations.visits import use_cases
from services.invitations.visits.rules import Entry, Side, Time
from shared import clock, context, store
from shared.errors import Invalid
from shared.events.visits import VisitAgreed
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import open_round, slots, take, window
from tests.invitations.facts import recorded
from tests.invitations.visits.conftest import Staffroom, accept, in_days, proposed, stored

pytestmark = pytest.mark.row("S84")


def offered(conference: Conference, host: str) -> set[str]:
    """The ids of the host's times that a family is offered."""
    with scope_of(conference.school_id):
        return {one.id for one in free_slots(conference, [host], clock.now())[host]}


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """How many of these were done and how many refused, all begun together."""
    begin, got = threading.Barrier(len(acts)), Counter[str]()

    def run(act: Callable[[], object]) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                act()
                got["done"] += 1
            except (Invalid, SlotTaken):
                got["refused"] += 1

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_of_families_that_take_overlapping_times_at_once_one_has_the_visit(
    staffroom: Staffroom,
) -> None:
    room, first = staffroom.room, in_days(3)
    answers = []
    for number in range(8):
        guardian, _ = room.world.make_family(room.school_id, room.class_id)
        shift = timedelta(minutes=5 * number)
        time = Time(starts_at=first.starts_at + shift, ends_at=first.ends_at + shift)
        answers.append(partial(accept, proposed(staffroom, time, guardian=guardian), time))
    assert at_once(*answers) == {"done": 1, "refused": 7}
    assert len(recorded(VisitAgreed)) == 1


def test_a_visit_is_not_agreed_over_a_booked_talk_of_one_who_comes(staffroom: Staffroom) -> None:
    room = staffroom.room
    talker, _ = room.world.make_family(room.school_id, room.class_id)
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    [free, *_, booked] = slots(conference)
    take(conference, talker, [booked])
    over = Time(starts_at=booked.starts_at, ends_at=booked.ends_at)
    before = Time(starts_at=free.starts_at, ends_at=free.ends_at)
    visit = proposed(staffroom, before, over)
    with pytest.raises(Invalid) as refused:
        accept(visit, over)
    assert list(refused.value.fields) == ["choice"]
    assert recorded(VisitAgreed) == []
    accept(visit, before)
    assert len(recorded(VisitAgreed)) == 1


def test_a_visit_and_a_talk_that_are_taken_at_once_are_not_both_agreed(
    staffroom: Staffroom,
) -> None:
    room = staffroom.room
    talker, _ = room.world.make_family(room.school_id, room.class_id)
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    for free in slots(conference):
        time = Time(starts_at=free.starts_at, ends_at=free.ends_at)
        visit = proposed(staffroom, time)
        got = at_once(partial(accept, visit, time), partial(take, conference, talker, [free]))
        assert got == {"done": 1, "refused": 1}


def test_a_time_is_not_offered_while_its_host_is_at_a_visit_and_is_again_when_it_is_called_off(
    staffroom: Staffroom,
) -> None:
    room = staffroom.room
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    first, second, *_ = slots(conference)
    time = Time(starts_at=first.starts_at, ends_at=first.ends_at)
    visit = proposed(staffroom, time)
    accept(visit, time)
    assert first.id not in offered(conference, room.teacher)
    assert second.id in offered(conference, room.teacher)
    talker, _ = room.world.make_family(room.school_id, room.class_id)
    with pytest.raises(SlotTaken):
        take(conference, talker, [first])
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        entry = Entry(at=clock.now(), side=Side.STAFF, by=room.teacher)
        use_cases.cancel_visit(stored(visit), "", entry=entry)
    assert first.id in offered(conference, room.teacher)
    take(conference, talker, [first])


def test_a_round_has_no_times_while_its_host_is_at_a_visit(staffroom: Staffroom) -> None:
    room, span = staffroom.room, window()
    time = Time(starts_at=span.starts_at, ends_at=span.starts_at + timedelta(minutes=15))
    visit = proposed(staffroom, time)
    accept(visit, time)
    conference = open_round(room.school_id, [room.class_id], room.teacher, windows=(span,))
    minutes = [(one.starts_at - span.starts_at).seconds // 60 for one in slots(conference)]
    assert minutes == [20, 30, 40, 50]
