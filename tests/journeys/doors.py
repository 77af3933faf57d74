"""Letting people of the demo district in, by the sign-in link that an operator can mint."""

import json
import re
import time

from playwright.sync_api import expect

from tests.journeys.browser import Visitor
from tests.system import System
from tests.waiting import eventually

# A link is good for a quarter of an hour.
FRESH_SECONDS = 600
GUARDIAN, TEACHER, COORDINATOR = "guardian", "teacher", "coordinator"
LEADER, DISTRICT, STUDENT = "leader", "district", "student"
CAST = {
    GUARDIAN: "Mele Fifita",
    TEACHER: "Aroha Parata",
    COORDINATOR: "Losa Tuilagi",
    LEADER: "Moana Kereama",
    DISTRICT: "Wei Zhang",
    STUDENT: "Sione Fifita",
}


class Doors:
    """One-time links, minted for a whole cast at once: starting the command takes a second."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._links: dict[tuple[str, str], str] = {}
        self._minted_at = time.monotonic()

    def link(self, role: str, name: str = "") -> str:
        """An unused sign-in link of the person; of the cast's one when no name is given.

        Waits until messaging knows the person.
        """
        wanted = (role, name or CAST[role])
        if time.monotonic() - self._minted_at > FRESH_SECONDS:
            self._links.clear()

        def is_there() -> bool:
            if wanted not in self._links:
                self._mint([name] if name else list(CAST.values()))
            return wanted in self._links

        eventually(is_there, what=f"a link for {wanted}")
        return self._links.pop(wanted)

    def let_in(self, visitor: Visitor, role: str, name: str = "") -> None:
        """Sign the visitor in as that person, and see the first page."""
        visitor.go(self.link(role, name))
        visitor.page.locator("main form button").click()
        expect(visitor.page).not_to_have_url(re.compile("/account/link/"))
        visitor.wait_for_all_parts()

    def _mint(self, names: list[str]) -> None:
        self._minted_at = time.monotonic()
        wishes = [part for name in names for part in ("--prefer", name)]
        for one in json.loads(self._system.command("services.messaging", "demo-links", *wishes)):
            self._links[one["role"], one["name"]] = one["url"]
