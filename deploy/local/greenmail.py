"""A real mail server that keeps every mail to itself: SMTP and IMAP, and an API to look inside."""

import smtplib
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.jars import GREENMAIL, class_path, java
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.programs import Program


def greenmail_program(ports: Ports, logs: Path) -> Program:
    """GreenMail, ready to be started; it accepts any recipient and forgets all when it ends.

    Raises:
        LocalRunError: when its jar cannot be fetched.
    """
    listeners = {"smtp": ports.smtp, "imap": ports.imap, "api": ports.greenmail_api}
    options = tuple(
        option
        for name, port in listeners.items()
        for option in (
            f"-Dgreenmail.{name}.hostname={LOOPBACK}",
            f"-Dgreenmail.{name}.port={port}",
        )
    )
    return Program(
        name="greenmail",
        command=(
            java(),
            "-Xmx200m",
            "-XX:+UseSerialGC",
            *options,
            "-Dgreenmail.auth.disabled",
            "-cp",
            class_path(GREENMAIL),
            "com.icegreen.greenmail.standalone.GreenMailStandaloneRunner",
        ),
        log=logs / "greenmail.log",
        stop_seconds=5,
    )


def smtp_answers(smtp_url: str, timeout_seconds: float = 2) -> bool:
    """Whether a mail server there says that it is ready."""
    address = urlsplit(smtp_url)
    try:
        with smtplib.SMTP(
            address.hostname or LOOPBACK, address.port or 25, timeout=timeout_seconds
        ) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
