"""What a family does at home counts on its own: it moves its measure and no other (R2)."""

import pytest
from playwright.sync_api import expect

from tests.faults import checks
from tests.journeys.announcing import numbers_when
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, GUARDIAN, LEADER, TEACHER, Doors
from tests.system import System

HOME, CAME = "Learning at home", "Came to an activity"
WORDS = "Na ma hiva fakataha — we sang and counted together"


@pytest.mark.row("S45", "S44", "S46", "S47", "R2", "R3")
def test_a_home_practice_moves_home_learning_alone(
    visit: Visit, doors: Doors, system: System
) -> None:
    leader, district = visit(), visit(width=DESKTOP)
    doors.let_in(leader, LEADER)
    doors.let_in(district, DISTRICT)
    checks.settled(system)
    before = [numbers_when(reader, "/", CAME, 0) for reader in (leader, district)]
    _tells(visit, doors)
    for reader, earlier in zip((leader, district), before, strict=True):
        after = numbers_when(reader, "/", HOME, earlier[HOME] + 1)
        assert after[HOME] == earlier[HOME] + 1
        assert after[CAME] == earlier[CAME]
    _teacher_reads(visit, doors)
    _report_leads_with_home(leader, "/evaluation/report", "school")
    _report_leads_with_home(district, "/evaluation/district", "district")


def _tells(visit: Visit, doors: Doors) -> None:
    grace = visit()
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    grace.press("We did something")
    grace.check_page()
    grace.shoot("tell")
    grace.page.locator("input[name=student_id]").first.check()
    grace.press("Tell school")
    expect(grace.page.locator(".errors")).to_contain_text("Choose what you did")
    grace.check_page()
    grace.page.locator("input[name=kind][value=maths]").check()
    grace.page.locator("textarea[name=words]").fill(WORDS)
    grace.press("Tell school")
    expect(grace.page.locator("main [role=status]")).to_contain_text("Thank you")
    grace.check_page()
    grace.shoot("told")


def _teacher_reads(visit: Visit, doors: Doors) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    teacher.page.locator("a[href*='/home-learning/s/']").click()
    expect(teacher.page.locator("main")).to_contain_text(WORDS)
    teacher.check_page()
    teacher.shoot("teacher-reads")


def _report_leads_with_home(reader: Visitor, address: str, name: str) -> None:
    reader.go(address)
    headings = reader.page.locator("main h3").all_inner_texts()
    assert headings[:2] == ["Learning at home", "Taking part at school"]
    expect(reader.page.locator("main")).to_contain_text("We never add them up")
    reader.check_page()
    reader.shoot(f"report-{name}")
    reader.page.locator("details.counted summary").first.click()
    expect(reader.page.locator("main")).to_contain_text("A family counts when")
