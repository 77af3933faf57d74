"""Programs read how often families were invited: staff theirs, a guardian its own."""

import pytest
from flask import Flask

from services.invitations.term_plan.rules import term_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("X2")
API = "/api/invitations/family-calendar/"


def test_staff_read_effort_beside_response(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    month = term_of(activity.starts_at.date()).key
    staff = browser(app, principal_of(room.school_id, room.teacher))
    listed = staff.get(f"{API}s/{room.school_id}?from={month}&class_id={room.class_id}")
    [family] = listed.get_json()
    assert (family["children"], family["guardian_ids"]) == (["Sione Fifita"], [room.guardian])
    assert (family["invited"], family["answered"], family["came"]) == (1, 0, 0)
    assert family["kinds"] == {"collaboration": 1}
    assert '"total": 1' in listed.headers["X-Pagination"]
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    other = browser(app, principal_of(room.school_id, colleague))
    assert other.get(f"{API}s/{room.school_id}?from={month}").get_json() == []


def test_a_guardian_reads_its_own(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    month = term_of(activity.starts_at.date()).key
    family = browser(app, principal_of(room.school_id, room.guardian))
    [at_school] = family.get(f"{API}?from={month}").get_json()
    [one] = at_school["invited"]
    assert (one["activity_id"], one["answer"], one["host"]) == (activity.id, None, "Hana Parata")
    assert family.get(f"{API}s/{room.school_id}").status_code == 403
    stranger, _ = room.world.make_family(room.school_id, room.class_id)
    other = browser(app, principal_of(room.school_id, stranger))
    assert other.get(f"{API}?from={month}").get_json()[0]["invited"] == []
