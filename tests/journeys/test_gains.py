"""When an activity is over its teacher says what came of it, and the leader's report tells."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import LEADER, TEACHER, Doors
from tests.system import System
from tests.waiting import eventually

PLAN = Plan(title="Weaving by number", relevance="Patterns woven by hand are patterns in maths.")


@pytest.mark.row("S5")
def test_what_each_of_the_three_got_reaches_the_report(
    visit: Visit, doors: Doors, system: System
) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    activity = announcing.announce(teacher, PLAN)
    _let_it_be_over(system, activity)
    _says_what_came_of_it(teacher, activity)
    leader = visit(width=DESKTOP)
    doors.let_in(leader, LEADER)
    eventually(lambda: _is_told(leader), what="the report tells what came of an activity")
    leader.check_page()
    leader.shoot("report")


def _says_what_came_of_it(teacher: Visitor, activity: str) -> None:
    teacher.go(activity)
    teacher.press("Say what came of it")
    teacher.press("Keep it")
    expect(teacher.page.locator(".errors")).to_contain_text("Say of at least one of the three")
    teacher.check_page()
    teacher.page.locator("input[name=students][value=learned]").check()
    teacher.page.locator("input[name=families][value=own-culture]").check()
    teacher.page.locator("#families_words").fill("Grandmothers taught us to plait in fours.")
    teacher.check_page()
    teacher.shoot("close")
    teacher.press("Keep it")
    gained = teacher.page.locator("section[aria-labelledby=gained]")
    expect(gained).to_contain_text("Learned something new")
    expect(gained).to_contain_text("Grandmothers taught us")
    teacher.check_page()
    teacher.shoot("closed")


def _let_it_be_over(system: System, activity: str) -> None:
    """As if it had been announced last week for yesterday."""
    over = datetime.now(UTC) - timedelta(days=1)
    times = {"starts_at": over - timedelta(hours=1), "ends_at": over, "answer_by": over}
    changed = system.database("invitations")["activities"].update_one(
        {"_id": activity.rpartition("/")[2]}, {"$set": times}
    )
    assert changed.modified_count == 1


def _is_told(leader: Visitor) -> bool:
    leader.go("/evaluation/report")
    told = leader.page.locator("table", has_text="Who got something from it")
    return bool(told.count()) and bool(re.search(r"Students\s+[1-9]", told.inner_text()))
