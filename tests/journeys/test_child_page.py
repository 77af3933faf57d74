"""A family looks at its child's days and work; the teacher holds a result until they talked."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import GUARDIAN, LEADER, STUDENT, TEACHER, Doors
from tests.system import System
from tests.waiting import eventually

SIONE, YUSUF = "Sione Fifita", "Yusuf Haddad"


@pytest.mark.row("S24", "S25", "S88", "S100", "R12")
def test_a_guardian_reads_of_days_and_work_on_a_phone(visit: Visit, doors: Doors) -> None:
    mele = visit()
    doors.let_in(mele, GUARDIAN)
    expect(mele.page.locator("#learning + ul")).to_contain_text("Result pending")
    mele.check_page()
    mele.shoot("home")
    mele.press(SIONE)
    expect(mele.page.locator("h1")).to_have_text(SIONE)
    main = mele.page.locator("main")
    for words in (
        "My street in numbers",
        "What do I do",
        "Reading aloud with Ms Parata: result pending",
        "18 of 20",
        "Did not have to do this",
        "2 days away",
        "Put right by the school",
        "Results are up to date as of",
    ):
        expect(main).to_contain_text(words)
    expect(main).not_to_contain_text("Let us look at this together")
    mele.page.get_by_text("What “Proficient” means").first.click()
    expect(main).to_contain_text("Writes a letter that somebody else understands at once")
    mele.check_page()
    mele.shoot("child")
    mele.page.get_by_role("link", name="What the words mean").last.click()
    expect(mele.page.locator("h1")).to_have_text("What the words mean")
    mele.check_page()
    mele.shoot("glossary")


@pytest.mark.row("S26")
def test_one_tap_leads_from_a_day_to_the_right_teacher(visit: Visit, doors: Doors) -> None:
    mele = visit()
    doors.let_in(mele, GUARDIAN)
    mele.press(SIONE)
    mele.page.get_by_role("link", name="Write to Aroha Parata").first.click()
    expect(mele.page.locator("main")).to_contain_text("Aroha Parata")
    assert "/messages/write" in mele.page.url


@pytest.mark.row("S24", "X25", "S9")
def test_a_family_reads_it_in_arabic(visit: Visit, doors: Doors) -> None:
    huda = visit(language="ar")
    doors.let_in(huda, GUARDIAN, "Huda Haddad")
    huda.go("/evaluation/children")
    expect(huda.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(huda.page.locator("h1")).to_have_text(YUSUF)
    # What the school wrote is English and says so; the page around it is Arabic.
    expect(huda.page.locator("bdi[lang=en]", has_text="Times tables").first).to_be_visible()
    huda.check_page()
    huda.shoot("child")


@pytest.mark.row("X25", "S25")
def test_it_all_reads_without_javascript(visit: Visit, doors: Doors) -> None:
    mele = visit(language="mi", javascript=False)
    doors.let_in(mele, GUARDIAN)
    mele.go("/evaluation/children")
    mele.shoot("children")
    mele.page.locator("main a.item", has_text="Ana").click()
    expect(mele.page.locator("main")).to_contain_text("Puzzle week")
    mele.check_page()
    mele.shoot("child")


@pytest.mark.row("S24", "S25", "S100")
def test_the_student_reads_the_own_page(visit: Visit, doors: Doors) -> None:
    sione = visit(width=DESKTOP)
    doors.let_in(sione, STUDENT, SIONE)
    sione.page.locator("nav.tabs a[href='/evaluation/children']").click()
    expect(sione.page.locator("main")).to_contain_text("Do it and hand it in.")
    expect(sione.page.locator("main a[href*='/messages/write']")).to_have_count(0)
    sione.check_page()
    sione.shoot("child-student")


@pytest.fixture
def teacher(visit: Visit, doors: Doors) -> Iterator[Visitor]:
    """The teacher at a desk, without JavaScript, in front of Yusuf's times tables."""
    visitor = visit(width=DESKTOP, javascript=False)
    doors.let_in(visitor, TEACHER)
    visitor.go("/evaluation/classes")
    visitor.page.locator("main a.item", has_text="Room 7").click()
    visitor.page.locator("main a.item", has_text="Times tables").click()
    yield visitor
    row = visitor.page.locator("main li", has_text=YUSUF)
    if row.get_by_role("button", name="Show it now").count():
        row.get_by_role("button", name="Show it now").click()


# As Huda reads them, in English or, once she has chosen it, in Arabic.
FULL_MARKS = re.compile("20 (of|من) 20")
PENDING = re.compile("result pending|النتيجة مؤجّلة")


@pytest.mark.row("R12", "S25", "X25")
def test_a_teacher_holds_a_result_and_shows_it_after_the_talk(
    teacher: Visitor, visit: Visit, doors: Doors
) -> None:
    huda = visit()
    doors.let_in(huda, GUARDIAN, "Huda Haddad")
    huda.go("/evaluation/children")
    expect(huda.page.locator("main")).to_contain_text(FULL_MARKS)

    row = teacher.page.locator("main li", has_text=YUSUF)
    row.get_by_role("button", name="Talk first").click()
    expect(teacher.page.locator("main li", has_text=YUSUF)).to_contain_text("result pending")
    teacher.check_page()
    teacher.shoot("held")
    huda.page.reload()
    expect(huda.page.locator("main")).to_contain_text(PENDING)
    expect(huda.page.locator("main")).not_to_contain_text(FULL_MARKS)

    row.get_by_role("button", name="Show it now").click()
    expect(teacher.page.locator("main li", has_text=YUSUF)).not_to_contain_text("result pending")
    huda.page.reload()
    expect(huda.page.locator("main")).to_contain_text(FULL_MARKS)


@pytest.mark.row("S25")
def test_staff_pages_on_phone_and_desk(visit: Visit, doors: Doors) -> None:
    for width, role in ((PHONE, TEACHER), (DESKTOP, LEADER)):
        staff = visit(width=width)
        doors.let_in(staff, role)
        staff.go("/evaluation/classes")
        staff.check_page()
        staff.shoot(f"classes-{role}")
        staff.page.locator("main a.item", has_text="Room 7").click()
        staff.check_page()
        staff.shoot(f"class-{role}")
        staff.page.locator("main a.item", has_text=SIONE).click()
        expect(staff.page.locator("main")).to_contain_text("as the family sees it")
        staff.check_page()


@pytest.mark.row("R11")
def test_a_link_that_ends_closes_the_page_at_once(
    visit: Visit, doors: Doors, system: System
) -> None:
    grace = visit()
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    grace.go("/evaluation/children")
    expect(grace.page.locator("h1")).to_have_text("Chidi Okoro")
    address = re.sub(r"^.*(/evaluation/)", r"\1", grace.page.url)
    links = system.database("evaluation")["roster_links"]
    people = system.database("evaluation")["roster_people"]
    person = people.find_one({"given_name": "Grace", "family_name": "Okoro"})
    link = {"guardian_id": person["person_id"]}
    links.update_one(link, {"$set": {"data_access": False}})
    try:
        answer = eventually(
            lambda: grace.page.request.get(f"{grace.base_url}{address}"), what="an answer"
        )
        assert answer.status == 404
        assert "Chidi" not in answer.text()
    finally:
        links.update_one(link, {"$set": {"data_access": True}})
