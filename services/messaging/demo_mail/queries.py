"""The mailboxes of GreenMail, a mail server that keeps every mail to itself, by its interface."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import requests

from shared.errors import NotFound

TIMEOUT_SECONDS = 3
# A demonstration has some dozens; a load test leaves thousands, of which the page shows a part.
MAILBOXES = 200
LISTED = 50


@dataclass(frozen=True, kw_only=True)
class DemoMail:
    """One mail as it lies in a mailbox."""

    mailbox: str
    uid: str
    subject: str
    sender: str
    language: str
    at: datetime
    text: str
    html: str


def newest_mails(api: str, mailbox: str = "") -> list[DemoMail]:
    """The newest mails of one mailbox, or of all of them.

    Raises:
        requests.RequestException: the mail server does not answer.
    """
    boxes = [mailbox] if mailbox else [str(user["email"]) for user in _ask(f"{api}/api/user")]
    mails = [mail for box in boxes[:MAILBOXES] for mail in _mails_in(api, box)]
    return sorted(mails, key=lambda mail: mail.at, reverse=True)[:LISTED]


def mail_in(api: str, mailbox: str, uid: str) -> DemoMail:
    """One mail.

    Raises:
        NotFound: there is no such mail.
        requests.RequestException: the mail server does not answer.
    """
    for mail in _mails_in(api, mailbox):
        if mail.uid == uid:
            return mail
    raise NotFound("mail")


def _mails_in(api: str, mailbox: str) -> Iterator[DemoMail]:
    for row in _ask(f"{api}/api/user/{quote(mailbox, safe='@')}/messages"):
        yield _mail(mailbox, str(row["uid"]), str(row["mimeMessage"]))


def _ask(url: str) -> list[dict[str, object]]:
    answer = requests.get(url, timeout=TIMEOUT_SECONDS)
    if answer.status_code in (400, 404):
        return []
    answer.raise_for_status()
    rows: list[dict[str, object]] = answer.json()
    return rows


def _mail(mailbox: str, uid: str, source: str) -> DemoMail:
    parsed = message_from_string(source, _class=EmailMessage, policy=default)
    return DemoMail(
        mailbox=mailbox,
        uid=uid,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        language=str(parsed["Content-Language"] or ""),
        at=_sent_at(parsed),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def _sent_at(mail: EmailMessage) -> datetime:
    try:
        at = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
