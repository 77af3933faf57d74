"""The short code on a sheet, and who needs one. Pure."""

from collections.abc import Sequence

from services.messaging.deliveries.rules import DeliveryState

# No letter or digit that hands or eyes take for another; 29 is a prime, so that the last one
# shows every wrong character and every two that changed places.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
DRAWN = 6
# Nothing that is so arrives any more; a sheet that was printed is on its way.
LOST = frozenset(
    {
        DeliveryState.NO_CONTACT.value,
        DeliveryState.NOT_NEEDED.value,
        DeliveryState.PERMANENT_FAILURE.value,
        DeliveryState.TECHNICAL_FAILURE.value,
    }
)


def code_of(drawn: Sequence[int]) -> str:
    """The code of these numbers below ``len(ALPHABET)``: their characters, and one that checks."""
    return "".join(ALPHABET[one] for one in (*drawn, _check(drawn)))


def as_printed(code: str) -> str:
    """The code as people read and say it: in two parts."""
    return f"{code[:3]} {code[3:]}"


def read_code(typed: str) -> str | None:
    """The code that was typed, however it was spaced; None when it can be none."""
    plain = "".join(one for one in typed.upper() if one.isalnum())
    if len(plain) != DRAWN + 1 or any(one not in ALPHABET for one in plain):
        return None
    numbers = [ALPHABET.index(one) for one in plain]
    return plain if numbers[-1] == _check(numbers[:-1]) else None


def _check(drawn: Sequence[int]) -> int:
    return sum(place * one for place, one in enumerate(drawn, start=2)) % len(ALPHABET)
