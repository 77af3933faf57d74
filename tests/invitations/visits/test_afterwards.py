"""After a visit: what was learnt is the family's too, and who may read it is theirs to say."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from services.invitations.visits.models import Visit
from services.invitations.visits.queries import visit_rate
from shared import clock, store
from shared.events.evaluation import EnrollmentRole, Role
from shared.events.visits import VisitCancelled, VisitHeld
from shared.tenancy import scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.visits.conftest import Staffroom, for_family, for_staff, proposed, stored
from tests.invitations.visits.test_arranging import post
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("S84")


@pytest.fixture
def sign_in(app: Flask, staffroom: Staffroom) -> Callable[[str], Browser]:
    return lambda person: browser(app, principal_of(staffroom.room.school_id, person))


@pytest.fixture
def over(
    staffroom: Staffroom, sign_in: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> Visit:
    """An agreed visit whose time has passed."""
    visit = proposed(staffroom)
    family = sign_in(staffroom.room.guardian)
    assert post(family, for_family(visit, "/answer"), choice="0", place_kind="home") == 303
    later = clock.now() + timedelta(days=3, hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    return visit


def held(staffroom: Staffroom, **changes: object) -> dict[str, object]:
    learnt = "Sione counts in Tongan and looks after the taro."
    values = {
        "adults": "2",
        "children": "3",
        "came_ids": [staffroom.room.teacher],
        "learnt": learnt,
    }
    return {**values, **changes}


def test_what_was_learnt_is_the_familys_to_correct_and_to_share(
    staffroom: Staffroom,
    sign_in: Callable[[str], Browser],
    over: Visit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = staffroom.room
    teacher, family = sign_in(room.teacher), sign_in(room.guardian)
    assert post(teacher, for_staff(over, "/held"), **held(staffroom)) == 303
    [told] = recorded(VisitHeld)
    assert (told.host_ids, told.place_kind) == ((room.teacher,), "home")
    assert "taro" not in everything_recorded()
    next_teacher = room.world.make_person(room.school_id, Role.TEACHER, given_name="Next")
    _begins_in_a_week(next_teacher, room, monkeypatch)
    teacher, family = sign_in(room.teacher), sign_in(room.guardian)
    reader, list_page = sign_in(next_teacher), f"/invitations/visits/s/{room.school_id}"
    assert "taro" not in reader.get(list_page).get_data(as_text=True)

    [note] = stored(over).notes
    corrected = "Sione counts in Tongan and grows kūmara."
    path = for_family(over, f"/notes/{note.id}")
    assert post(family, path, note=corrected, may_read="true") == 303
    [note] = stored(over).notes
    assert note.earlier[0]["words"].endswith("taro.")
    assert "kūmara" in reader.get(list_page).get_data(as_text=True)
    assert "home" not in reader.get(list_page).get_data(as_text=True).lower().split("<main")[1]
    assert "taro" in teacher.get(for_staff(over)).get_data(as_text=True)

    assert post(family, path, note=corrected) == 303
    assert "kūmara" not in reader.get(list_page).get_data(as_text=True)
    assert post(family, for_family(over, "/notes"), note="He sings, too.") == 303
    assert "He sings, too." in teacher.get(for_staff(over)).get_data(as_text=True)
    assert post(reader, for_staff(over, "/notes"), note="I was not there.") == 404


def test_those_who_came_are_hosts_of_the_visit(
    staffroom: Staffroom, sign_in: Callable[[str], Browser], over: Visit
) -> None:
    room = staffroom.room
    teacher = sign_in(room.teacher)
    stranger = room.world.make_person(room.school_id, Role.TEACHER, given_name="Stranger")
    for came in ([], [room.teacher, stranger]):
        assert post(teacher, for_staff(over, "/held"), **held(staffroom, came_ids=came)) == 422


def _begins_in_a_week(teacher: str, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The teacher begins to teach the class; it is some days later then."""
    begins, later = clock.now() + timedelta(days=7), clock.now() + timedelta(days=9)
    role = EnrollmentRole.TEACHER
    room.world.enroll(room.school_id, room.class_id, teacher, role, begins_on=begins.date())
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_promise_stays_in_sight_until_it_is_done(
    staffroom: Staffroom, sign_in: Callable[[str], Browser], over: Visit
) -> None:
    room = staffroom.room
    teacher, family = sign_in(room.teacher), sign_in(room.guardian)
    due = clock.now().date() + timedelta(days=5)
    promise = {"promise": "Bring the Tongan picture books", "due_on": due.isoformat()}
    assert post(teacher, for_staff(over, "/follow-up"), **promise) == 409
    post(teacher, for_staff(over, "/held"), **held(staffroom))
    late = {**promise, "due_on": (clock.now().date() - timedelta(days=9)).isoformat()}
    assert post(teacher, for_staff(over, "/follow-up"), **late) == 422
    assert post(teacher, for_staff(over, "/follow-up"), **promise) == 303
    assert "picture books" in family.get(for_family(over)).get_data(as_text=True)
    lists = f"/invitations/visits/s/{room.school_id}"
    assert "Waiting for you" in teacher.get(lists).get_data(as_text=True)
    assert post(teacher, for_staff(over, "/follow-up/done")) == 303
    assert "Waiting for you" not in teacher.get(lists).get_data(as_text=True)


