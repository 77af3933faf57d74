"""A mail as it goes over the wire: headers and two parts. Knows no notice and no store."""

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from services.messaging.notices.composing import Words
from shared import clock


class _WholeSubject(EmailPolicy):
    """Writes a subject so that no space is lost and every mail server takes it.

    The policy's own folding loses the space between encoded words, and puts words side by side
    that RFC 2047 §5 (1) wants apart. Source: github.com/python/cpython issues 92081 and 144156.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """As it is stored; a line break in it raises ValueError."""
        stored = super().header_store_parse(name, value)
        if name != "Subject" or str(value).isascii():
            return stored
        return name, Header(str(value), "utf-8", header_name=name).encode()


_POLICY = _WholeSubject(linesep=SMTP.linesep)


def mail_of(
    delivery_id: str, words: Words, *, to: str, sender: str, sender_name: str
) -> EmailMessage:
    """The mail; sent again it has the same Message-ID, so that a mailbox can tell.

    ``sender`` is ``Name <address>`` or an address; the family reads ``sender_name`` instead.

    Raises:
        ValueError: an address cannot be written in a header.
    """
    address = parseaddr(sender)[1]
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(sender_name, addr_spec=address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{delivery_id}@{address.rpartition('@')[2]}>"
    # No machine shall answer it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    if words.calendar:
        _attach_calendar(mail, words.calendar)
    mail["Content-Language"] = words.language
    return mail


def _attach_calendar(mail: EmailMessage, calendar: bytes) -> None:
    """Attach the file; a mail program offers to put it into the calendar. Source: RFC 6047."""
    method = "CANCEL" if b"METHOD:CANCEL" in calendar else "PUBLISH"
    mail.add_attachment(
        calendar,
        maintype="text",
        subtype="calendar",
        filename="calendar.ics",
        params={"method": method, "charset": "utf-8"},
    )
