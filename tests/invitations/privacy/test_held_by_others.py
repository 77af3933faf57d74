"""A hold on one person keeps what names them, also when somebody else is to be forgotten."""

import pytest

from services.invitations.privacy.queries import count_to_erase
from shared import store
from shared.events.privacy import KeptBecause, PrivacyOutcome
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.privacy.lives import live
from tests.invitations.privacy.test_erasing import ask, hold

SHARED = ("invitations", "conference_talks", "visits", "home_practices", "homework_replies")


def rows_of(room: Room, name: str) -> list[object]:
    wanted = {"guardian_id": room.guardian}
    return list(store.database()[name].find(wanted).sort("_id", 1))


@pytest.mark.parametrize("who", ["guardian", "child"])
def test_what_names_a_held_person_too_stays_and_is_told_as_kept(room: Room, who: str) -> None:
    live(room, room.guardian, room.child)
    before = {name: rows_of(room, name) for name in SHARED}
    assert all(before.values())
    clips = store.database()["home_practice_clips"].count_documents({})
    hold(room, room.child if who == "guardian" else room.guardian)
    told = ask(room, getattr(room, who))
    assert told.outcome is PrivacyOutcome.DONE
    assert {name: rows_of(room, name) for name in SHARED} == before
    assert store.database()["home_practice_clips"].count_documents({}) == clips
    kept = {one.data for one in told.kept if one.reason is KeptBecause.LEGAL_HOLD}
    assert {"invitations", "talks", "visits", "photos-and-recordings"} <= kept
    assert kept.isdisjoint(one.data for one in told.counts if one.data != "attendance")


def test_what_names_nobody_else_goes_and_nothing_is_left_to_do(room: Room) -> None:
    live(room, room.guardian, room.child)
    hold(room, room.child)
    told = ask(room, room.guardian)
    assert {"sign-ups", "participation", "offers", "proposals"} <= {one.data for one in told.counts}
    assert store.database()["participations"].count_documents({}) == 0
    with scope_of(room.school_id):
        assert count_to_erase(room.guardian) == {}


def test_another_childs_rows_of_the_guardian_go_meanwhile(room: Room) -> None:
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    live(room, room.guardian, room.child)
    store.database()["homework_replies"].update_one({}, {"$set": {"student_id": sibling}})
    hold(room, room.child)
    told = ask(room, room.guardian)
    assert "homework-replies" in {one.data for one in told.counts}
    assert "homework-replies" not in {one.data for one in told.kept}
