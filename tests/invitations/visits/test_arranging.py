"""A visit comes about: proposed or asked for, answered by the family, agreed by the rule of two."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Time
from services.invitations.visits.schemas import times_of
from shared import clock, ids, store
from shared.access import Purpose
from shared.events.visits import VisitAgreed, VisitCancelled, VisitProposed
from shared.tenancy import scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.visits.conftest import (
    Staffroom,
    for_family,
    for_staff,
    in_days,
    proposed,
    stored,
)
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser, make_principal

pytestmark = pytest.mark.row("S84")
LIBRARY = {"place_kind": "library", "place_words": "Karori library"}


@pytest.fixture
def teacher(app: Flask, staffroom: Staffroom) -> Browser:
    return browser(app, principal_of(staffroom.room.school_id, staffroom.room.teacher))


@pytest.fixture
def family(app: Flask, staffroom: Staffroom) -> Browser:
    return browser(app, principal_of(staffroom.room.school_id, staffroom.room.guardian))


def form_of(time: Time, number: int = 1) -> dict[str, str]:
    """The form's fields of that time, by the clock of Auckland."""
    local = time.starts_at.astimezone(ZoneInfo("Pacific/Auckland"))
    return {f"day_{number}": local.date().isoformat(), f"begins_{number}": f"{local:%H:%M}"}


def proposal(staffroom: Staffroom, **changes: str) -> dict[str, str]:
    values = {
        "guardian_id": staffroom.room.guardian,
        "purpose": "get-to-know",
        "words": "Sione tells so much about your garden.",
        "minutes": "45",
        "colleague_id": staffroom.colleague,
        "idempotency_key": ids.new_id(),
    }
    return {**values, **form_of(in_days(3)), **changes}


def post(who: Browser, path: str, **values: Any) -> int:
    return int(who.post(path, data={"idempotency_key": ids.new_id(), **values}).status_code)


def test_a_teacher_asks_one_guardian_and_the_other_sees_nothing(
    app: Flask, teacher: Browser, family: Browser, staffroom: Staffroom
) -> None:
    room = staffroom.room
    other = room.world.make_person(room.school_id)
    room.world.link(room.school_id, other, room.child)
    form = proposal(staffroom)
    for _ in range(2):  # a double tap asks once
        answer = teacher.post(f"/invitations/visits/s/{room.school_id}/new", data=form)
        assert answer.status_code == 303
    [told] = recorded(VisitProposed)
    assert (told.guardian_id, told.host_ids) == (room.guardian, (room.teacher, staffroom.colleague))
    assert "garden" not in everything_recorded()
    page = family.get(f"/invitations/visits/v/{told.visit_id}").get_data(as_text=True)
    assert "garden" in page
    assert "Hana Parata and Tavita Leota" in page.replace("<bdi>", "").replace("</bdi>", "")
    apart = browser(app, principal_of(room.school_id, other))
    assert apart.get(f"/invitations/visits/v/{told.visit_id}").status_code == 404
    assert "garden" not in apart.get("/invitations/visits/").get_data(as_text=True)


def test_nobody_is_asked_for_a_visit_of_one(teacher: Browser, staffroom: Staffroom) -> None:
    path = f"/invitations/visits/s/{staffroom.room.school_id}/new"
    alone = teacher.post(path, data=proposal(staffroom, colleague_id=""))
    assert alone.status_code == 422
    assert "Nobody visits alone" in alone.get_data(as_text=True)
    unnamed = proposal(staffroom, colleague_id="", company="interpreter")
    assert teacher.post(path, data=unnamed).status_code == 422
    stranger = proposal(staffroom, colleague_id=staffroom.room.guardian)
    assert teacher.post(path, data=stranger).status_code == 422
    named = proposal(staffroom, colleague_id="", company="interpreter", company_name="Losa Tuilagi")
    assert teacher.post(path, data=named).status_code == 303


def test_only_families_of_own_classes_are_asked(teacher: Browser, staffroom: Staffroom) -> None:
    room = staffroom.room
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    guardian, _child = room.world.make_family(room.school_id, other_class)
    path = f"/invitations/visits/s/{room.school_id}/new"
    assert teacher.post(path, data=proposal(staffroom, guardian_id=guardian)).status_code == 404
    past = {**proposal(staffroom), **form_of(in_days(-1))}
    assert teacher.post(path, data=past).status_code == 422
    half = proposal(staffroom, begins_1="")
    assert teacher.post(path, data=half).status_code == 422


