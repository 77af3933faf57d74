"""The district announces one activity to everybody of its schools: once, by each school's host."""

import re
from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import AlreadyOut
from services.invitations.district.models import DistrictAnnouncement
from services.invitations.district.queries import places
from services.invitations.district.rules import Staffed, chosen_of
from services.invitations.district.use_cases import take_back
from services.invitations.service import SERVICE
from shared import clock, context, ids, store
from shared.errors import Conflict
from shared.events.evaluation import Role
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from shared.loops import run_next_job
from shared.small_counts import SMALLEST_SHOWN
from shared.tenancy import scope, scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import World, principal_of, run_jobs
from tests.web_client import Browser, browser

HUB = "/invitations/district"


def typed(**changes: Any) -> dict[str, Any]:
    """What the district's browser sends when nothing is wrong, without any script."""
    return {
        "kind": "collaboration",
        "focus": "learning",
        "language": "en",
        "title": "A winter of stories",
        "relevance": "Who hears stories at home reads sooner.",
        "day": (clock.now() + timedelta(days=9)).date().isoformat(),
        "begins": "17:30",
        "ends": "18:15",
        "place": "The school hall",
        "answer_by": (clock.now() + timedelta(days=4)).date().isoformat(),
        "supports": ["food"],
        "whom": "every",
        "idempotency_key": ids.new_id(),
        **changes,
    }


@pytest.fixture
def district(app: Flask, world: World) -> Browser:
    """Somebody of the district's staff."""
    person = world.make_person(world.district_id, Role.DISTRICT_ADMINISTRATOR)
    return browser(app, principal_of(world.district_id, person))


@pytest.fixture
def leader(room: Room) -> str:
    return room.world.make_person(room.school_id, Role.PRINCIPAL)


@pytest.fixture
def other(world: World) -> Room:
    """A second school, in another time zone, with a coordinator and one family."""
    school_id = ids.new_id()
    world.tell_school(school_id, name="Awanui School", zone="Pacific/Chatham")
    class_id, _ = world.make_class(school_id)
    guardian, child = world.make_family(school_id, class_id)
    world.make_person(school_id, Role.PRINCIPAL)
    coordinator = world.make_person(school_id, Role.COUNSELOR)
    world.appoint(school_id, coordinator)
    return Room(world, school_id, class_id, coordinator, guardian, child)


