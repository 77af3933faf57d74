"""Reading the mail of the run's mail server, as a family would."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any, TypeVar

import requests
from pymongo.collection import Collection

from tests.waiting import eventually

LOOKED_UP = 10
TELLING = ("notice", "channel", "state", "reason", "attempts", "planned_at", "due_at")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail as its reader sees it; ``html`` is empty when it has no such part."""

    subject: str
    language: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """Where its first link of ours leads."""
        found = re.search(r"https?://\S+/(?:go|account/link)/[\w-]+", self.text)
        assert found, f"no link in {self.text}"
        return found[0]


class Mailbox:
    """Everybody's mail that came since this was made."""

    def __init__(self, api: str, deliveries: Collection[dict[str, Any]]) -> None:
        """Take where the mail server tells, and the table that a missing letter is looked up in."""
        self._api = api
        self._deliveries = deliveries
        self._earlier: dict[str, int] = {}
        self._earlier = {address: len(self._sources(address)) for address in self._addresses()}

    def newest(self, address: str, containing: str) -> Letter:
        """The newest mail to the address with these words; waits until there is one."""

        def find() -> Letter | None:
            found = self.all_of(address, containing)
            return found[-1] if found else None

        letter = self._wait(find, f"a mail to {address} with “{containing}”")
        assert letter is not None
        return letter

    def some_in(self, language: str, containing: str) -> Letter:
        """A mail to anybody in that language with these words; waits until there is one."""

        def find() -> list[Letter]:
            letters = [_letter(one) for sources in self.everybodys().values() for one in sources]
            return [one for one in letters if one.language == language and containing in one.text]

        return self._wait(find, f"a mail in {language} with “{containing}”")[-1]

    def next_after(self, address: str, count: int, containing: str = "") -> Letter:
        """The mail that comes after so many to the address with these words; waits for it.

        Without words any mail will do: for an address that only one test writes to.
        """
        found = self._wait(lambda: self.all_of(address, containing)[count:], f"a mail to {address}")
        return found[0]

    def all_of(self, address: str, containing: str = "") -> list[Letter]:
        """Mails to the address with these words, the oldest first; none for an unknown one."""
        letters = [_letter(source) for source in self._sources(address)]
        return [one for one in letters if containing in one.subject + one.text]

    def everybodys(self) -> dict[str, list[str]]:
        """Every mail there is as it was sent, by address."""
        return {address: self._sources(address) for address in self._addresses()}

    def _wait(self, find: Callable[[], T], what: str) -> T:
        try:
            return eventually(find, what=what)
        except AssertionError as missing:
            for row in self._deliveries.find().sort("planned_at", -1).limit(LOOKED_UP):
                missing.add_note(", ".join(f"{name} {row.get(name)}" for name in TELLING))
            raise

    def _addresses(self) -> list[str]:
        return [user["email"] for user in requests.get(f"{self._api}/api/user", timeout=10).json()]

    def _sources(self, address: str) -> list[str]:
        answer = requests.get(f"{self._api}/api/user/{address}/messages", timeout=10)
        if answer.status_code == requests.codes.bad_request:
            return []
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        sources = [one["mimeMessage"] for one in sorted(found, key=_uid)]
        return sources[self._earlier.get(address, 0) :]


def _uid(message: dict[str, Any]) -> int:
    return int(message["uid"])


def _letter(source: str) -> Letter:
    message = message_from_string(source, policy=default)
    assert isinstance(message, EmailMessage)
    return Letter(
        subject=str(message["Subject"]),
        language=str(message["Content-Language"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
