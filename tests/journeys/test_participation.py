"""A family says how it takes part, what it likes and what would help; school acts on it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.announcing import school_day
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors
from tests.waiting import eventually

MINE = "/invitations/participation/"
FAMILY = "Asha Patel"
SONGS = "Songs and drums with a family of ours"
QUIET = "A class hui that some will skip"


@pytest.mark.row("S12", "S4", "S64", "S68", "S112", "S119")
def test_what_a_family_tells_shapes_an_invitation(visit: Visit, doors: Doors) -> None:
    asha, teacher = _both(visit, doors, width=DESKTOP)
    asha.go("/invitations/")
    asha.press("How you take part")
    _tell(asha, "interests", "music", words="हम साथ गाते हैं")
    _tell(asha, "barriers", "transport")
    _offer(asha, "music")
    asha.check_page()
    asha.shoot("mine")
    _takes_up_the_offer(teacher)
    teacher.go(_address_of_interest(teacher))
    _send(teacher, SONGS)
    _is_invited(asha, SONGS)
    asha.page.get_by_role("link", name=SONGS).first.click()
    asha.page.get_by_text("Why did I get this?").click()
    expect(asha.page.locator("main")).to_contain_text("You told school that you like: Music")
    asha.check_page()
    asha.shoot("why")


@pytest.mark.row("S12")
@pytest.mark.parametrize("language", ["en", "mi", "ar"])
def test_a_family_of_two_schools_finds_a_part_for_each(
    visit: Visit, doors: Doors, language: str
) -> None:
    mele = visit(language=language)
    doors.let_in(mele, GUARDIAN)
    mele.go(MINE)
    expect(mele.page.locator("main h2")).to_have_text(
        ["Awanui Valley College", "Kōwhai Street School"], use_inner_text=True
    )
    mele.check_page()
    mele.shoot("mine-two-schools")
    mele.page.locator("main a[href$='/offers']").last.click()
    mele.check_page()
    mele.shoot("offer")


@pytest.mark.row("S21", "S4")
def test_not_now_keeps_invitations_away_until_one_is_ready(visit: Visit, doors: Doors) -> None:
    asha, teacher = _both(visit, doors)
    asha.go(MINE)
    asha.page.get_by_role("link", name="Not now").click()
    asha.check_page()
    asha.press("No invitations until then")
    try:
        expect(asha.page.locator("main")).to_contain_text("No invitations until")
        asha.shoot("resting")
        _looks_at_families(teacher)
        teacher.go(f"/invitations/activities/s/{_school(teacher)}/new?kind=partnership")
        teacher.page.locator("input[name=class_ids]").first.check()
        _send(teacher, QUIET)
        address = teacher.page.url
        said = eventually(lambda: _left_in_peace(teacher, address), what="nobody is pressed")
        assert "1 guardian said “not now” and was not asked" in said
        teacher.shoot("left-in-peace")
        asha.go("/invitations/")
        expect(asha.page.locator("main")).not_to_contain_text(QUIET)
    finally:
        asha.go(MINE)
        asha.press("I am ready again")
    expect(asha.page.locator("main")).not_to_contain_text("No invitations until")


@pytest.mark.row("X20")
def test_a_child_is_found_without_javascript(visit: Visit, doors: Doors) -> None:
    teacher = visit(javascript=False)
    doors.let_in(teacher, TEACHER)
    _looks_at_families(teacher)
    teacher.go(f"/invitations/activities/s/{_school(teacher)}/new?kind=partnership")
    teacher.page.locator("#title").fill("Only for one")
    teacher.page.locator("summary", has_text="Single children").click()
    teacher.page.locator("#child").fill("sio")
    teacher.page.locator("button[name=look][value=child]").click()
    found = teacher.page.locator("input[name=student_ids]")
    expect(found.first).to_be_visible()
    found.first.check()
    teacher.page.locator("button[name=look][value=reach]").click()
    expect(teacher.page.locator("aside")).to_contain_text("1 family, 1 child")
    expect(teacher.page.locator("#title")).to_have_value("Only for one")
    teacher.check_page()
    teacher.shoot("one-child")


def _both(visit: Visit, doors: Doors, **wishes: int) -> tuple[Visitor, Visitor]:
    family, teacher = visit(), visit(**wishes)
    doors.let_in(family, GUARDIAN, FAMILY)
    doors.let_in(teacher, TEACHER)
    return family, teacher


def _looks_at_families(teacher: Visitor) -> None:
    teacher.go("/invitations/activities")
    teacher.press("What families bring")
    teacher.page.wait_for_url(re.compile("/participation/s/"))


def _takes_up_the_offer(teacher: Visitor) -> None:
    _looks_at_families(teacher)
    main = teacher.page.locator("main")
    expect(main).to_contain_text("offer a ride, or come closer to home")
    teacher.check_page()
    teacher.shoot("what-families-bring")
    teacher.page.get_by_role("button", name=re.compile("Plan it together")).first.click()
    expect(main).to_contain_text("Families you can invite said that this would help")
    expect(teacher.page.locator("#title")).to_have_value(re.compile("Play or sing"))


def _tell(family: Visitor, part: str, code: str, words: str = "") -> None:
    family.page.locator(f"main a[href$='/{part}']").first.click()
    family.page.locator(f"input[name=codes][value={code}]").check()
    family.page.locator("#words").fill(words)
    family.page.locator("input[name=seen][value=teachers]").check()
    family.check_page()
    family.press("Keep this")
    expect(family.page.locator("main [role=status]")).to_contain_text("Kept")


def _offer(family: Visitor, kind: str) -> None:
    family.page.locator("main a[href$='/offers']").first.click()
    family.page.locator(f"input[name=kind][value={kind}]").check()
    family.page.locator("input[name=seen][value=teachers]").check()
    family.check_page()
    family.press("Offer this")


def _school(teacher: Visitor) -> str:
    """The teacher's school, from the address of the open page about its families."""
    found = re.search(r"/s/([^/]+)/", teacher.page.url)
    assert found, teacher.page.url
    return found[1]


def _address_of_interest(teacher: Visitor) -> str:
    return f"/invitations/activities/s/{_school(teacher)}/new?interests=music&kind=collaboration"


def _send(teacher: Visitor, title: str) -> None:
    page = teacher.page
    page.locator("#title").fill(title)
    page.locator("#relevance").fill("Rhythm helps children to hear the sounds in words.")
    page.locator("#day").fill(school_day(8).isoformat())
    page.locator("#begins").fill("17:30")
    page.locator("#ends").fill("18:15")
    page.locator("#place").fill("The hall")
    page.locator("#answer_by").fill(school_day(3).isoformat())
    page.locator("input[name=focus][value=learning]").check()
    page.get_by_role("button", name=re.compile("^Send")).last.click()
    page.wait_for_url(lambda url: "/new" not in url)


def _is_invited(family: Visitor, title: str) -> None:
    def is_there() -> bool:
        family.go("/invitations/")
        return bool(family.page.get_by_role("link", name=title).count())

    eventually(is_there, what=f"an invitation to {title}")


def _left_in_peace(teacher: Visitor, address: str) -> str:
    teacher.go(address)
    said = teacher.page.locator("main").inner_text()
    return said if "was not asked" in said else ""
