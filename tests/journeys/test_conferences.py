"""Conferences: a round is opened, a family books siblings' talks in a row, a student leads one."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from shared import ids
from tests.journeys.announcing import school_day
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import GUARDIAN, LEADER, STUDENT, TEACHER, Doors
from tests.waiting import eventually

WHY = "You know your child best. What you tell us changes what we do in class."
HOPE = "That Jack asks for help before he gives up"


@pytest.mark.row("S90", "S85", "X13", "X15", "R9", "R10")
def test_a_family_books_siblings_talks_in_a_row(visit: Visit, doors: Doors) -> None:
    leader, poppy, rowan = visit(width=DESKTOP), visit(), visit(javascript=False)
    title = f"How is it going? {ids.new_id()[-4:]}"
    doors.let_in(leader, LEADER)
    round_ = _open_round(leader, title, day=_free_day(), classes=("Room 2", "Room 7"))
    doors.let_in(poppy, GUARDIAN, "Poppy Ashcroft")
    poppy.go("/invitations/")
    poppy.press("Talks with teachers")
    _looks_right(poppy, "talks")
    poppy.press(title)
    main = poppy.page.locator("main")
    expect(main).to_contain_text("2 talks")
    expect(main).to_contain_text("One after the other.")
    _looks_right(poppy, "to-book")
    poppy.press("Book these")
    expect(main.get_by_role("link", name="See or change this talk")).to_have_count(2)
    poppy.shoot("booked")
    poppy.page.get_by_role("link", name="Aroha Parata").last.click()
    _says_what_it_hopes_for(poppy)
    _has_booked_nothing(rowan, doors, round_)
    _a_teacher_sees_it(visit, doors, round_)
    leader.go(round_)
    expect(leader.page.locator(".stat", has_text="Times booked")).to_contain_text("2")
    _looks_right(leader, "round")
    _looks_right_at(leader, f"{round_}/families", "families")


@pytest.mark.row("S93", "S94", "S90")
def test_a_student_invites_the_family_and_prepares(visit: Visit, doors: Doors) -> None:
    teacher, sione, mele = visit(), visit(), visit()
    title = f"My year so far {ids.new_id()[-4:]}"
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/activities")
    teacher.press("Conferences and short talks")
    _open_round(teacher, title, day=_free_day() + 1, classes=("Room 7",), student_led=True)
    doors.let_in(sione, STUDENT)
    sione.page.locator("a[href='/invitations/conferences/own']").click()
    _looks_right(sione, "my-conferences")
    sione.page.get_by_role("link", name=title).first.click()
    _prepares(sione)
    doors.let_in(mele, GUARDIAN)
    mele.go("/invitations/conferences/")
    mele.press(title)
    expect(mele.page.locator(".bubble.home")).to_contain_text("the map of our river")
    _looks_right(mele, "invited-by-student")
    mele.page.locator("button[name=slots]").first.click()
    mele.press("See or change this talk")
    expect(mele.page.locator("main")).to_contain_text("Sione leads this talk")
    _looks_right(mele, "led-by-student")


@pytest.mark.row("S71", "X13")
def test_a_teacher_offers_short_talks(visit: Visit, doors: Doors) -> None:
    teacher, grace = visit(), visit()
    title = f"Ten minutes with me {ids.new_id()[-4:]}"
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/conferences/staff")
    teacher.press("Offer short talks")
    _fill(teacher, {"title": title, "relevance": WHY, "day_1": school_day(4).isoformat()})
    hour = 7 + int(title[-4:], 16) % 8
    _fill(teacher, {"begins_1": f"{hour:02}:15", "ends_1": f"{hour:02}:45", "place": "Room 7"})
    teacher.page.locator("input[name=class_ids]").first.check()
    _looks_right(teacher, "short-talks-form")
    teacher.press("Offer these times")
    _until_ready(teacher)
    expect(teacher.page.locator(".stat", has_text="Times booked")).to_contain_text("of 18 times")
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    grace.go("/invitations/conferences/")
    grace.press(title)
    grace.page.locator("button[name=slots]").nth(2).click()
    grace.press("See or change this talk")
    grace.press("Another time")
    _looks_right(grace, "another-time")
    grace.page.locator("button[name=slots]").last.click()
    expect(grace.page.locator("main")).to_contain_text("You moved to another time")
    grace.shoot("moved")


def _free_day() -> int:
    """An even number of days: a teacher has no two conferences at once, in whatever run."""
    return 10 + 2 * (int(ids.new_id()[-4:], 16) % 30)


def _has_booked_nothing(rowan: Visitor, doors: Doors, round_: str) -> None:
    doors.let_in(rowan, GUARDIAN, "Rowan Ashcroft")
    rowan.go(f"/invitations/conferences/c/{round_.rpartition('/')[2]}")
    expect(rowan.page.locator("main")).to_contain_text("Aroha Parata")
    expect(rowan.page.locator("main")).not_to_contain_text("See or change this talk")


def _prepares(sione: Visitor) -> None:
    _fill(sione, {"invitation": "Come and see the map of our river, Mum!"})
    _fill(sione, {"proud": "I learned to read a scale", "next_step": "Fractions"})
    sione.page.locator("#show").fill("My map, and the story of the eel")
    sione.press("Keep it")
    expect(sione.page.locator("main [role=status]")).to_contain_text("Kept")
    _looks_right(sione, "prepares")


def _open_round(
    staff: Visitor, title: str, *, day: int, classes: tuple[str, ...], student_led: bool = False
) -> str:
    """Fill in the form, send it, wait until every time is there; the address of its page."""
    staff.go("/invitations/conferences/staff")
    staff.press("Open a round")
    days = {"day_1": school_day(day), "closes": school_day(day - 1)}
    _fill(staff, {"title": title, "relevance": WHY, **days})
    _fill(staff, {"begins_1": "16:30", "ends_1": "19:00", "place": "The hall"})
    _fill(staff, {"break_from_1": "17:30", "break_to_1": "17:45", "pause_minutes": "5"})
    if student_led:
        staff.page.locator("input[name=form][value=student-led]").check()
    for name in classes:
        staff.page.locator("label.choice", has_text=name).locator("input").check()
    _looks_right(staff, "round-form")
    staff.press("Open the round")
    return _until_ready(staff)


def _until_ready(staff: Visitor) -> str:
    staff.page.wait_for_url(re.compile(r"/s/[^/]+/[0-9a-f-]{36}$"))
    address = staff.page.url

    def is_ready() -> bool:
        staff.go("/about/accessibility")
        staff.go(address)
        return staff.page.locator("main progress").count() == 0

    eventually(is_ready, what="every time is made")
    return address


def _says_what_it_hopes_for(family: Visitor) -> None:
    family.page.locator("#hopes").fill(HOPE)
    family.page.locator("#items").fill("Reading aloud\nFriends")
    family.press("Keep this")
    expect(family.page.locator("#hopes")).to_have_value(HOPE)
    _looks_right(family, "own-talk")
    with family.page.expect_download() as coming:
        family.page.get_by_role("link", name="Add to calendar").click()
    calendar = coming.value.path().read_text(encoding="utf-8")
    assert "BEGIN:VEVENT" in calendar
    assert "SEQUENCE:1" in calendar


def _a_teacher_sees_it(visit: Visit, doors: Doors, round_: str) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    teacher.go(round_)
    teacher.press("Timetable")
    expect(teacher.page.locator("main")).to_contain_text("Poppy Ashcroft")
    _looks_right(teacher, "timetable")
    with teacher.page.expect_download() as coming:
        teacher.page.get_by_role("link", name="PDF to print").click()
    assert coming.value.path().read_bytes()[:5] == b"%PDF-"
    teacher.page.get_by_role("link", name=re.compile("^Sheet")).first.click()
    expect(teacher.page.locator(".why")).to_contain_text(HOPE)
    teacher.page.locator("#notes").fill("Jack explains his thinking well, and waits too long.")
    teacher.page.locator("#what_1").fill("Show him three ways to ask")
    teacher.press("Share with the family")
    expect(teacher.page.locator("main")).to_contain_text("Waits for the family’s word")
    _looks_right(teacher, "sheet")


def _fill(visitor: Visitor, values: dict[str, Any]) -> None:
    for name, value in values.items():
        visitor.page.locator(f"#{name}").fill(str(value))


def _looks_right(visitor: Visitor, name: str) -> None:
    visitor.check_page()
    visitor.shoot(name)


def _looks_right_at(visitor: Visitor, address: str, name: str) -> None:
    visitor.go(address)
    _looks_right(visitor, name)
