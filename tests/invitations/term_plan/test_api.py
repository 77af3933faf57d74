"""Programs of staff read the plan of a term."""

import pytest
from flask import Flask

from services.invitations.term_plan.rules import NewEntry, term_of
from services.invitations.term_plan.use_cases import add_entry
from shared import clock, context
from shared.events.invitations import ActivityKind, Focus
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import browser, problem


@pytest.mark.row("X2")
def test_a_program_reads_lines_and_mix(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    entry = NewEntry(
        title="A walk",
        language="en",
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.WELLBEING,
        week=activity.starts_at.date(),
    )
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        add_entry(entry, now=clock.now())
    staff = browser(app, principal_of(room.school_id, room.teacher))
    path = f"/api/invitations/term-plan/s/{room.school_id}/"
    plan = staff.get(f"{path}?from={term_of(activity.starts_at.date()).key}").get_json()
    assert {one["activity_id"] for one in plan["lines"]} == {activity.id, None}
    assert plan["begins_on"] < plan["lines"][0]["day"] < plan["last_day"]
    assert (plan["mix"]["total"], plan["mix"]["ideas"]) == (2, 1)
    assert "informs-families" in plan["mix"]["missing"]
    assert staff.get(path).status_code == 200
    assert problem(staff.get(f"{path}?from=9999-12"))["status"] == 422
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(path).status_code == 403
