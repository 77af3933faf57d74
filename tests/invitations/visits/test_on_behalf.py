"""A family's "no" by phone or on paper, entered by staff."""

import pytest
from flask import Flask

from shared import store
from tests.invitations.visits.conftest import (
    Staffroom,
    for_family,
    for_staff,
    in_days,
    proposed,
    stored,
)
from tests.invitations.visits.test_arranging import LIBRARY, form_of, post
from tests.invitations.world import principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("S84", "R9")
NO = {"choice": "no", "channel": "phone"}


def test_a_no_by_phone_is_entered_with_by_whom(app: Flask, staffroom: Staffroom) -> None:
    visit, room = proposed(staffroom), staffroom.room
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert post(teacher, for_staff(visit, "/answer"), **NO) == 303
    kept = stored(visit)
    assert (kept.state, kept.steps[-1]["entered_by"]) == ("declined", room.teacher)
    [entry] = store.database()["audit"].find({"about": f"visit/{visit.id}"})
    assert (entry["action"], entry["details"]) == (
        "visit.answered-on-behalf",
        {"channel": "phone"},
    )


def test_it_is_not_entered_when_it_is_schools_turn(app: Flask, staffroom: Staffroom) -> None:
    visit, room = proposed(staffroom), staffroom.room
    family = browser(app, principal_of(room.school_id, room.guardian))
    wish = {"choice": "other", **form_of(in_days(5)), **LIBRARY}
    wish = {name.removesuffix("_1"): value for name, value in wish.items()}
    assert post(family, for_family(visit, "/answer"), **wish) == 303
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert post(teacher, for_staff(visit, "/answer"), **NO) == 409
    assert stored(visit).state == "proposed"


@pytest.mark.row("R11")
def test_it_is_not_entered_when_the_link_ended(app: Flask, staffroom: Staffroom) -> None:
    visit, room = proposed(staffroom), staffroom.room
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert post(teacher, for_staff(visit, "/answer"), **NO) == 404
    assert stored(visit).state == "proposed"
