"""What really lies in the mailboxes of the real mail server, and addresses nobody else uses."""

import re
import uuid
from collections.abc import Callable
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import icalendar
import requests

from services.messaging.deliveries.jobs import send_due_mail

_LINK = re.compile(r"http://localhost(/go/[\w-]+)")


def new_address(name: str = "mele") -> str:
    return f"{name}-{uuid.uuid4().hex[:12]}@home.example"


class Mailboxes:
    """GreenMail's mailboxes; each is made by the first mail that arrives."""

    def __init__(self, api: str) -> None:
        self._api = api

    def of(self, address: str) -> list[EmailMessage]:
        answer = requests.get(f"{self._api}/api/user/{address}/messages", timeout=10)
        if answer.status_code in (400, 404):
            return []
        answer.raise_for_status()
        return [
            message_from_string(row["mimeMessage"], _class=EmailMessage, policy=default)
            for row in answer.json()
        ]

    def only(self, address: str) -> EmailMessage:
        [mail] = self.of(address)
        return mail


def text_of(mail: EmailMessage) -> str:
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def link_in(mail: EmailMessage, part: str = "plain") -> str:
    """The path of the one link that opens a page; it is in the mail, maybe several times."""
    [path] = set(_LINK.findall(_part(mail, part)))
    return str(path)


send: Callable[[], None] = send_due_mail.function
"""One turn of the worker's sender."""


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def calendar_of(mail: EmailMessage) -> icalendar.Calendar:
    """The calendar file that the mail carries."""
    [part] = [one for one in mail.iter_attachments() if one.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert isinstance(found, icalendar.Calendar)
    assert part.get_param("method") == found["METHOD"]
    return found
