"""A mail as mailbox programs read it off the wire."""

from email import message_from_bytes, policy

import pytest

from services.messaging.deliveries.mail import mail_of
from services.messaging.notices.composing import Words


@pytest.mark.parametrize(
    "subject",
    [
        "Your link to Tūhono",
        "plain words " * 12 + "end",
        "دعوة من \u2068Kōwhai Street School\u2069: \u2068أمسية لعبة الأرقام\u2069",
        "Invitation from Kōwhai Street School: a long ‘title’ of words such as whānau and rōpū",
    ],
)
def test_a_subject_keeps_every_space_in_every_script(subject: str) -> None:
    written = _mail(subject)
    assert message_from_bytes(written, policy=policy.default)["Subject"] == subject
    assert max(map(len, written.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert b"?==?" not in written


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: all@evil.example", "Tēnā\r\nBcc: all@evil.example"]
)
def test_a_subject_of_two_lines_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        _mail(subject)


def _mail(subject: str) -> bytes:
    words = Words(subject=subject, text="x\n", html="<p>x</p>", language="en")
    mail = mail_of("d-1", words, to="a@b.example", sender="n@o.example", sender_name="Kōwhai")
    return mail.as_bytes()