def test_what_came_between_is_nobodys_fault_and_told(
    staffroom: Staffroom, sign_in: Callable[[str], Browser], over: Visit
) -> None:
    teacher = sign_in(staffroom.room.teacher)
    assert post(teacher, for_staff(over, "/not-held")) == 303
    assert [one.reason for one in recorded(VisitCancelled)] == ["not-held"]
    assert recorded(VisitHeld) == []
    assert post(teacher, for_staff(over, "/held"), **held(staffroom)) == 409


def test_a_visit_to_come_was_not_held_yet(
    staffroom: Staffroom, sign_in: Callable[[str], Browser]
) -> None:
    visit, teacher = proposed(staffroom), sign_in(staffroom.room.teacher)
    assert post(teacher, for_staff(visit, "/held"), **held(staffroom)) == 409
    assert post(teacher, for_staff(visit, "/not-held")) == 409


@pytest.mark.row("R7", "R10")
def test_leaders_see_the_rate_of_families_and_nobody_small(
    staffroom: Staffroom, sign_in: Callable[[str], Browser], over: Visit
) -> None:
    room = staffroom.room
    post(sign_in(room.teacher), for_staff(over, "/held"), **held(staffroom))
    room.world.make_families(room.school_id, room.class_id, 29)
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL, given_name="Moana")
    page = sign_in(leader).get(f"/invitations/visits/s/{room.school_id}").get_data(as_text=True)
    assert "fewer than 10" in page
    assert "Families visited" not in sign_in(room.teacher).get(
        f"/invitations/visits/s/{room.school_id}"
    ).get_data(as_text=True)
    _eleven_more_were_held(room.school_id)
    with scope_of(room.school_id):
        rate = visit_rate(room.school_id, clock.now())
    assert (rate.families, rate.visited) == (30, 12)
    listed = sign_in(room.teacher).get(f"/api/invitations/visits/s/{room.school_id}/")
    [one] = [one for one in listed.get_json() if one["id"] == over.id]
    assert (one["state"], "place_words" in one) == ("held", False)
    assert sign_in(room.guardian).get(listed.request.path).status_code == 403


def _eleven_more_were_held(school_id: str) -> None:
    """Copies of the held visit for other families of the school."""
    visits, links = store.database()["visits"], store.database()["roster_guardian_links"]
    [held_one] = list(visits.find({"school_id": school_id}))
    others = links.distinct("guardian_id", {"guardian_id": {"$ne": held_one["guardian_id"]}})
    visits.insert_many(
        [{**held_one, "_id": f"copy-{one}", "guardian_id": one} for one in others[:11]]
    )
