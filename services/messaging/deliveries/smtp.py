"""The way out: one connection to the mail server, used for mail after mail."""

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType
from urllib.parse import unquote, urlsplit

from services.messaging.deliveries.rules import (
    DELIVERED,
    DeliveryState,
    Outcome,
    Stage,
    failed,
)

# Of each answer of the server; six of them fit into a lease.
TIMEOUT_SECONDS = 8
_GONE = 421


class Outgoing:
    """Sends mails to the server of an ``smtp://`` or ``smtps://`` address.

    It connects at the first mail, and again after the server hung up. ``smtp://`` goes over to TLS
    where the server offers it.
    """

    def __init__(self, url: str) -> None:
        """Take the address; nothing is opened yet."""
        self._url = urlsplit(url)
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> "Outgoing":
        """Ready to send."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye if somebody is there."""
        if self._client is not None:
            try:
                self._client.quit()
            except (OSError, smtplib.SMTPException):
                self._client.close()
            self._client = None

    def send(self, mail: EmailMessage) -> Outcome:
        """Give the mail to the server; says what came of it and raises nothing of the network's."""
        sender, to = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
        try:
            # Not ``send_message``: it writes the mail three times over, to find out what we know.
            self._connected().sendmail(sender, [to], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            return self._failed(Stage.RECIPIENT, next(iter(error.recipients.values()))[0])
        except smtplib.SMTPSenderRefused as error:
            return self._failed(Stage.SENDER, error.smtp_code)
        except smtplib.SMTPDataError as error:
            return self._failed(Stage.RECIPIENT, error.smtp_code)
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            # An address beyond ASCII, and a server that cannot carry it.
            return Outcome(state=DeliveryState.PERMANENT_FAILURE, reason="address")
        except (OSError, smtplib.SMTPException) as error:
            return self._failed(Stage.CONNECTION, getattr(error, "smtp_code", _GONE))
        return DELIVERED

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> smtplib.SMTP:
        host, port = str(self._url.hostname), self._url.port or 0
        tls = ssl.create_default_context()
        if self._url.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=tls
            )
        else:
            client = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
            client.ehlo()
            if client.has_extn("starttls"):
                client.starttls(context=tls)
        if self._url.username:
            client.login(unquote(self._url.username), unquote(self._url.password or ""))
        return client

    def _failed(self, stage: Stage, code: int) -> Outcome:
        if stage is Stage.CONNECTION or code == _GONE:
            self._drop()
            return failed(Stage.CONNECTION, code)
        return failed(stage, code)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
