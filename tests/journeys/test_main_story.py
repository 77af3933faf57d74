"""From a teacher's invitation to the district's report, each person on a phone, in English."""

import pytest
from playwright.sync_api import expect

from tests.faults import checks
from tests.journeys import announcing
from tests.journeys.announcing import Plan, numbers_when
from tests.journeys.answering import Reply, change_mind, open_letter, reply_with
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, LEADER, TEACHER, Doors
from tests.journeys.mailbox import Letter, Mailbox
from tests.system import System
from tests.waiting import eventually

PLAN = Plan(
    title="A game of tens and ones",
    relevance=(
        "Children who explain a game understand it better. Ten minutes of it at home helps them "
        "see tens and ones."
    ),
    place="Room 7, by the blue gate",
    capacity=6,
    supports=("interpreter", "food", "quiet-space"),
)
CAME = "Came to an activity"
MELE, LIN, GRACE, RAVI = (
    f"{name}@families.example" for name in ("mele.fifita", "lin.zhang", "grace.okoro", "ravi.patel")
)


@pytest.mark.row(
    *("S111", "S2", "S27", "S29", "S36", "S116", "S117", "S119", "R4", "X2", "X7", "X11", "X12")
)
def test_from_the_invitation_to_who_came(
    visit: Visit, doors: Doors, mailbox: Mailbox, system: System
) -> None:
    leader, district = visit(), visit(width=DESKTOP)
    doors.let_in(leader, LEADER)
    doors.let_in(district, DISTRICT)
    checks.settled(system)
    before = [numbers_when(reader, "/", CAME, 0) for reader in (leader, district)]
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    activity = _announces(teacher)
    mele = _gets_mail_and_says_yes(visit, mailbox)
    _others_answer(visit, mailbox)
    _mele_changes_her_mind(mele, visit, mailbox)
    _teacher_sees(teacher, activity)
    _desk_shows_the_same(visit, doors, activity)
    _families_come(teacher, activity)
    for reader, earlier in zip((leader, district), before, strict=True):
        _report_moved(reader, earlier)


def _announces(teacher: Visitor) -> str:
    announcing.begin(teacher)
    teacher.check_page()
    teacher.press("Send the invitations")
    expect(teacher.page.locator(".errors")).to_contain_text("Nothing you wrote is lost")
    expect(teacher.page).to_have_title("Error: New activity – Tūhono")
    teacher.check_page()
    teacher.shoot("new-activity-errors")
    announcing.fill_in(teacher, PLAN)
    teacher.shoot("new-activity")
    return announcing.send(teacher)


def _gets_mail_and_says_yes(visit: Visit, mailbox: Mailbox) -> Visitor:
    letter = mailbox.newest(MELE, PLAN.title)
    assert letter.language == "en"
    assert not {"Mele", "Fifita", "Sione"} & set(letter.subject.split())
    assert letter.text.index(PLAN.relevance[:30]) < letter.text.index("When:")
    mele = visit()
    mele.go(letter.link)
    expect(mele.page.locator("main")).not_to_contain_text("Sione")
    mele.check_page()
    mele.shoot("landing")
    open_letter(mele, letter)
    expect(mele.page.locator(".why")).to_contain_text("How this helps Sione learn")
    mele.check_page()
    mele.shoot("invitation")
    reply = Reply(answer="yes", adults=2, children=1, needs=("interpreter",), note="Fakamolemole")
    reply_with(mele, reply)
    expect(mele.page.locator("main")).to_contain_text("You are coming. Thank you, Mele.")
    expect(mele.page.locator("main")).to_contain_text("What happens next")
    mele.check_page()
    mele.shoot("answered")
    return mele


def _others_answer(visit: Visit, mailbox: Mailbox) -> None:
    """One needs something, one cannot come, one is too late for a place."""
    said = {
        LIN: (Reply(answer="help", needs=("transport",)), "We will see what we can do"),
        GRACE: (Reply(answer="no"), "Thank you for telling us"),
        RAVI: (Reply(answer="yes", adults=3, children=1), "You are on the waiting list"),
    }
    for address, (reply, answer) in said.items():
        phone = visit()
        open_letter(phone, _invitation(mailbox, address))
        reply_with(phone, reply)
        expect(phone.page.locator("main")).to_contain_text(answer)
        phone.check_page()
        phone.shoot(f"answered-{reply.answer}-{address.split('.')[0]}")


def _mele_changes_her_mind(mele: Visitor, visit: Visit, mailbox: Mailbox) -> None:
    """With one person fewer, four seats are free: the family that waited gets them, and hears."""
    change_mind(mele, Reply(answer="yes", adults=1, children=1))
    expect(mele.page.locator("main")).to_contain_text("1 adult and 1 child")
    letter = eventually(lambda: _promoted(mailbox), what="the mail that there is room")[-1]
    ravi = visit()
    open_letter(ravi, letter)
    ravi.press("Yes, we are coming")
    expect(ravi.page.locator("main")).to_contain_text("You are coming. Thank you, Ravi.")


def _teacher_sees(teacher: Visitor, activity: str) -> None:
    found = numbers_when(teacher, activity, "Answered", 4)
    assert found["Families coming"] == 2
    assert found["Families invited"] > found["Reached"] > 15
    families = teacher.page.locator("#families + ul")
    expect(families.locator("li", has_text="Mele Fifita")).to_contain_text("Coming, 2")
    expect(families.locator("li", has_text="Lin Zhang")).to_contain_text("Something would help")
    expect(families.locator("li", has_text="Wiremu Rāwiri")).to_contain_text("Not reached")
    teacher.check_page()
    teacher.shoot("activity")


def _desk_shows_the_same(visit: Visit, doors: Doors, activity: str) -> None:
    desk = visit(width=DESKTOP)
    doors.let_in(desk, TEACHER)
    desk.go(activity)
    desk.check_page()
    desk.shoot("activity")


def _families_come(teacher: Visitor, activity: str) -> None:
    teacher.go(activity)
    teacher.press("Open check-in list")
    teacher.check_page()
    for name in ("Mele Fifita", "Ravi Patel"):
        teacher.page.locator("li.card", has_text=name).get_by_role("button", name="Here").click()
        expect(teacher.page.locator("li.card", has_text=name)).to_contain_text("Undo")
    teacher.page.locator("#adults").fill("1")
    teacher.page.locator("#children").fill("2")
    teacher.press("Add them")
    expect(teacher.page.locator("main")).to_contain_text("3 families are here")
    teacher.check_page()
    teacher.shoot("check-in")


def _report_moved(reader: Visitor, before: dict[str, int]) -> None:
    after = numbers_when(reader, "/", CAME, before[CAME] + 2)
    # Families count once a year: these three may have answered in other journeys before.
    assert after["Answered"] >= max(before["Answered"], 3)
    assert after["Reached"] >= max(before["Reached"], 20)
    assert after["Learning at home"] == before["Learning at home"]


def _invitation(mailbox: Mailbox, address: str) -> Letter:
    return mailbox.newest(address, PLAN.title)


def _promoted(mailbox: Mailbox) -> list[Letter]:
    # Other journeys promote him too: only the mail about this activity will do.
    letters = mailbox.all_of(RAVI, PLAN.title)
    return [one for one in letters if "There is room for you now" in one.subject]
