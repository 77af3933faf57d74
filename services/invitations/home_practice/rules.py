"""What a family can tell of learning at home, and what we ask to bring it to light. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.invitations.homework.rules import help_level
from shared.events.homework import HelpLevel
from shared.events.invitations import PracticeKind

REMEMBERED = timedelta(days=31)
ASKED_AT_ONCE = 2
OFTEN_TOLD = (
    PracticeKind.READING,
    PracticeKind.TALKING,
    PracticeKind.MAKING,
    PracticeKind.MATHS,
    PracticeKind.CULTURE,
    PracticeKind.LANGUAGE,
)
WITH_OLDER_ONES = (
    PracticeKind.ROUTINE,
    PracticeKind.SPACE,
    PracticeKind.MATERIALS,
    PracticeKind.TALKING,
    PracticeKind.LANGUAGE,
    PracticeKind.CARING,
)


class Agreed(StrEnum):
    """How a family agreed that a teacher writes down what it told."""

    SPOKEN = "spoken"
    PHONE = "phone"
    PAPER = "paper"


@dataclass(frozen=True, kw_only=True)
class Practice:
    """What a family did with a child on a day; ``words`` in any language, or none."""

    student_id: str
    kind: PracticeKind
    practised_on: date
    words: str = ""


def is_recent(day: date, today: date) -> bool:
    """Whether the day lies within the last month."""
    return today - REMEMBERED <= day <= today


def shown_first(grades_of_children: Collection[Collection[str]]) -> tuple[PracticeKind, ...]:
    """The kinds to show first: what fits children of these year levels.

    Source: leadership article T9: with older students routine, space and materials (S124).
    """
    levels = [help_level(grades) for grades in grades_of_children]
    is_older = bool(levels) and all(level is HelpLevel.SPACE for level in levels)
    return WITH_OLDER_ONES if is_older else OFTEN_TOLD


def asked_in(week: int, questions: int) -> list[int]:
    """Which of so many questions are asked in a week, by position: other ones next week.

    Source: assessment article: diverse support is uncovered by asking for it (S46).
    """
    first = week * ASKED_AT_ONCE
    return [(first + offset) % questions for offset in range(min(ASKED_AT_ONCE, questions))]
