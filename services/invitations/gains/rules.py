"""What each of three gets from working together, in choices and in a few words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.events.activities import Gain

LONGEST = 300


class Group(StrEnum):
    """Whom partnership is to benefit. Source: leadership article, introduction (S5)."""

    STUDENTS = "students"
    FAMILIES = "families"
    TEACHERS = "teachers"


@dataclass(frozen=True, kw_only=True)
class Gained:
    """What one of the three got, as staff see it; ``words`` never leave this service."""

    codes: tuple[Gain, ...] = ()
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of it."""
        return not (self.codes or self.words)

    def as_dict(self) -> dict[str, Any]:
        """What a document keeps."""
        return {"codes": [one.value for one in self.codes], "words": self.words}


Gains = Mapping[Group, Gained]


def gains_from(stored: Mapping[str, Any]) -> dict[Group, Gained]:
    """What a document keeps of each group that something was said of."""
    return {
        group: Gained(
            codes=tuple(Gain(code) for code in stored[group.value]["codes"]),
            words=stored[group.value]["words"],
        )
        for group in Group
        if group.value in stored
    }


def gains_as_dict(gains: Gains) -> dict[str, Any]:
    """What a document keeps; nothing of a group that nothing is said of."""
    return {
        group.value: gains[group].as_dict()
        for group in Group
        if group in gains and not gains[group].is_empty
    }
