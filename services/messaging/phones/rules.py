"""What a text that came back means, and how what comes by the gateway is trusted. Pure."""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shared.events.invitations import Answer

# Answers are digits: providers take YES and STOP for themselves. Source: interface.md §4.
DIGITS = {1: Answer.YES, 2: Answer.MAYBE, 3: Answer.HELP, 4: Answer.NO}
_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout"})
_START = frozenset({"start", "unstop"})

SIGNATURE_HEADER = "Tuhono-Signature"
# A signature is good for as long as a slow network may take, so that an old one opens nothing.
SIGNATURE_SECONDS = 300


class Meaning(StrEnum):
    """What a text that came back is."""

    ANSWER = "answer"
    STOP = "stop"
    START = "start"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Read:
    """A text as understood; ``answer`` only when it is one."""

    meaning: Meaning
    answer: Answer | None = None


def read_text(text: str) -> Read:
    """What the text says: one digit of any script is an answer, some words stop or start texts."""
    plain = "".join(one for one in text.casefold() if one.isalnum())
    if plain in _STOP:
        return Read(meaning=Meaning.STOP)
    if plain in _START:
        return Read(meaning=Meaning.START)
    digit = unicodedata.digit(plain, -1) if len(plain) == 1 else -1
    if digit in DIGITS:
        return Read(meaning=Meaning.ANSWER, answer=DIGITS[digit])
    return Read(meaning=Meaning.UNCLEAR)


def signature(body: bytes, secret: str, at_seconds: int) -> str:
    """What the header says of a body sent then: ``t=<seconds>,v1=<HMAC-SHA256 in hex>``."""
    return f"t={at_seconds},v1={_digest(body, secret, str(at_seconds))}"


def is_signed(body: bytes, secret: str, header: str, now_seconds: int) -> bool:
    """Whether who knows the secret signed this very body some minutes ago at most."""
    said = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    at, given = said.get("t", ""), said.get("v1", "")
    if not secret or not at.isascii() or not at.isdigit() or len(at) > 12:
        return False
    is_fresh = abs(now_seconds - int(at)) <= SIGNATURE_SECONDS
    expected = _digest(body, secret, at)
    return is_fresh and hmac.compare_digest(expected.encode(), given.encode())


def _digest(body: bytes, secret: str, at: str) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