def test_the_family_chooses_place_and_time_with_a_link_from_its_mail(
    app: Flask, staffroom: Staffroom
) -> None:
    visit, room = proposed(staffroom), staffroom.room
    limited = make_principal(
        person_ids=(room.guardian,),
        schools=(room.school_id,),
        purpose=Purpose(action="answer", subject=f"visit/{visit.id}"),
    )
    phone = browser(app, limited)
    answer = for_family(visit, "/answer")
    assert post(phone, answer, choice="1") == 422
    assert post(phone, answer, choice="1", place_kind="library") == 422
    assert post(phone, answer, choice="1", needs="interpreter", **LIBRARY) == 303
    agreed = stored(visit)
    assert (agreed.state, agreed.place_words) == ("agreed", "Karori library")
    [told] = recorded(VisitAgreed)
    assert told.starts_at == visit.times[1].starts_at
    assert told.sequence == 2
    assert "Karori" not in everything_recorded()
    assert "Karori library" in phone.get(for_family(visit)).get_data(as_text=True)
    file = phone.get(for_family(visit, "/calendar.ics"))
    text = file.get_data(as_text=True).replace("\r\n ", "")
    assert "SEQUENCE:2" in text
    assert "STATUS:CONFIRMED" in text
    assert "Karori library" in text
    assert post(phone, answer, choice="0", place_kind="home") == 409


def test_declining_needs_no_reason_and_nothing_follows(
    family: Browser, staffroom: Staffroom
) -> None:
    visit = proposed(staffroom)
    assert post(family, for_family(visit, "/answer"), choice="no") == 303
    assert stored(visit).state == "declined"
    assert "Nothing follows from it" in family.get(for_family(visit)).get_data(as_text=True)
    assert recorded(VisitCancelled) == []


def test_another_time_goes_back_and_forth_until_both_agree(
    family: Browser, teacher: Browser, staffroom: Staffroom
) -> None:
    visit = proposed(staffroom)
    own = form_of(in_days(6))
    wish = {"choice": "other", "place_kind": "home", "day": own["day_1"], "begins": own["begins_1"]}
    assert post(family, for_family(visit, "/answer"), **wish) == 303
    assert recorded(VisitAgreed) == []
    assert "At the family’s home" in teacher.get(for_staff(visit)).get_data(as_text=True)
    assert post(teacher, for_staff(visit, "/accept")) == 422  # alone
    assert post(teacher, for_staff(visit, "/accept"), colleague_id=staffroom.colleague) == 303
    assert [one.sequence for one in recorded(VisitAgreed)] == [3]
    offer = {"colleague_id": staffroom.colleague, **form_of(in_days(8))}
    assert post(teacher, for_staff(visit, "/offer"), **offer) == 303
    [given_up] = recorded(VisitCancelled)
    assert (given_up.reason, given_up.sequence) == ("rescheduled", 4)
    assert post(family, for_family(visit, "/answer"), choice="0", place_kind="home") == 303
    assert [one.sequence for one in recorded(VisitAgreed)] == [3, 6]


def test_a_family_moves_an_agreed_visit_or_calls_it_off(
    family: Browser, teacher: Browser, staffroom: Staffroom
) -> None:
    visit = proposed(staffroom)
    post(family, for_family(visit, "/answer"), choice="0", place_kind="school")
    own = form_of(in_days(9))
    moved = {"place_kind": "school", "day": own["day_1"], "begins": own["begins_1"]}
    assert post(family, for_family(visit, "/move"), **moved) == 303
    assert post(teacher, for_staff(visit, "/accept"), colleague_id=staffroom.colleague) == 303
    assert post(family, for_family(visit, "/cancel"), reason="Nana is ill") == 303
    assert [one.reason for one in recorded(VisitCancelled)] == ["rescheduled", "family"]
    assert "Nana" not in everything_recorded()
    assert "Nana is ill" in teacher.get(for_staff(visit)).get_data(as_text=True)
    text = family.get(for_family(visit, "/calendar.ics")).get_data(as_text=True)
    assert "METHOD:CANCEL" in text


def test_a_host_is_not_at_two_visits_at_once(
    app: Flask, family: Browser, staffroom: Staffroom
) -> None:
    room, time = staffroom.room, in_days(3)
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Ravi")
    first, second = proposed(staffroom, time), proposed(staffroom, time, guardian=other)
    post(family, for_family(first, "/answer"), choice="0", place_kind="school")
    apart = browser(app, principal_of(room.school_id, other))
    answer = apart.post(for_family(second, "/answer"), data={"choice": "0", "place_kind": "home"})
    assert answer.status_code == 422
    assert "another visit at that time" in answer.get_data(as_text=True)


