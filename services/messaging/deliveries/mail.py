"""A mail as it goes over the wire: headers and two parts. Knows no notice and no store."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.messaging.notices.composing import Words
from shared import clock


def mail_of(
    delivery_id: str, words: Words, *, to: str, sender: str, sender_name: str
) -> EmailMessage:
    """The mail; sent again it has the same Message-ID, so that a mailbox can tell.

    ``sender`` is ``Name <address>`` or an address; the family reads ``sender_name`` instead.

    Raises:
        ValueError: an address cannot be written in a header.
    """
    address = parseaddr(sender)[1]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(sender_name, addr_spec=address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{delivery_id}@{address.rpartition('@')[2]}>"
    # No machine shall answer it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    mail["Content-Language"] = words.language
    return mail
