"""Opening an invitation from a mail and answering it, as a family does on a phone."""

from dataclasses import dataclass

from tests.journeys.browser import Visitor
from tests.journeys.mailbox import Letter

FORM = "main form[action^='/invitations/i/']"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a family says."""

    answer: str
    adults: int = 0
    children: int = 0
    needs: tuple[str, ...] = ()
    note: str = ""


def open_letter(visitor: Visitor, letter: Letter) -> None:
    """Follow the mail's link, see the page that names nobody, and open the invitation."""
    visitor.go(letter.link)
    visitor.page.locator("main form button").click()
    visitor.page.locator("main .why").wait_for()


def reply_with(visitor: Visitor, reply: Reply) -> None:
    """Fill in the open invitation and send it; see what the page says then."""
    form = visitor.page.locator(FORM)
    form.locator(f"input[name=answer][value={reply.answer}]").check()
    form.locator("input[name=adults]").fill(str(reply.adults))
    form.locator("input[name=children]").fill(str(reply.children))
    for need in reply.needs:
        form.locator(f"input[name=needs][value={need}]").check()
    form.locator("textarea[name=note]").fill(reply.note)
    form.locator("button").click()
    visitor.page.locator("main [role=status]").wait_for()


def change_mind(visitor: Visitor, reply: Reply) -> None:
    """Reopen the answer that is shown, and send another."""
    visitor.page.locator("main a[href*='change=1']").click()
    reply_with(visitor, reply)


def what_is_shown(visitor: Visitor) -> str:
    """The words of the page below the frame."""
    return visitor.page.locator("main").inner_text()
