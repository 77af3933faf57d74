"""Staff open rounds and short talks, change their places, and take times back."""

from typing import Any

import pytest

from services.invitations.conferences.models import Conference
from shared.events.conferences import ConferenceOpened, SlotBooked, SlotReleased
from shared.events.evaluation import EnrollmentRole, Role
from tests.invitations.conferences.rounds import (
    open_round,
    slots,
    stored,
    take,
    talks,
    window,
)
from tests.invitations.conferences.staff import HERE, at, round_form, send, text
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import run_jobs
from tests.web_client import Browser


@pytest.mark.row("S90", "X13")
def test_a_round_is_opened_and_told_when_every_time_is_there(
    leader: Browser, teacher: Browser, room: Room
) -> None:
    room.world.make_class(room.school_id, "Room 8")
    page = text(leader, f"{HERE}/s/{room.school_id}/new")
    assert "Room 8" in page
    answer = send(leader, f"{HERE}/s/{room.school_id}/new", **round_form(room))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert recorded(ConferenceOpened) == []
    assert "Making the times" in text(leader, answer.location)
    run_jobs()
    [told] = recorded(ConferenceOpened)
    assert (told.host_ids, told.class_ids) == ((room.teacher,), (room.class_id,))
    conference = stored(room.school_id, told.conference_id)
    begins = [f"{one.starts_at.astimezone().minute:02}" for one in slots(conference)]
    # 16:00–16:55 four talks of ten minutes with five between, the break, and three after it.
    assert len(begins) == 7
    assert "Talk with us" in text(teacher, f"{HERE}/staff")
    assert "0 of 7 booked" in text(teacher, at(conference))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "Write the title"),
        ({"ends_1": "15:00"}, "The end comes after the start"),
        ({"day_1": "2020-01-01"}, "still to come"),
        ({"day_2": "2030-01-01"}, "Fill in day, start and end"),
        ({"break_to_1": ""}, "Say from when until when"),
        ({"slot_minutes": "2"}, "Choose 5 to 120"),
        ({"closes": "2019-01-01"}, "Booking ends after it begins"),
        ({"link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"class_ids": []}, "Choose whom you invite"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    leader: Browser, room: Room, changes: dict[str, Any], says: str
) -> None:
    answer = send(leader, f"{HERE}/s/{room.school_id}/new", **round_form(room, **changes))
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)


def test_a_teacher_opens_for_own_classes_only(teacher: Browser, room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    path = f"{HERE}/s/{room.school_id}/new"
    assert send(teacher, path, **round_form(room, class_ids=[other])).status_code == 403
    assert send(teacher, path, **round_form(room, with_colleagues="")).status_code == 303


@pytest.mark.row("S71")
def test_a_teacher_offers_short_talks_every_week(teacher: Browser, room: Room) -> None:
    values = round_form(room, weeks="3", ends_1="16:30", pause_minutes="0")
    answer = send(teacher, f"{HERE}/s/{room.school_id}/short-talks", **values)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    run_jobs()
    conference = stored(room.school_id, recorded(ConferenceOpened)[0].conference_id)
    starts = [one.starts_at for one in slots(conference)]
    assert len(starts) == 9
    assert (starts[3] - starts[0]).days in (6, 7)
    first, *_, last = slots(conference)
    take(conference, room.guardian, [first])
    take(conference, room.guardian, [last], now=first.ends_at)
    assert len([one for one in talks(conference) if one.is_booked]) == 2


def test_a_round_takes_the_place_of_free_short_talks(teacher: Browser, room: Room) -> None:
    values = round_form(room, weeks="1", ends_1="16:30", pause_minutes="0")
    send(teacher, f"{HERE}/s/{room.school_id}/short-talks", **values)
    run_jobs()
    short = stored(room.school_id, recorded(ConferenceOpened)[0].conference_id)
    booked = slots(short)[0]
    take(short, room.guardian, [booked])
    send(teacher, f"{HERE}/s/{room.school_id}/new", **round_form(room))
    run_jobs()
    assert [one.id for one in slots(short)] == [booked.id]
    round_ = stored(room.school_id, recorded(ConferenceOpened)[1].conference_id)
    assert not [one for one in slots(round_) if one.span.overlaps(booked.span)]


def test_a_new_place_is_told_to_those_who_booked(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    take(conference, room.guardian, [slots(conference)[0]])
    values = {f"place-{room.teacher}": "Library"}
    for _ in range(2):
        assert send(teacher, at(conference, "/places"), **values).status_code == 303
    first, second = recorded(SlotBooked)
    assert (first.place["en"].text, second.place["en"].text) == ("Room 7", "Library")
    assert second.sequence == 2


def test_a_teacher_who_falls_ill_takes_the_times_back(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    take(conference, room.guardian, [slots(conference)[0]])
    path = at(conference, f"/hosts/{room.teacher}/withdraw")
    for _ in range(2):
        assert send(teacher, path).status_code == 303
    [told] = recorded(SlotReleased)
    assert told.reason == "withdrawn"
    assert "No times here" in text(teacher, at(conference, f"/t/{room.teacher}"))


def test_a_whole_round_is_called_off(leader: Browser, room: Room, conference: Conference) -> None:
    take(conference, room.guardian, [slots(conference)[0]])
    assert send(leader, at(conference, "/withdraw")).status_code == 303
    run_jobs()
    assert [one.reason for one in recorded(SlotReleased)] == ["withdrawn"]
    assert "Called off" in text(leader, at(conference))


def test_a_second_teacher_of_the_class_is_a_host_too(room: Room) -> None:
    colleague = room.world.make_person(room.school_id, Role.TEACHER)
    room.world.enroll(room.school_id, room.class_id, colleague, EnrollmentRole.TEACHER)
    both = open_round(room.school_id, [room.class_id], room.teacher, leads=False)
    alone = open_round(
        room.school_id,
        [room.class_id],
        room.teacher,
        leads=False,
        with_colleagues=False,
        windows=(window(12),),
    )
    assert set(both.host_ids) == {room.teacher, colleague}
    assert alone.host_ids == [room.teacher]


def test_a_teacher_who_is_busy_then_gets_no_times_and_the_page_says_so(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    days = tuple(conference.spans("days"))
    again = open_round(room.school_id, [room.class_id], room.teacher, windows=days)
    assert slots(again) == []
    assert "busy with other talks then" in text(teacher, at(again))
