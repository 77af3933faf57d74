"""What a feed tells is with the family within seconds; what it ends is closed in every service."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import bundles
from tests.journeys import announcing, feeding, kauri
from tests.journeys.announcing import Plan
from tests.journeys.answering import open_letter
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, GUARDIAN, TEACHER, Doors
from tests.journeys.kauri import KARIM, OFA, OLDER_WORK, Kauri
from tests.journeys.mailbox import Letter, Mailbox
from tests.system import System
from tests.waiting import eventually

SECONDS = 90
"""The promise is seconds; the rest is for a machine that runs everything at once."""
PLAN = Plan(title="Build a boat together", relevance="Making things together gives words to talk.")
PAGES = ("child", "thread", "write", "invitation")
End = Callable[[Kauri], None]


@pytest.fixture
def family(system: System, tmp_path: Path) -> Kauri:
    """A family of its own, known to every service."""
    return kauri.load_family(system, tmp_path)


@pytest.mark.row("S24", "S25", "S26", "X2")
def test_a_result_and_an_absence_are_on_the_phone_within_seconds(
    family: Kauri, visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    ofa = _at_the_childs_page(visit, doors, family, "Ofa")
    expect(ofa.page.locator("main")).to_contain_text(OLDER_WORK)
    expect(ofa.page.locator("main")).not_to_contain_text("19 of 20")

    _district_loads(visit, doors, family, family.news_files())
    began = time.monotonic()
    for words in ("19 of 20", "Sung by heart", "Away"):
        _wait_until_shown(ofa, words)
    letters = eventually(lambda: _both(mailbox, family), what="both mails", seconds=SECONDS)
    assert time.monotonic() - began < SECONDS
    ofa.check_page()
    ofa.shoot("child")

    absence, news = letters
    assert "Malia was marked absent" in absence.text
    assert "Malia" not in absence.subject + news.subject
    assert not [word for word in ("19 of 20", "Sung") if word in absence.text + news.text]
    _write_from_the_mailed_page(visit, news)
    mailbox.newest(family.address(kauri.TEACHER), "wrote to you about Malia")
    assert len(mailbox.all_of(family.address(OFA))) == len(letters), "one mail for each, no more"


def _agent_gone(family: Kauri) -> None:
    family.load(family.files_without(OFA))


def _restricted(family: Kauri) -> None:
    family.load(family.files_restricting(OFA))


@pytest.mark.row("R11")
@pytest.mark.parametrize("end", [_agent_gone, _restricted])
def test_a_link_that_ends_in_the_feed_closes_every_door_within_seconds(
    family: Kauri, visit: Visit, doors: Doors, mailbox: Mailbox, end: End
) -> None:
    _announce(family, visit, doors)
    family.load(family.news_files())
    ofa, karim = (_at_the_childs_page(visit, doors, family, name) for name in ("Ofa", "Karim"))
    doors_of_ofa = _open_everything(ofa, mailbox, family, OFA)
    doors_of_karim = _open_everything(karim, mailbox, family, KARIM)
    _absence, news = eventually(lambda: _both(mailbox, family), what="both mails")
    by_mail = _comes_by_the_mail(visit, news)

    end(family)
    for page in PAGES:
        _wait_until_closed(ofa, doors_of_ofa[page], page)
    _wait_until_closed(by_mail, doors_of_ofa["child"], "the session of the mailed link")
    _wait_until_closed(by_mail, doors_of_ofa["write"], "writing from the mailed link")
    for letter in (news, mailbox.newest(family.address(OFA), PLAN.title)):
        _wait_until_closed(visit(), letter.link, "the mailed link")
    assert "Malia" not in _text(ofa, "/") + _text(ofa, "/messages/")
    ofa.page.reload()
    ofa.check_page()
    ofa.shoot(f"closed-{end.__name__.strip('_').replace('_', '-')}")
    for page in PAGES:
        assert _status(karim, doors_of_karim[page]) == 200, f"{page} of the other guardian"
    assert "Malia" in _text(karim, doors_of_karim["child"])


@pytest.mark.row("R12", "S25")
def test_a_result_that_is_held_is_pending_and_its_release_is_told(
    family: Kauri, visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    ofa = _at_the_childs_page(visit, doors, family, "Ofa")
    teacher = visit()
    doors.let_in(teacher, TEACHER, family.name("Tiaki"))
    teacher.go("/evaluation/classes")
    teacher.page.locator("main a.item", has_text="Kauri 1").click()
    teacher.page.locator("main a.item", has_text=OLDER_WORK).click()
    row = teacher.page.locator("main li", has_text=family.name("Malia"))
    row.get_by_role("button", name="Talk first").click()
    expect(row).to_contain_text("result pending")
    teacher.check_page()
    teacher.shoot("held")

    _wait_until_shown(ofa, f"{OLDER_WORK}: result pending")
    expect(ofa.page.locator("main")).not_to_contain_text("18 of 20")
    ofa.check_page()
    ofa.shoot("pending")
    ofa.press("Find a time to talk")
    expect(ofa.page.locator("h1")).to_have_text(family.name("Tiaki"))
    ofa.page.go_back()

    row.get_by_role("button", name="Show it now").click()
    expect(row).not_to_contain_text("result pending")
    _wait_until_shown(ofa, "18 of 20")
    expect(ofa.page.locator("main")).not_to_contain_text("result pending")
    phone = _comes_by_the_mail(visit, mailbox.newest(family.address(OFA), "something new"))
    expect(phone.page.locator("main")).to_contain_text("18 of 20")


def _district_loads(visit: Visit, doors: Doors, family: Kauri, files: bundles.Files) -> None:
    district = visit(width=DESKTOP)
    doors.let_in(district, DISTRICT)
    feeding.upload(district, family.package(files), feeding.LOAD, family.source)
    feeding.wait_for_end(district)
    expect(district.page.locator("main")).to_contain_text("Everything is loaded")


def _write_from_the_mailed_page(visit: Visit, letter: Letter) -> None:
    phone = _comes_by_the_mail(visit, letter)
    phone.shoot("child-by-mail")
    phone.page.locator("main a[href*='about=result']").first.click()
    phone.check_page()
    phone.page.locator("#text").fill("Malia read her boat to us twice.")
    phone.press("Send")
    expect(phone.page.locator("main")).to_contain_text("Sent.")
    phone.check_page()
    phone.shoot("written-by-mail")


def _at_the_childs_page(visit: Visit, doors: Doors, family: Kauri, name: str) -> Visitor:
    guardian = visit()
    doors.let_in(guardian, GUARDIAN, family.name(name))
    guardian.go("/evaluation/children")
    expect(guardian.page.locator("h1")).to_have_text(family.name("Malia"))
    return guardian


def _wait_until_shown(guardian: Visitor, words: str) -> None:
    def is_there() -> bool:
        guardian.page.reload()
        return words in guardian.page.locator("main").inner_text()

    eventually(is_there, what=f"“{words}” on the page", seconds=SECONDS)


def _both(mailbox: Mailbox, family: Kauri) -> list[Letter]:
    """The mail about the absence and the mail about news, when both are there; one of each."""
    found = mailbox.all_of(family.address(OFA))
    absence = [one for one in found if "roll" in one.subject]
    news = [one for one in found if "something new" in one.text]
    assert len(absence) <= 1
    assert len(news) <= 1
    return [*absence, *news] if absence and news else []


def _comes_by_the_mail(visit: Visit, letter: Letter) -> Visitor:
    """Nobody is signed in on this phone."""
    phone = visit()
    phone.go(letter.link)
    expect(phone.page.locator("main")).not_to_contain_text("Malia")
    phone.check_page()
    phone.page.locator("main form button").click()
    expect(phone.page.locator("h1")).to_contain_text("Malia")
    phone.check_page()
    return phone


def _announce(family: Kauri, visit: Visit, doors: Doors) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER, family.name("Tiaki"))
    announcing.announce(teacher, PLAN)


def _open_everything(
    guardian: Visitor, mailbox: Mailbox, family: Kauri, who: str
) -> dict[str, str]:
    """The guardian looks at the child, writes to the teacher, opens the invitation: the paths."""
    found = {"child": guardian.page.url}
    guardian.page.locator("main a[href*='/messages/write']").first.click()
    found["write"] = guardian.page.url
    guardian.page.locator("#text").fill("Mālō!")
    guardian.press("Send")
    found["thread"] = guardian.page.url.partition("?")[0]
    assert "/messages/c/" in found["thread"]
    open_letter(guardian, mailbox.newest(family.address(who), PLAN.title))
    found["invitation"] = guardian.page.url
    assert all(_status(guardian, path) == 200 for path in found.values())
    return found


def _wait_until_closed(guardian: Visitor, address: str, what: str) -> None:
    def is_closed() -> bool:
        return _status(guardian, address) in (403, 404) and "Malia" not in _text(guardian, address)

    eventually(is_closed, what=f"{what} is closed", seconds=SECONDS)


def _status(visitor: Visitor, address: str) -> int:
    return int(visitor.page.request.get(_whole(visitor, address)).status)


def _text(visitor: Visitor, address: str) -> str:
    return str(visitor.page.request.get(_whole(visitor, address)).text())


def _whole(visitor: Visitor, address: str) -> str:
    return address if "://" in address else f"{visitor.base_url}{address}"
