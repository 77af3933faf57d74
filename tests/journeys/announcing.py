"""Announcing an activity as a teacher does, and reading how it stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.browser import Visitor
from tests.waiting import eventually

ZONE = ZoneInfo("Pacific/Auckland")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a teacher has in mind; a ``capacity`` of 0 is room for all, in so many days."""

    title: str
    relevance: str
    place: str = "Room 7"
    kind: str = "collaboration"
    language: str = "en"
    capacity: int = 0
    days: int = 8
    supports: tuple[str, ...] = ()


def school_day(later: int) -> date:
    """So many days from today, by the school's calendar."""
    return datetime.now(ZONE).date() + timedelta(days=later)


def begin(teacher: Visitor, way: str = "") -> None:
    """Open the form from a page with the button for a new activity: its own, or this template."""
    page = teacher.page
    page.locator("main a[href$='/choose']").first.click()
    page.wait_for_url("**/choose")
    if way:
        teacher.press(way)
    else:
        page.locator("main a[href$='?way=own']").click()
    page.wait_for_url("**/new?way=*")


def fill_in(teacher: Visitor, plan: Plan) -> None:
    """Fill in the open form."""
    page = teacher.page
    page.locator(f"input[name=kind][value={plan.kind}]").check()
    page.locator("input[name=focus][value=learning]").check()
    page.locator("#title").fill(plan.title)
    page.locator("#relevance").fill(plan.relevance)
    page.locator("#language").select_option(plan.language)
    page.locator("#day").fill(school_day(plan.days).isoformat())
    page.locator("#begins").fill("17:30")
    page.locator("#ends").fill("18:15")
    page.locator("#place").fill(plan.place)
    page.locator("#answer_by").fill(school_day(3).isoformat())
    page.locator("input[name=class_ids]").first.check()
    page.locator("#capacity").fill(str(plan.capacity or ""))
    for support in plan.supports:
        page.locator(f"input[name=supports][value={support}]").check()


def announce(teacher: Visitor, plan: Plan) -> str:
    """Announce it and wait until every invitation is out; the address of its page."""
    teacher.go("/invitations/activities")
    begin(teacher)
    fill_in(teacher, plan)
    return send(teacher)


def send(teacher: Visitor) -> str:
    """Send the filled-in form and wait until every invitation is out; the address of its page."""
    teacher.page.locator("main form button.btn").last.click()
    teacher.page.wait_for_url(lambda url: "/new" not in url)
    address = teacher.page.url
    eventually(lambda: _is_out(teacher, address), what="every invitation is out")
    return address


def numbers(visitor: Visitor) -> dict[str, int]:
    """The big numbers of the open page by their names."""
    found = visitor.page.evaluate(
        "[...document.querySelectorAll('.stat')].map("
        "s => [s.querySelector('dt').innerText, s.querySelector('dd b').innerText])"
    )
    return {name: int(value.replace(",", "")) for name, value in found}


def numbers_when(visitor: Visitor, address: str, name: str, at_least: int) -> dict[str, int]:
    """The big numbers of the page at the address, once this one has come so far."""

    def read() -> dict[str, int]:
        visitor.go(address)
        found = numbers(visitor)
        return found if found.get(name, -1) >= at_least else {}

    return eventually(read, what=f"{name} at {address} is {at_least}")


def _is_out(teacher: Visitor, address: str) -> bool:
    teacher.go(address)
    # Nothing is counted while sending can still be undone.
    invited = next(iter(numbers(teacher).values()), 0)
    return invited > 0 and not teacher.page.locator("main progress").count()