def send(district: Browser, **changes: Any) -> str:
    """The address of what was announced and is held."""
    answer = district.post(f"{HUB}/new", data=typed(**changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def page(district: Browser, path: str) -> str:
    answer = district.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def activities(*rooms: Room) -> list[Activity]:
    with scope(read=[one.school_id for one in rooms]):
        return list(Activity.objects.order_by("starts_at"))


def test_every_school_gets_one_activity_and_every_guardian_one_invitation(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    second = other.world.make_person(other.school_id)
    other.world.link(other.school_id, second, other.child)
    send(district)
    run_jobs()
    made = activities(room, other)
    assert {one.school_id: one.host_id for one in made} == {
        room.school_id: leader,
        other.school_id: other.teacher,
    }
    assert len({one.district_announcement_id for one in made}) == 1
    assert len(recorded(ActivityAnnounced)) == len(made) == 2
    issued = Counter(one.guardian_id for one in recorded(InvitationIssued))
    assert issued == {room.guardian: 1, other.guardian: 1, second: 1}


def test_each_school_reads_the_times_by_its_own_clock(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    send(district)
    run_jobs()
    begun = {one.school_id: one.starts_at for one in activities(room, other)}
    # Chatham's clock is three quarters of an hour before Auckland's.
    assert begun[room.school_id] - begun[other.school_id] == timedelta(minutes=45)


def test_a_worker_that_dies_and_begins_again_invites_nobody_twice(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    send(district)
    assert run_next_job(SERVICE, "killed")
    database = store.database()
    database["jobs"].update_many(
        {"kind": "announce-in-schools"},
        {"$set": {"state": "queued", "cursor": None, "done": 0, "holder": None}},
    )
    run_jobs()
    assert len(activities(room, other)) == len(recorded(ActivityAnnounced)) == 2
    issued = Counter(one.guardian_id for one in recorded(InvitationIssued))
    assert issued == {room.guardian: 1, other.guardian: 1}
    assert database["invitations"].count_documents({}) == 2


def test_only_the_chosen_schools_are_asked(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    send(district, whom="some", school_ids=[other.school_id])
    run_jobs()
    assert [one.school_id for one in activities(room, other)] == [other.school_id]


def test_a_school_that_nobody_leads_is_named_and_left_out(
    district: Browser, room: Room, other: Room
) -> None:
    form = page(district, f"{HUB}/new")
    assert "nobody leads or coordinates them in Tūhono: <bdi>Kōwhai Street School</bdi>" in form
    assert f'value="{room.school_id}"' not in form
    sent = send(district)
    run_jobs()
    assert [one.school_id for one in activities(room, other)] == [other.school_id]
    assert "Left out: nobody leads or coordinates this school" in page(district, sent)


def test_a_school_whose_leader_left_and_whose_coordinator_is_gone_has_nobody(
    room: Room, leader: str
) -> None:
    room.world.make_person(room.school_id, Role.PRINCIPAL, person_id=leader, active=False)
    gone = room.world.make_person(room.school_id, Role.COUNSELOR, active=False)
    room.world.appoint(room.school_id, gone)
    [place] = places(room.world.district_id)
    assert place.host_id == ""


def test_what_is_taken_back_while_held_reaches_no_school(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    sent = send(district)
    assert "Undo for all schools" in page(district, sent)
    for _ in range(2):
        assert district.post(f"{sent}/undo", data={}).status_code == 303
    run_jobs()
    assert activities(room, other) == []
    assert everything_recorded() == ""
    assert "Taken back in time" in page(district, sent)
    again = page(district, f"{HUB}/new?from={sent.rpartition('/')[2]}")
    assert 'value="A winter of stories"' in again
    assert 'value="17:30"' in again


def test_taking_back_too_late_says_so_and_changes_nothing(
    district: Browser, room: Room, leader: str
) -> None:
    sent = send(district)
    run_jobs()
    answer = district.post(f"{sent}/undo", data={})
    assert answer.status_code == 409
    assert "on their way already" in answer.get_data(as_text=True)
    assert len(activities(room)) == 1


def test_taking_back_at_the_very_moment_it_goes_out_has_one_winner(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    sent, refused, start = send(district), [], Barrier(2)
    district_id = room.world.district_id

    def tap() -> None:
        with store.use("invitations"), scope_of(district_id), context.acting(actor="staff"):
            start.wait()
            try:
                take_back(sent.rpartition("/")[2])
            except (AlreadyOut, Conflict):
                refused.append(True)

    thread = Thread(target=tap)
    thread.start()
    start.wait()
    run_jobs()
    thread.join()
    assert len(activities(room, other)) == (2 if refused else 0)


def test_the_page_shows_counts_of_enough_families_and_no_person(
    district: Browser, room: Room, other: Room, leader: str
) -> None:
    room.world.make_families(room.school_id, room.class_id, SMALLEST_SHOWN)
    sent = send(district)
    run_jobs()
    shown = page(district, sent)
    assert f"0 of {SMALLEST_SHOWN + 1} families answered" in shown
    assert f"{SMALLEST_SHOWN + 1} invitations sent" in shown
    assert f"fewer than {SMALLEST_SHOWN}" in shown, "the other school has one family"
    assert "0 of 1 family answered" not in shown
    assert "Mele" not in shown.partition("<main")[2]


def test_while_a_school_sends_the_page_says_how_far_it_is(
    district: Browser, room: Room, leader: str
) -> None:
    room.world.make_families(room.school_id, room.class_id, SMALLEST_SHOWN)
    sent = send(district)
    run_jobs()
    store.database()["jobs"].update_many(
        {"kind": "fan-out"}, {"$set": {"state": "queued", "done": 5, "total": 11}}
    )
    shown = page(district, sent)
    assert '<progress aria-labelledby="progress-1" max="11" value="5">' in shown


def test_the_pages_need_no_script(district: Browser, room: Room, leader: str) -> None:
    assert "Nothing was announced to all schools yet." in page(district, f"{HUB}/")
    form = page(district, f"{HUB}/new")
    asked = form.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in asked
    assert f'<form method="post" action="{HUB}/new"' in asked
    named = set(re.findall(r'name="(\w+)"', asked))
    assert set(typed()) | {"school_ids"} <= named
    sent = send(district)
    listed = page(district, f"{HUB}/")
    assert f'href="{sent}"' in listed
    assert "Not sent yet" in listed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"relevance": ""}, "relevance"),
        ({"whom": "some"}, "school_ids"),
        ({"whom": "some", "school_ids": ["no-such-school"]}, "school_ids"),
        ({"day": "2026-01-05"}, "day"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    district: Browser, room: Room, leader: str, changes: dict[str, Any], field: str
) -> None:
    answer = district.post(f"{HUB}/new", data=typed(**changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    with scope(read=[room.world.district_id]):
        assert DistrictAnnouncement.objects.count() == 0


def test_sending_twice_announces_once(district: Browser, room: Room, leader: str) -> None:
    form = typed()
    first, again = (district.post(f"{HUB}/new", data=form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    run_jobs()
    assert len(activities(room)) == 1


def test_what_waited_too_long_is_announced_nowhere(
    district: Browser, room: Room, leader: str
) -> None:
    sent = send(district)
    store.database()["district_announcements"].update_one(
        {}, {"$set": {"values.answer_by": "2026-01-05"}}
    )
    run_jobs()
    assert activities(room) == []
    assert "the day to answer by was over" in page(district, sent)


def test_the_school_sees_whose_idea_it_is_and_runs_its_own(
    app: Flask, district: Browser, room: Room, leader: str
) -> None:
    send(district)
    run_jobs()
    [made] = activities(room)
    own = browser(app, principal_of(room.school_id, leader))
    path = f"/invitations/activities/s/{room.school_id}/{made.id}"
    shown = page(own, path)
    assert "The district announced it to its schools." in shown
    answer = own.post(f"{path}/cancel", data={"reason": "The hall is closed."})
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/", "/new", "/some-announcement"])
def test_only_district_staff_come_in(app: Flask, room: Room, leader: str, path: str) -> None:
    for person in (leader, room.teacher, room.guardian):
        own = browser(app, principal_of(room.school_id, person))
        assert own.get(f"{HUB}{path}").status_code == 403
        assert own.post(f"{HUB}/new", data=typed()).status_code == 403


def test_an_announcement_that_there_is_not_is_not_found(district: Browser) -> None:
    for path in (f"{HUB}/none", f"{HUB}/new?from=none"):
        assert district.get(path).status_code == 404
    assert district.post(f"{HUB}/none/undo", data={}).status_code == 404


def test_the_districts_home_page_leads_there(district: Browser, room: Room) -> None:
    assert f'href="{HUB}/"' in page(district, "/invitations/fragments/home")


def test_a_leader_of_a_school_is_not_led_there(app: Flask, room: Room, leader: str) -> None:
    own = browser(app, principal_of(room.school_id, leader))
    assert HUB not in page(own, "/invitations/fragments/home")


def test_everybody_means_the_families_of_all_classes(
    district: Browser, room: Room, leader: str
) -> None:
    class_id, _ = room.world.make_class(room.school_id, "Room 8")
    send(district)
    run_jobs()
    [made] = activities(room)
    assert set(made.class_ids) == {room.class_id, class_id}
    assert made.audience["everyone"]


def test_the_host_is_the_coordinator_or_else_always_the_same_leader() -> None:
    assert Staffed(school_id="s", coordinator_id="c", leader_ids=("a",)).host_id == "c"
    assert Staffed(school_id="s", leader_ids=("b", "a")).host_id == "a"
    assert Staffed(school_id="s").host_id == ""
    assert chosen_of(["a", "b"], ()) == ("a", "b")
    assert chosen_of(["a", "b"], ["b", "x"]) == ("b",)
