"""Huda Haddad's family reads Arabic: mail, page and answer stand from right to left."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.answering import Reply, open_letter, reply_with
from tests.journeys.browser import DESKTOP, WCAG, Visit, Visitor, accessibility_faults
from tests.journeys.doors import TEACHER, Doors
from tests.journeys.mailbox import Letter, Mailbox

PLAN = Plan(
    title="Stories from home",
    relevance="Children who hear stories in the language of home learn new words in both.",
    supports=("interpreter", "child-care"),
)
HUDA = "huda.haddad@families.example"


@pytest.mark.row("X25", "S9", "X2", "X12")
def test_a_family_answers_in_arabic(visit: Visit, doors: Doors, mailbox: Mailbox) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    announcing.announce(teacher, PLAN)
    letter = mailbox.newest(HUDA, PLAN.title)
    _is_in_arabic(letter)

    huda = visit(language="ar")
    _reads_well(huda, letter)
    huda.go(letter.link)
    _stands_from_the_right(huda)
    huda.check_page()
    huda.shoot("landing")
    open_letter(huda, letter)
    _stands_from_the_right(huda)
    # The teacher's own words are English and say so; the page around them is Arabic.
    expect(huda.page.locator(".why [lang=en]")).to_have_text(PLAN.relevance)
    expect(huda.page.locator(".why h2")).to_contain_text("كيف")
    huda.check_page()
    huda.shoot("invitation")
    reply_with(huda, Reply(answer="yes", adults=1, children=2, needs=("interpreter",)))
    huda.check_page()
    huda.shoot("answered")

    desk = visit(language="ar", width=DESKTOP)
    open_letter(desk, letter)
    desk.check_page()
    desk.shoot("answered")


def _is_in_arabic(letter: Letter) -> None:
    assert letter.language == "ar"
    assert 'dir="rtl"' in letter.html
    assert "دعوة" in letter.subject or "مدعو" in letter.subject
    assert not {"Huda", "Haddad", "Yusuf"} & set(letter.subject.split())


def _reads_well(reader: Visitor, letter: Letter) -> None:
    """A mail is no page: it has no landmarks."""
    reader.page.set_content(letter.html)
    assert accessibility_faults(reader.page, WCAG) == []
    reader.shoot("mail")


def _stands_from_the_right(visitor: Visitor) -> None:
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ar")
