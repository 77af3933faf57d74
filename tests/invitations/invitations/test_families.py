"""Staff see who stands where, find a child by name, and see what was tried beside the answers."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.effort import ByChannel, ByTries, effort
from services.invitations.invitations.families import families_page
from shared.events.channels import Channel
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import MAYBE, NO, id_of, say, yes
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser, problem

JSON = {"Accept": "application/json"}


@pytest.fixture
def activity(room: Room) -> Activity:
    """Four families: one comes, one maybe, one says no, one is silent and cannot be reached."""
    names = {"given_name": "Rāwiri", "family_name": "Ngata"}
    guardian = room.world.make_person(room.school_id, **names)
    room.world.make_child(room.school_id, room.class_id, guardian, given_name="Mīria")
    two = room.world.make_families(room.school_id, room.class_id, 2)
    made = announce(room.school_id, room.class_id, room.teacher)
    for one, said in zip((room.guardian, *two), (yes(2), MAYBE, NO), strict=True):
        say(made, one, said)
        _told(room, made, one, DeliveryStatus.DELIVERED, "mail")
    _told(room, made, two[0], DeliveryStatus.DELIVERED, "text", Channel.SMS)
    _told(room, made, guardian, DeliveryStatus.NO_CONTACT, "mail")
    return made


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def path(activity: Activity, ending: str = "") -> str:
    return f"/invitations/activities/s/{activity.school_id}/{activity.id}/families{ending}"


@pytest.mark.parametrize(
    ("only", "count"),
    [("", 4), ("silent", 1), ("not-reached", 1), ("coming", 1), ("maybe", 1), ("help", 0)],
)
def test_the_list_can_be_limited_to_one_state(activity: Activity, only: str, count: int) -> None:
    with scope_of(activity.school_id):
        found = families_page(activity, only=only)
    assert (found.total, len(found.families)) == (count, count)


@pytest.mark.row("X20")
@pytest.mark.parametrize("name", ["miria", "Mīria", "rawiri ng", "NGATA"])
def test_a_child_is_found_with_or_without_macrons(
    teacher: Browser, activity: Activity, name: str
) -> None:
    page = teacher.get(path(activity), query_string={"name": name}).get_data(as_text=True)
    listed = page.split('class="card flush rows"')[1].split("</ul>")[0]
    assert "Mīria" in listed
    assert listed.count("<li>") == 1


def test_a_name_nobody_has_says_what_to_do(teacher: Browser, activity: Activity) -> None:
    page = teacher.get(path(activity, "?name=zzz")).get_data(as_text=True)
    assert "Nobody of that name is invited." in page


@pytest.mark.row("S29", "R3")
def test_effort_stands_beside_the_answers(teacher: Browser, activity: Activity) -> None:
    with scope_of(activity.school_id):
        found = effort(activity.id)
    assert found.channels == (
        ByChannel(channel="email", sent=3, arrived=3),
        ByChannel(channel="sms", sent=1, arrived=1),
    )
    assert found.tries == (
        ByTries(tries=0, families=1, answered=0),
        ByTries(tries=1, families=2, answered=2),
        ByTries(tries=2, families=1, answered=1),
    )
    page = teacher.get(path(activity)).get_data(as_text=True)
    assert "What we tried" in page
    assert "Nothing was sent yet" in page


def test_who_left_the_school_is_marked(room: Room, teacher: Browser, activity: Activity) -> None:
    room.world.make_person(room.school_id, person_id=room.child, active=False)
    assert "Left the school" in teacher.get(path(activity)).get_data(as_text=True)


def test_programs_of_staff_read_the_same(app: Flask, teacher: Browser, activity: Activity) -> None:
    listed = teacher.get(f"/api{path(activity)}?state=coming&page_size=10", headers=JSON)
    [family] = listed.json
    assert (family["state"], family["people"], family["tried"]) == ("coming", 2, {"email": 1})
    assert '"total": 1' in listed.headers["X-Pagination"]
    wrong = teacher.get(f"/api{path(activity)}?state=nonsense", headers=JSON)
    assert problem(wrong)["status"] == 422


def test_others_find_nothing(app: Flask, room: Room, activity: Activity) -> None:
    _, other = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.get(path(activity)).status_code == 404
    assert stranger.get(f"/api{path(activity)}", headers=JSON).status_code == 404
    guardian = browser(app, principal_of(room.school_id, room.guardian))
    assert guardian.get(path(activity)).status_code == 403


def _told(
    room: Room,
    activity: Activity,
    guardian: str,
    status: DeliveryStatus,
    delivery: str,
    channel: Channel = Channel.EMAIL,
) -> None:
    event = DeliveryStatusChanged(
        delivery_id=f"{delivery}-{guardian}",
        about=f"invitation/{id_of(activity, guardian)}",
        person_id=guardian,
        channel=channel,
        status=status,
        language="en",
    )
    room.world.tell(room.school_id, event)
