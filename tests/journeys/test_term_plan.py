"""The plan of a term, whom it reached, and a new way to take part that a family proposes."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan, school_day
from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import COORDINATOR, GUARDIAN, TEACHER, Doors

PLAN = Plan(
    title="What we read this term",
    relevance="Children who hear at home what they read at school remember it.",
    kind="informs-families",
)
IDEA = "Families show how they bake at home"
WAY = "Umu for the class on a Saturday"


@pytest.mark.row("S2", "S3", "S10", "S14", "S38", "S52", "S62", "S108")
def test_the_plan_shows_the_mix_and_an_idea_becomes_an_invitation(
    visit: Visit, doors: Doors
) -> None:
    teacher, losa = visit(), visit()
    doors.let_in(teacher, TEACHER)
    announcing.announce(teacher, PLAN)
    doors.let_in(losa, COORDINATOR)
    losa.go("/invitations/activities")
    losa.press("Term plan")
    _in_the_term_of(losa, PLAN.title)
    _put_on_the_plan(losa)
    for losa.width in (PHONE, DESKTOP):
        losa.page.set_viewport_size({"width": losa.width, "height": 800})
        losa.check_page()
        losa.shoot("plan")
    teacher.go("/invitations/activities/term-plan/")
    _in_the_term_of(teacher, IDEA)
    idea = teacher.page.locator("main li.card", has_text=IDEA)
    idea.get_by_role("button", name="Write the invitation").click()
    expect(teacher.page.locator("#title")).to_have_value(IDEA)


@pytest.mark.row("S28", "S29", "R3")
def test_the_families_to_invite_next_come_first(visit: Visit, doors: Doors) -> None:
    teacher, mele = visit(), visit()
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/activities/term-plan/")
    teacher.press("Which families were invited")
    expect(teacher.page.locator("main")).to_contain_text("We tried")
    teacher.check_page()
    teacher.shoot("families")
    teacher.page.locator("#families h3 a").first.click()
    expect(teacher.page.locator("h1")).to_contain_text("Invitations to the family of")
    teacher.check_page()
    teacher.shoot("one-family")
    doors.let_in(mele, GUARDIAN)
    mele.go("/invitations/")
    mele.press("What you were invited to")
    expect(mele.page.locator("main")).to_contain_text("You were invited")
    mele.check_page()
    mele.shoot("invited")


@pytest.mark.row("S104", "S14")
def test_a_familys_own_way_is_taken_up_with_a_reason(visit: Visit, doors: Doors) -> None:
    mele, losa = visit(), visit()
    doors.let_in(mele, GUARDIAN)
    mele.go("/invitations/")
    mele.press("Ways to take part")
    _for(mele, "Kōwhai Street School")
    mele.page.locator("#title").fill(WAY)
    mele.page.locator("#about").fill("Ko e ʻumu: our uncles show how to count the stones.")
    mele.press("Send it to school")
    expect(mele.page.locator("#own")).to_contain_text("Waiting for an answer")
    doors.let_in(losa, COORDINATOR)
    losa.go("/invitations/activities/term-plan/")
    losa.press("Ways to take part")
    losa.check_page()
    losa.shoot("ways")
    losa.page.get_by_role("link", name=WAY).first.click()
    losa.page.locator("input[name=verdict][value=accept]").check()
    losa.page.locator("#answer").fill("Malo ʻaupito: the class counts the stones with you.")
    losa.page.locator("input[name=kind][value=collaboration]").check()
    losa.check_page()
    losa.shoot("proposal")
    losa.press("Send the answer")
    mele.go("/invitations/ways/")
    expect(mele.page.locator("#own")).to_contain_text("the class counts the stones with you")
    mele.check_page()
    mele.shoot("taken-up")


def _for(mele: Visitor, school: str) -> None:
    """Choose the school, if she has children at several: a feed of another journey may say so."""
    choice = mele.page.locator("#school_id")
    if choice.count():
        choice.select_option(label=school)


def _in_the_term_of(reader: Visitor, title: str) -> None:
    """In the last days of a term what is planned now is in the next one."""
    if not reader.page.get_by_text(title).count():
        reader.page.locator("a[rel=next]").click()
    expect(reader.page.locator("main")).to_contain_text(title)


def _put_on_the_plan(losa: Visitor) -> None:
    form = losa.page.locator("form", has=losa.page.locator("#week"))
    form.locator("#title").fill(IDEA)
    form.locator("input[name=kind][value=collaboration]").check()
    form.locator("#week").fill(school_day(8).isoformat())
    form.locator("button").click()
    expect(losa.page.locator("main ol")).to_contain_text(IDEA)
