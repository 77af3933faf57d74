"""What a mark means and when homes hear of it. Pure.

Source: design lms.md §4, §6.1 (posted) and §8 rules 14 and 15; product.md R12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.events.progress import AttendanceCategory, ResultStanding

GRADED = "fully graded"
EXEMPT = "exempt"
Told = Mapping[str, Any]

# "Present" is never told on its own, and what is shorter than a missed start is on the page only.
_AWAY = frozenset({AttendanceCategory.ABSENT, AttendanceCategory.TARDY})

_BY_WEIGHT = (
    AttendanceCategory.PRESENT,
    AttendanceCategory.EARLY_DEPARTURE,
    AttendanceCategory.TARDY,
    AttendanceCategory.PARTIAL,
    AttendanceCategory.ABSENT,
)


class ResultStep(StrEnum):
    """What homes are told of a result now."""

    NOTHING = "nothing"
    POSTED = "posted"
    POSTED_AGAIN = "posted-again"
    HELD = "held"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class AttendanceStep(StrEnum):
    """What homes are told of a mark of attendance now."""

    NOTHING = "nothing"
    RECORDED = "recorded"
    CORRECTED = "corrected"


@dataclass(frozen=True, kw_only=True)
class Code:
    """A school's code for a mark of attendance, as far as its table says; None where it does not.

    ``is_absence`` false: who is marked so was not away (at a swimming lesson, say).
    """

    title: str = ""
    is_absence: bool | None = None
    is_excused: bool | None = None
    notify: bool | None = None


NO_CODE = Code()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a mark of attendance says when everything is counted in."""

    category: AttendanceCategory
    is_excused: bool | None
    in_session: bool
    notify: bool

    @property
    def is_away(self) -> bool:
        """Whether homes hear of it."""
        return self.category in _AWAY


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a result says, as told."""

    status: str
    score: float | None
    text_score: str
    incomplete: bool
    late: bool
    missing: bool

    @property
    def standing(self) -> ResultStanding:
        """What may be said of it: only what is fully graded is a mark, and a blank is none."""
        if self.status == GRADED and (self.score is not None or self.text_score):
            return ResultStanding.GRADED
        return ResultStanding.EXEMPT if self.status == EXEMPT else ResultStanding.PENDING

    @property
    def is_posted(self) -> bool:
        """Whether the school is done with it, so that home may know unless it is held."""
        return self.standing is not ResultStanding.PENDING

    @property
    def is_flagged(self) -> bool:
        """Whether there is something to say beside a mark."""
        return self.incomplete or self.late or self.missing


def mark_of(
    category: AttendanceCategory, code: Code, *, excused: bool | None, in_session: bool
) -> Mark:
    """The mark, with the table of codes and the calendar. ``excused`` as the row itself says."""
    if category is AttendanceCategory.ABSENT and code.is_absence is False:
        category = AttendanceCategory.PRESENT
    return Mark(
        category=category,
        is_excused=excused if code.is_excused is None else code.is_excused,
        in_session=in_session,
        notify=in_session and code.notify is not False,
    )


def slot_of(category: str) -> str:
    """Which of a day's marks it is: who came late may leave early as well, which is another."""
    return "leaving" if category == AttendanceCategory.EARLY_DEPARTURE else ""


def weight_of(category: AttendanceCategory) -> int:
    """Which of two marks told at once says more: half a day absent is more than late after it."""
    return _BY_WEIGHT.index(category)


def next_attendance_step(
    told: Told | None, mark: Mark | None
) -> tuple[AttendanceStep, Told | None]:
    """What homes are told, and what they have been told then. ``mark`` None: it was taken back.

    A correction goes to whoever may have got the first message, however quiet its new code is.
    """
    if told is None:
        if mark is None or not mark.is_away:
            return AttendanceStep.NOTHING, None
        return AttendanceStep.RECORDED, _told_of(mark, notify=mark.notify)
    if mark is None:
        now: Told = {**told, "category": AttendanceCategory.PRESENT.value, "excused": None}
    else:
        now = _told_of(mark, notify=told["notify"] or (mark.is_away and mark.notify))
    if now == told or not (_was_away(told) or _was_away(now)):
        return AttendanceStep.NOTHING, told
    return AttendanceStep.CORRECTED, now


def content_of(outcome: Outcome) -> Told | None:
    """What there is to say at home of a result that stands; None when that is nothing."""
    standing = outcome.standing
    if standing is ResultStanding.PENDING and not outcome.is_flagged:
        return None
    is_graded = standing is ResultStanding.GRADED
    return {
        "standing": standing.value,
        "score": decimal_text(outcome.score) if is_graded else None,
        "text_score": outcome.text_score if is_graded else "",
        "incomplete": outcome.incomplete,
        "late": outcome.late,
        "missing": outcome.missing,
    }


def next_result_step(
    told: Told | None, content: Told | None, *, is_held: bool
) -> tuple[ResultStep, Told | None]:
    """What homes are told, and what they have been told then.

    ``told`` is ``{"content": …, "is_held": …}``. That work is exempt is no news by itself.
    """
    was_held = told is not None and told["is_held"]
    last = told["content"] if told is not None else None
    if is_held:
        if was_held or not _is_news(content, last):
            return ResultStep.NOTHING, told
        return ResultStep.HELD, {"content": last, "is_held": True}
    if content is None:
        return (ResultStep.WITHDRAWN if last else ResultStep.NOTHING), None
    now = {"content": content, "is_held": False}
    if was_held:
        return ResultStep.RELEASED, now
    if not _is_news(content, last) or content == last:
        return ResultStep.NOTHING, told
    return (ResultStep.POSTED_AGAIN if last else ResultStep.POSTED), now


def decimal_text(number: float | None) -> str | None:
    """A decimal number without needless digits: 8, 9.5."""
    if number is None:
        return None
    return str(int(number)) if number.is_integer() else repr(number)


def label_of(score: float | None, scale: Mapping[str, str]) -> str:
    """The label of the scale for the score, if it has one for it.

    A scale maps labels to numbers (``A+`` to ``100``) or ranges to labels (``60-69`` to ``B``).
    """
    if score is None:
        return ""
    for left, right in scale.items():
        for label, numbers in ((left, right), (right, left)):
            if _covers(numbers, score):
                return label
    return ""


def _covers(numbers: str, score: float) -> bool:
    low, dash, high = numbers.strip().rpartition("-")
    try:
        if dash and low:
            return float(low) <= score <= float(high)
        return float(numbers) == score
    except ValueError:
        return False


def _is_news(content: Told | None, last: Told | None) -> bool:
    if content is None:
        return False
    is_exempt = content["standing"] == ResultStanding.EXEMPT.value
    is_flagged = content["incomplete"] or content["late"] or content["missing"]
    return last is not None or not is_exempt or bool(is_flagged)


def _told_of(mark: Mark, *, notify: bool) -> Told:
    return {
        "category": mark.category.value,
        "excused": mark.is_excused if mark.is_away else None,
        "in_session": mark.in_session,
        "notify": notify,
    }


def _was_away(told: Told) -> bool:
    return told["category"] in _AWAY
