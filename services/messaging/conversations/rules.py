"""Who may write to whom, and what. Pure."""

import re
from dataclasses import dataclass

LONGEST_TEXT = 4_000
# A result, an assignment or a day: what the page that led here was about.
ABOUT = re.compile(r"(result|assignment|attendance|person)/[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, kw_only=True)
class Parties:
    """A guardian and a member of staff who write about a child; ``own_id`` is the one who asks."""

    school_id: str
    guardian_id: str
    staff_id: str
    child_id: str
    own_id: str

    @property
    def other_id(self) -> str:
        """Who reads what the one who asks writes."""
        return self.staff_id if self.own_id == self.guardian_id else self.guardian_id

    @property
    def own_is_guardian(self) -> bool:
        """Whether a guardian asks."""
        return self.own_id == self.guardian_id


def about_or_none(about: str) -> str | None:
    """What the message is about besides the child, if it can be that."""
    return about if ABOUT.fullmatch(about) else None
