"""What a guardian meets: free times, times that fit together, the own talk, and nobody else's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.conferences import talking
from services.invitations.conferences.models import Conference
from services.invitations.conferences.use_cases import choose_first
from shared import clock, context, ids
from shared.access import Purpose
from shared.events.conferences import SlotBooked, SlotReleased, TalkMode
from shared.events.evaluation import Role
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import needs, open_round, slots, take, talks, window
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

HERE = "/invitations/conferences"


@pytest.fixture
def conference(room: Room) -> Conference:
    return open_round(room.school_id, [room.class_id], room.teacher)


@pytest.fixture
def family(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def text(visitor: Browser, path: str, status: int = 200) -> str:
    answer = visitor.get(f"{HERE}{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def send(visitor: Browser, path: str, **values: Any) -> Any:
    return visitor.post(f"{HERE}{path}", data={"idempotency_key": ids.new_id(), **values})


def first_value(room: Room, conference: Conference, number: int = 0) -> str:
    [need] = needs(conference, room.guardian)
    return f"{need.key}/{slots(conference)[number].id}"


@pytest.mark.row("X13", "S90")
def test_a_family_books_by_one_tap_and_finds_the_talk(
    family: Browser, room: Room, conference: Conference
) -> None:
    assert "Talk with us" in text(family, "/")
    page = text(family, f"/c/{conference.id}")
    assert "Hana Parata" in page
    assert page.count('name="slots"') == 6
    key = ids.new_id()
    for _ in range(2):
        answer = family.post(
            f"{HERE}/c/{conference.id}/book",
            data={"idempotency_key": key, "slots": first_value(room, conference)},
        )
        assert answer.status_code == 303
    [told] = recorded(SlotBooked)
    assert f"/b/{told.slot_id}" in text(family, "/")
    assert "Room 7" in text(family, f"/b/{told.slot_id}")


def test_a_time_taken_meanwhile_is_said_kindly(
    family: Browser, room: Room, conference: Conference
) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    chosen = first_value(room, conference)
    take(conference, other, [slots(conference)[0]])
    answer = send(family, f"/c/{conference.id}/book", slots=chosen)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Another family took this time just now" in page
    assert page.count('name="slots"') == 5


@pytest.mark.row("S90", "X13")
def test_siblings_are_offered_talks_one_after_the_other(
    family: Browser, room: Room, conference: Conference
) -> None:
    class_id, _ = room.world.make_class(room.school_id, "Room 8")
    room.world.make_child(room.school_id, class_id, room.guardian, given_name="Ana")
    both = open_round(
        room.school_id, [room.class_id, class_id], room.teacher, windows=(window(12),)
    )
    page = text(family, f"/c/{both.id}")
    assert "Two talks" in page or "2 talks" in page
    assert "One after the other." in page
    form = page.split("Book these")[0].rpartition("<form")[2]
    chosen = re.findall(r'name="slots" value="([^"]+)"', form)
    assert len(chosen) == 2
    assert send(family, f"/c/{both.id}/book", slots=chosen).status_code == 303
    one, other = sorted(talks(both), key=lambda talk: talk.starts_at)
    assert timedelta(0) <= other.starts_at - one.ends_at <= timedelta(minutes=10)


def test_siblings_stand_in_the_order_of_their_names(family: Browser, room: Room) -> None:
    for name in ("Vai", "Ana", "Losa"):
        room.world.make_child(room.school_id, room.class_id, room.guardian, given_name=name)
    opened = open_round(room.school_id, [room.class_id], room.teacher)
    form = text(family, f"/c/{opened.id}").partition("<ol")[2]
    cards = re.findall("<h3.*?</h3>", form, re.DOTALL)
    named = [one for card in cards for one in re.findall("Ana|Losa|Sione|Vai", card)]
    assert list(dict.fromkeys(named)) == ["Ana", "Losa", "Sione", "Vai"]


@pytest.mark.row("R10")
def test_one_guardian_sees_nothing_of_the_others_talk(
    app: Flask, room: Room, conference: Conference
) -> None:
    other = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Karim")
    room.world.link(room.school_id, other, room.child)
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    karim = browser(app, principal_of(room.school_id, other))
    text(karim, f"/b/{talk.slot_id}", 404)
    assert talk.slot_id not in text(karim, "/")
    page = text(karim, f"/c/{conference.id}")
    assert "Booked" not in page
    assert send(karim, f"/b/{talk.slot_id}/release").status_code == 404
    assert send(karim, f"/b/{talk.slot_id}/agenda", hopes="x").status_code == 404


@pytest.mark.row("R11")
def test_when_the_guardian_link_ends_the_talk_is_theirs_no_more(
    family: Browser, room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    chosen = first_value(room, conference, 1)
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    for path in (f"/b/{talk.slot_id}", f"/b/{talk.slot_id}/calendar.ics", f"/c/{conference.id}"):
        text(family, path, 404)
    assert send(family, f"/c/{conference.id}/book", slots=chosen).status_code == 404
    assert "No talks are offered now" in text(family, "/")


def test_a_link_for_one_slot_opens_that_slot_and_no_other(
    app: Flask, room: Room, conference: Conference
) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    first, second = slots(conference)[:2]
    take(conference, room.guardian, [first])
    take(conference, other, [second])
    for_first = Purpose(action="answer", subject=f"slot/{first.id}")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=for_first))
    assert "Talk with" in text(limited, f"/b/{first.id}")
    text(limited, f"/b/{second.id}", 403)
    text(limited, "/", 403)
    [need] = needs(conference, room.guardian)
    third = slots(conference)[2]
    assert send(limited, f"/b/{first.id}/move", slots=f"{need.key}/{third.id}").status_code == 303
    assert "You moved to another time" in text(limited, f"/b/{first.id}")
    calendar = text(limited, f"/b/{first.id}/calendar.ics")
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "STATUS:CONFIRMED" in calendar
    assert "STATUS:CANCELLED" in calendar


def test_a_link_for_one_round_books_there_without_a_password_and_nowhere_else(
    app: Flask, room: Room, conference: Conference
) -> None:
    other = open_round(room.school_id, [room.class_id], room.teacher)
    asked = Purpose(action="answer", subject=f"conference/{conference.id}")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=asked))
    assert "Hana Parata" in text(limited, f"/c/{conference.id}")
    chosen = first_value(room, conference)
    assert send(limited, f"/c/{conference.id}/book", slots=chosen).status_code == 303
    page = text(limited, f"/c/{conference.id}")
    assert "Booked" in page
    assert "A mail about each talk" in page
    assert "/b/" not in page
    for path in ("/", f"/c/{other.id}", f"/b/{slots(conference)[0].id}"):
        text(limited, path, 403)
    assert send(limited, f"/c/{other.id}/book", slots="x").status_code == 403


@pytest.mark.row("X15")
def test_the_calendar_file_follows_the_talk(
    family: Browser, room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    slot_id = str(talk.slot_id)
    calendar = text(family, f"/b/{slot_id}/calendar.ics")
    [uid] = re.findall("^UID:.*$", calendar, re.MULTILINE)
    assert "SEQUENCE:1" in calendar
    assert f"DTSTART:{talk.starts_at:%Y%m%dT%H%M%SZ}" in calendar
    assert "METHOD:PUBLISH" in calendar
    assert send(family, f"/b/{slot_id}/release").status_code == 303
    calendar = text(family, f"/b/{slot_id}/calendar.ics")
    assert uid in calendar
    assert "METHOD:CANCEL" in calendar
    assert "SEQUENCE:2" in calendar
    assert "not yours any more" in text(family, f"/b/{slot_id}")


@pytest.mark.row("S85")
def test_the_familys_words_are_kept_and_travel_nowhere(
    family: Browser, room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    values = {"hopes": "That he keeps his lea faka-Tonga", "items": "Swimming\n\n Sleep "}
    assert send(family, f"/b/{talk.slot_id}/agenda", **values).status_code == 303
    [kept] = talks(conference)
    assert (kept.hopes, list(kept.items)) == (values["hopes"], ["Swimming", "Sleep"])
    assert "lea faka-Tonga" not in everything_recorded()


@pytest.mark.row("S90")
def test_a_family_confirms_what_was_noted_or_says_what_is_missing(
    family: Browser, room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    path = f"/b/{talk.slot_id}"
    assert send(family, f"{path}/confirm", agrees="1").status_code == 409
    text(family, f"{path}/aloud", 404)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        done = [{"who": "family", "what": "Count the stairs"}]
        talking.write_down(talk, "He explains well.", done, now=clock.now())
    assert "Count the stairs" in text(family, f"{path}/aloud")
    send(family, f"{path}/confirm", agrees="0", comment="And the swimming?")
    [kept] = talks(conference)
    [said] = kept.confirmations
    assert (said["guardian_id"], said["agrees"], said["comment"]) == (
        room.guardian,
        False,
        "And the swimming?",
    )


def test_a_family_that_needs_no_talk_says_so_and_may_change_its_mind(
    family: Browser, room: Room, conference: Conference
) -> None:
    [need] = needs(conference, room.guardian)
    path = f"/c/{conference.id}"
    send(family, f"{path}/without", need=need.key, answer="not-needed")
    assert "No talk needed" in text(family, path)
    send(family, f"{path}/book", slots=first_value(room, conference))
    assert len(recorded(SlotBooked)) == 1
    assert recorded(SlotReleased) == []
    assert send(family, f"{path}/without", need="no/body", answer="phone").status_code == 404


def test_before_booking_begins_only_chosen_families_see_times(app: Flask, room: Room) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Karim")
    later = clock.now() + timedelta(days=2)
    conference = open_round(room.school_id, [room.class_id], room.teacher, opens_at=later)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        choose_first(conference, [room.child], clock.now(), clock.now())
    first, second = (
        browser(app, principal_of(room.school_id, who)) for who in (room.guardian, other)
    )
    assert text(first, f"/c/{conference.id}").count('name="slots"') == 6
    page = text(second, f"/c/{conference.id}")
    assert 'name="slots"' not in page
    assert "Booking begins" in page


def test_the_video_link_is_seen_by_those_who_booked(family: Browser, room: Room) -> None:
    conference = open_round(
        room.school_id,
        [room.class_id],
        room.teacher,
        mode=TalkMode.ONLINE,
        link="https://meet.example/room-7",
    )
    assert "meet.example" not in text(family, f"/c/{conference.id}")
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    assert "https://meet.example/room-7" in text(family, f"/b/{talk.slot_id}")
    assert "meet.example" not in everything_recorded()


def test_families_of_other_classes_and_strangers_find_nothing(app: Flask, room: Room) -> None:
    class_id, _ = room.world.make_class(room.school_id, "Room 8")
    conference = open_round(room.school_id, [class_id], room.teacher)
    guardian = browser(app, principal_of(room.school_id, room.guardian))
    text(guardian, f"/c/{conference.id}", 404)
    text(guardian, f"/b/{slots(conference)[0].id}", 404)
