"""A guardian writes to the teacher from a result; the teacher answers; both read one thread."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys import kauri
from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors
from tests.journeys.kauri import KARIM, OFA, Kauri
from tests.journeys.mailbox import Mailbox
from tests.system import System


@dataclass(frozen=True, kw_only=True)
class Writer:
    """A guardian, what is written and answered, and how they look at it."""

    who: str
    given_name: str
    language: str
    text: str
    answer: str
    javascript: bool = True


WRITERS = [
    Writer(
        who=OFA,
        given_name="Ofa",
        language="en",
        text="How did Malia count the shells?\nShe would not tell.",
        answer="In tens, and quietly!",
    ),
    Writer(
        who=KARIM,
        given_name="Karim",
        language="ar",
        text="كيف عدّت ماليا الأصداف؟",
        answer="In tens, and quietly!",
    ),
    Writer(
        who=OFA,
        given_name="Ofa",
        language="en",
        text="How did Malia count the shells?",
        answer="In tens, and quietly!",
        javascript=False,
    ),
]


@pytest.fixture
def family(system: System, tmp_path: Path) -> Kauri:
    """A family of its own, known to every service."""
    return kauri.load_family(system, tmp_path)


@pytest.mark.row("S26", "X25", "S9")
@pytest.mark.parametrize("writer", WRITERS, ids=["english", "arabic", "without-javascript"])
def test_a_guardian_writes_from_a_result_and_the_teacher_answers(
    writer: Writer, family: Kauri, visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    wishes = {"language": writer.language, "javascript": writer.javascript}
    suffix = "" if writer.javascript else "-nojs"
    guardian = visit(**wishes)
    doors.let_in(guardian, GUARDIAN, family.name(writer.given_name))
    thread = _write_from_a_result(guardian, writer, suffix)

    letter = mailbox.newest(family.address(kauri.TEACHER), "wrote to you about Malia")
    assert writer.text not in letter.text
    teacher = visit(width=DESKTOP, javascript=writer.javascript)
    doors.let_in(teacher, TEACHER, family.name("Tiaki"))
    _answer_on_the_page(teacher, family, writer, suffix)

    told = mailbox.next_after(family.address(writer.who), 0)
    assert told.language == writer.language
    assert writer.answer not in told.text
    _read_the_answer(guardian, thread, writer, suffix)
    phone = visit(**wishes)
    phone.go(told.link)
    phone.page.locator("main form button").click()
    expect(phone.page.locator("main")).to_contain_text(writer.answer)
    assert thread in phone.page.url


@pytest.mark.row("S26", "X25")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_pages_of_messages_are_for_everybody(
    family: Kauri, visit: Visit, doors: Doors, width: int
) -> None:
    karim, teacher = visit(width=width, language="ar"), visit(width=width)
    doors.let_in(karim, GUARDIAN, family.name("Karim"))
    doors.let_in(teacher, TEACHER, family.name("Tiaki"))
    for reader in (karim, teacher):
        reader.go("/messages/")
        _look_at(reader, "messages-none")
    _write_from_a_result(karim, WRITERS[1], f"-{KARIM}")
    for reader in (karim, teacher):
        reader.go("/messages/")
        expect(reader.page.locator("main a.item")).to_contain_text(family.name("Malia"))
        _look_at(reader, "messages")
        reader.page.locator("main a.item").click()
        expect(reader.page.locator("main .thread")).to_contain_text(WRITERS[1].text)
        _look_at(reader, "thread")


def _write_from_a_result(guardian: Visitor, writer: Writer, suffix: str) -> str:
    """One tap from the result; an empty message comes back; the path of the thread."""
    guardian.go("/evaluation/children")
    guardian.page.locator("#results ~ * a[href*='about=result']").first.click()
    expect(guardian.page.locator("h1")).to_contain_text("Tiaki")
    guardian.check_page()
    guardian.shoot(f"write{suffix}")
    send = guardian.page.locator("main form button")
    guardian.page.locator("#text").fill("   ")
    send.click()
    expect(guardian.page.locator(".errors")).to_be_visible()
    guardian.check_page()
    guardian.shoot(f"write-errors{suffix}")
    guardian.page.locator("#text").fill(writer.text)
    send.click()
    expect(guardian.page.locator("main [role=status]")).to_be_visible()
    written = guardian.page.locator("main .thread .lines")
    assert written.inner_text() == writer.text, "line by line as it was written"
    guardian.check_page()
    guardian.shoot(f"written{suffix}")
    return urlsplit(guardian.page.url).path


def _answer_on_the_page(teacher: Visitor, family: Kauri, writer: Writer, suffix: str) -> None:
    teacher.go("/messages/")
    expect(teacher.page.locator("main a.item")).to_contain_text(family.name(writer.given_name))
    teacher.page.locator("main a.item").click()
    expect(teacher.page.locator("main .thread")).to_contain_text(writer.text.splitlines()[0])
    teacher.page.locator("#text").fill(writer.answer)
    teacher.press("Send")
    expect(teacher.page.locator("main .thread")).to_contain_text(writer.answer)
    teacher.check_page()
    teacher.shoot(f"answered{suffix}")


def _read_the_answer(guardian: Visitor, thread: str, writer: Writer, suffix: str) -> None:
    guardian.go("/messages/")
    guardian.check_page()
    guardian.shoot(f"messages{suffix}")
    guardian.page.locator(f"main a.item[href^='{thread}']").click()
    said = guardian.page.locator("main .thread li")
    expect(said).to_have_count(2)
    expect(said.last).to_contain_text(writer.answer)
    guardian.check_page()
    guardian.shoot(f"thread{suffix}")


def _look_at(reader: Visitor, name: str) -> None:
    reader.check_page()
    reader.shoot(f"{name}-{'guardian' if reader.language == 'ar' else 'teacher'}")