def test_a_visit_is_not_agreed_when_the_second_person_left_the_school(
    family: Browser, staffroom: Staffroom
) -> None:
    visit, room = proposed(staffroom), staffroom.room
    room.world.make_person(room.school_id, person_id=staffroom.colleague, active=False)
    answer = family.post(for_family(visit, "/answer"), data={"choice": "0", "place_kind": "home"})
    assert answer.status_code == 409
    assert "who else comes" in answer.get_data(as_text=True)
    assert recorded(VisitAgreed) == []


@pytest.mark.row("R9")
def test_staff_enter_what_a_family_said_by_phone(
    family: Browser, teacher: Browser, staffroom: Staffroom
) -> None:
    visit = proposed(staffroom)
    said = {"choice": "0", "channel": "phone", **LIBRARY}
    assert post(teacher, for_staff(visit, "/answer"), **said) == 303
    last = stored(visit).steps[-1]
    assert (last["what"], last["entered_by"], last["channel"]) == (
        "agreed",
        staffroom.room.teacher,
        "phone",
    )
    page = family.get(for_family(visit)).get_data(as_text=True)
    assert "entered by Hana Parata" in page
    assert store.database()["audit"].count_documents({"about": f"visit/{visit.id}"}) == 1


@pytest.mark.row("R11")
def test_a_link_that_ended_closes_the_visit(
    family: Browser, teacher: Browser, staffroom: Staffroom
) -> None:
    visit, room = proposed(staffroom), staffroom.room
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert family.get(for_family(visit)).status_code == 404
    assert post(family, for_family(visit, "/answer"), choice="0", place_kind="home") == 404
    assert post(teacher, for_staff(visit, "/answer"), choice="0", channel="phone", **LIBRARY) == 404
    assert "stands for none" in teacher.get(for_staff(visit)).get_data(as_text=True)


def test_a_family_asks_the_teacher_of_its_child(
    app: Flask, family: Browser, teacher: Browser, staffroom: Staffroom
) -> None:
    page = family.get("/invitations/visits/ask").get_data(as_text=True)
    key = page.split('name="whom" value="')[1].split('"')[0]
    own = form_of(in_days(5))
    asked = {"whom": key, "day": own["day_1"], "begins": own["begins_1"], **LIBRARY}
    assert post(family, "/invitations/visits/ask", **{**asked, "whom": "somebody"}) == 404
    assert post(family, "/invitations/visits/ask", **asked) == 303
    with scope_of(staffroom.room.school_id):
        [visit] = Visit.objects
    assert "Waiting for you" in teacher.get(f"/invitations/visits/s/{visit.school_id}").get_data(
        as_text=True
    )
    assert post(teacher, for_staff(visit, "/accept"), colleague_id=staffroom.colleague) == 303
    [agreed] = recorded(VisitAgreed)
    assert agreed.host_ids == (staffroom.room.teacher, staffroom.colleague)
    uninvolved = room_teacher(staffroom)
    stranger = browser(app, principal_of(visit.school_id, uninvolved))
    assert stranger.get(for_staff(visit)).status_code == 404


def room_teacher(staffroom: Staffroom) -> str:
    _, teacher = staffroom.room.world.make_class(staffroom.room.school_id, "Room 9")
    return teacher


@pytest.mark.parametrize("day", ["2027-04-04", "2026-09-27"])
def test_days_when_the_clock_changes_have_one_such_time(day: str) -> None:
    found = times_of(
        {"day_1": date.fromisoformat(day), "begins_1": time(2, 30)}
        | dict.fromkeys(["day_2", "begins_2", "day_3", "begins_3"]),
        45,
        "Pacific/Auckland",
    )
    assert [one.ends_at - one.starts_at for one in found] == [timedelta(minutes=45)]


def test_a_visit_is_not_planned_for_next_year_but_one(
    teacher: Browser, staffroom: Staffroom
) -> None:
    path = f"/invitations/visits/s/{staffroom.room.school_id}/new"
    far = clock.now() + timedelta(days=400)
    form = proposal(staffroom, day_1=far.date().isoformat(), begins_1="02:30")
    assert teacher.post(path, data=form).status_code == 422
