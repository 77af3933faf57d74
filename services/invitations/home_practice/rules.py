"""What a family can tell of learning at home. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.events.invitations import PracticeKind

REMEMBERED = timedelta(days=31)


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
