"""What is refused, and how kindly: links, other families' invitations, errors, a service down."""

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import APIResponse, expect

from shared import ids
from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.answering import FORM, open_letter, what_is_shown
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors
from tests.journeys.mailbox import Letter, Mailbox
from tests.system import System
from tests.waiting import eventually

PLAN = Plan(title="Cook and count", relevance="Measuring in the kitchen is maths they can taste.")
GRACE, LIN = "grace.okoro@families.example", "lin.zhang@families.example"
PROGRAM = {"Accept": "application/json"}
# Posts to it twice at once, as a double tap does, and says what came of each.
DOUBLE_TAP = """async form => {
  const body = () => new URLSearchParams(new FormData(form));
  const tap = () => fetch(form.action, {method: 'POST', body: body()});
  return (await Promise.all([tap(), tap()])).map(answer => answer.status); }"""


@pytest.fixture
def letters(visit: Visit, doors: Doors, mailbox: Mailbox) -> tuple[Letter, Letter]:
    """The invitations of two families to one activity."""
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    plan = replace(PLAN, title=f"{PLAN.title} {ids.new_id()[-6:]}")
    announcing.announce(teacher, plan)
    return mailbox.newest(GRACE, plan.title), mailbox.newest(LIN, plan.title)


@pytest.mark.row("R10", "X2")
def test_links_that_do_not_work_look_the_same(
    visit: Visit, doors: Doors, letters: tuple[Letter, Letter], system: System
) -> None:
    ended, _ = letters
    _end(system, ended.link)
    used = doors.link(GUARDIAN)
    doors.let_in(visit(), GUARDIAN)
    whoever = visit()
    whoever.go(used)
    whoever.page.locator("main form button").click()
    addresses = {
        "forged": f"/go/{'A' * 43}",
        "forged sign-in": f"/account/link/{'A' * 43}",
        "ended": ended.link,
        "used": used,
        "of the other kind": ended.link.replace("/go/", "/account/link/"),
    }
    seen = set()
    for name, address in addresses.items():
        stranger = visit()
        assert stranger.go(address).status == 404, name
        seen.add(what_is_shown(stranger))
    assert len(seen) == 1, seen
    stranger.check_page()
    stranger.shoot("link-ended")


@pytest.mark.row("R10", "R11")
def test_another_familys_invitation_looks_like_none(
    visit: Visit, doors: Doors, letters: tuple[Letter, Letter]
) -> None:
    lin, by_link, signed_in = visit(), visit(), visit()
    open_letter(lin, letters[1])
    open_letter(by_link, letters[0])
    doors.let_in(signed_in, GUARDIAN, "Grace Okoro")
    for grace, status in ((by_link, 403), (signed_in, 404)):
        nothing = f"/invitations/i/{uuid.uuid4()}"
        assert grace.go(nothing).status == status
        shown = what_is_shown(grace)
        assert grace.go(lin.page.url).status == status
        assert what_is_shown(grace) == shown
        grace.check_page()
        grace.shoot(f"not-yours-{status}")
        answer = grace.page.request.post(
            lin.page.url,
            form={"answer": "no", "idempotency_key": str(uuid.uuid4())},
            headers={"Origin": grace.base_url},
        )
        assert answer.status == status


@pytest.mark.row("X12", "S117")
def test_a_double_tap_answers_once(
    visit: Visit, letters: tuple[Letter, Letter], system: System
) -> None:
    grace = visit()
    open_letter(grace, letters[0])
    grace.page.locator(FORM).locator("input[value=yes]").check()
    assert grace.page.locator(FORM).evaluate(DOUBLE_TAP) == [200, 200]
    invitation = system.database("invitations")["invitations"].find_one(
        {"_id": grace.page.url.rsplit("/", 1)[1]}
    )
    # Issued, opened, answered.
    assert invitation["version"] == 3
    ledger = system.database("evaluation")["ledger"]
    told = {
        "type": "org.tuhono.invitations.invitation.answered.v1",
        "subject": f"invitation/{invitation['_id']}",
    }
    eventually(lambda: ledger.count_documents(told), what="the answer in the ledger")
    assert ledger.count_documents(told) == 1


@pytest.mark.row("X25")
def test_errors_are_pages_for_people_and_problems_for_programs(visit: Visit, doors: Doors) -> None:
    grace = visit()
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    refused = {
        "/no-such-page": 404,
        "/invitations/i/none": 404,
        "/evaluation/feeds": 403,
        "/evaluation/district/report": 403,
        "/invitations/activities": 403,
        "/api/invitations/invitations/none/answer": 404,
        "/api/evaluation/none": 404,
    }
    for path, status in refused.items():
        _is_problem(grace.page.request.get(path_of(grace, path), headers=PROGRAM), status)
    for path in list(refused)[:5]:
        assert grace.go(path).status == refused[path]
        expect(grace.page.locator("main h1")).to_be_visible()
        grace.check_page()
    grace.shoot("not-allowed")
    wrong = grace.page.request.put(
        path_of(grace, "/api/invitations/invitations/none/answer"),
        data={"answer": "perhaps"},
        headers={**PROGRAM, "Origin": grace.base_url},
    )
    _is_problem(wrong, 422)
    for language in ("mi", "ar"):
        reader = visit(language=language)
        reader.go("/no-such-page")
        reader.check_page()
        reader.shoot("not-found")


@pytest.mark.row("X25")
def test_the_home_page_stands_while_a_service_is_down(
    visit: Visit, doors: Doors, system: System
) -> None:
    mele = visit()
    doors.let_in(mele, GUARDIAN)
    system.stop("services:invitations-web")
    try:
        mele.go("/")
        expect(mele.page.locator("main")).to_contain_text("Invitations take longer than usual")
        expect(mele.page.locator("main")).to_contain_text("Sione")
        mele.check_page()
        mele.shoot("home-without-invitations")
        mele.press("Open them on their own page")
        assert mele.go("/invitations/?again").status in (502, 503)
        expect(mele.page.locator("main")).to_contain_text("not available right now")
        mele.check_page()
        mele.shoot("unavailable")
        answer = mele.page.request.get(path_of(mele, "/api/invitations/activities/"))
        _is_problem(answer, 503)
    finally:
        system.start("services:invitations-web")
        health = path_of(mele, "/health/invitations/ready")
        eventually(lambda: mele.page.request.get(health).ok, what="invitations is back")


def path_of(visitor: Visitor, path: str) -> str:
    """The whole address of a path of ours."""
    return f"{visitor.base_url}{path}"


def _is_problem(answer: APIResponse, status: int) -> None:
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (
        status,
        "application/problem+json",
    ), answer.url
    assert answer.json()["status"] == status


def _end(system: System, link: str) -> None:
    """Let the link's last day be over."""
    token = link.rsplit("/", 1)[1]
    changed = system.database("messaging")["links"].update_one(
        {"_id": hashlib.sha256(token.encode()).hexdigest()},
        {"$set": {"ends_at": datetime.now(UTC) - timedelta(minutes=1)}},
    )
    assert changed.modified_count == 1
