"""How a family takes part, what a tap at the door says, and the codes of families. Pure."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from shared.events.invitations import AttendanceMode

# Crockford's base 32: no letter that looks like a digit, none that spells words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None})
CODE_LENGTH = 8
_CODES = UUID("5b1f1b0e-8a4e-5d0c-9a55-6d2f0f6f9a3e")
_CODE_BYTES = 5
_UUID_BYTES = 16
# Milliseconds, until a few centuries from now, and an id or none.
MARK = r"\d{1,13}-[0-9a-f-]{0,36}"


class Kind(StrEnum):
    """What a tap points at: an invitation, a child, a family nobody knows, what was noted."""

    INVITATION = "invitation"
    STUDENT = "student"
    STRANGER = "stranger"
    ATTENDANCE = "attendance"


class Outcome(StrEnum):
    """What became of a tap.

    ``same``: it stood so already; ``older``: somebody tapped later, elsewhere, and that counts.
    """

    NOTED = "noted"
    SAME = "same"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How a family takes part, and with how many."""

    mode: AttendanceMode
    adults: int
    children: int

    @property
    def is_nobody(self) -> bool:
        """Whether nobody at all came."""
        return self.adults + self.children == 0


@dataclass(frozen=True, kw_only=True)
class Tap:
    """One tap at the door; without an arrival it takes back what was noted.

    ``target_id`` belongs to ``kind``; a stranger's is a text of the phone's own. ``key`` is made
    by the phone, new for each tap. ``tapped_at`` may be long before the tap is heard of.
    """

    key: str
    kind: Kind
    target_id: str
    arrival: Arrival | None
    tapped_at: datetime


def mark(moment: datetime, last: str = "") -> str:
    """Up to where a phone has heard what was noted: ``1772354400250-<id>``."""
    return f"{int(moment.timestamp() * 1000)}-{last}"


def read_mark(text: str) -> tuple[datetime, str]:
    """The moment and the id of such a text, which fits ``MARK``."""
    milliseconds, _, last = text.partition("-")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds)), last


def door_code(activity_id: str, family_key: str) -> str:
    """The code of a family at one activity: eight characters that say nothing about anybody."""
    number = uuid5(_CODES, f"{activity_id}/{family_key}").int
    digits = []
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)


def spoken_code(code: str) -> str:
    """``K7QF-2M9X``: two halves, as people read it aloud."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def typed_code(text: str) -> str:
    """What somebody typed as a code: capitals, without marks, letters read as the digits meant."""
    return text.upper().translate(_LOOKS_LIKE)


def pass_token(activity_id: str, code: str) -> str:
    """Activity and code as one short text for an address.

    Raises:
        ValueError: the activity's id is no UUID.
    """
    number = 0
    for character in code:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return urlsafe_b64encode(UUID(activity_id).bytes + number.to_bytes(_CODE_BYTES)).decode()


def read_pass_token(token: str) -> tuple[str, str] | None:
    """The activity's id and the code of such a text; None when it is none."""
    try:
        raw = urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _UUID_BYTES + _CODE_BYTES:
        return None
    number, digits = int.from_bytes(raw[_UUID_BYTES:]), []
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return str(UUID(bytes=raw[:_UUID_BYTES])), "".join(reversed(digits))
