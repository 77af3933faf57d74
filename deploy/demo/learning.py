"""What the demo's classes did lately, counted from a day: work, results, attendance.

The same district and day give the same; a day later the same records have moved on.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from deploy.demo import story
from deploy.demo.assignments import COMMENTS, NCEA_WORDS, PROGRESS_WORDS, WORK, Work
from deploy.demo.district import District, Learning, LineItem, Mark, Scale, SchoolClass, Score
from deploy.demo.school_days import closed_days, school_day, school_days_before, terms_of

_SEED = 20261124
_WEEKS = 6
_SCHOOL_DAYS_A_WEEK = 5
_NCEA_FROM = "11"
# Shares of what happens, so that a page of any child shows a little of it.
_SHARE_MARKED = 0.05
_SHARE_LATE = 0.4
_SHARE_MISSING = 0.04
_SHARE_LATE_WORK = 0.08
_SHARE_EXEMPT = 0.03
_SHARE_COMMENTED = 0.3
# How many have at most the first word of the scale, the second, …
_SHARES_UP_TO = (0.08, 0.25, 0.55, 0.88)
_REASONS = ("ill", "ill", "appointment", "family", "")


def learning_of(district: District, today: date) -> Learning:
    """Gradebook and attendance of the district's classes as they stand on that day."""
    dice = Random(_SEED)  # noqa: S311  # nosec B311 (made-up people)
    schools = tuple(dict.fromkeys(one.school for one in district.classes))
    learning = Learning(terms=terms_of(today.year), closed=closed_days(today, schools))
    closed = frozenset(one.on for one in learning.closed)
    for one in district.classes:
        students = [
            place.student for place in district.places if place.school_class == one.sourced_id
        ]
        scale = _scale_of(one)
        learning.scales.append(scale)
        for work in WORK.get(one.sourced_id, ()):
            item = _line_item(one, work, scale, today, closed)
            learning.line_items.append(item)
            for student in students:
                said = _by_chance(dice, work, scale)
                said = story.SAID.get((student, item.sourced_id), said)
                if item.due_on < today or (student, item.sourced_id) in story.SAID:
                    learning.scores.append(_score(item, student, said, today))
    learning.marks += _marks(dice, district, today, closed)
    learning.marks += story.marks(today, closed)
    learning.corrections += story.corrections(today, closed)
    return learning


def _scale_of(one: SchoolClass) -> Scale:
    is_ncea = one.grades[0] >= _NCEA_FROM
    return Scale(
        sourced_id=f"scale-{one.sourced_id}",
        title="NCEA" if is_ncea else "Progress",
        school_class=one.sourced_id,
        words=NCEA_WORDS if is_ncea else PROGRESS_WORDS,
    )


def _line_item(
    one: SchoolClass, work: Work, scale: Scale, today: date, closed: frozenset[date]
) -> LineItem:
    due_on = school_day(today, work.due, closed)
    return LineItem(
        sourced_id=f"li-{one.sourced_id.removeprefix('c-')}-{work.key}",
        school_class=one.sourced_id,
        title=work.title,
        description=work.about,
        category=work.category,
        assigned_on=due_on - timedelta(days=7),
        due_on=due_on,
        highest=work.highest or len(scale.words),
        scale="" if work.highest else scale.sourced_id,
    )


def _by_chance(dice: Random, work: Work, scale: Scale) -> story.Said:
    """What a student got; always the same number of throws, so that days change nothing else."""
    chance, place, remark = dice.random(), dice.random(), dice.random()
    comment = dice.choice(COMMENTS) if remark < _SHARE_COMMENTED else ""
    if chance < _SHARE_MISSING:
        return story.Said(status="not submitted", flags=frozenset({"missing"}))
    if chance < _SHARE_MISSING + _SHARE_EXEMPT:
        return story.Said(status="exempt")
    flags = frozenset({"late"}) if chance > 1 - _SHARE_LATE_WORK else frozenset[str]()
    if work.highest:
        score = float(round(work.highest * (0.4 + 0.6 * place)))
        return story.Said(score=score, comment=comment, flags=flags)
    rank = sum(place > share for share in _SHARES_UP_TO[-len(scale.words) + 1 :])
    return story.Said(score=rank + 1, word=scale.words[rank], comment=comment, flags=flags)


def _score(item: LineItem, student: str, said: story.Said, today: date) -> Score:
    return Score(
        line_item=item.sourced_id,
        student=student,
        status=said.status,
        scored_on=min(school_day(item.due_on, 1), today),
        score=said.score,
        word=said.word,
        comment=said.comment,
        flags=said.flags,
    )


def _marks(
    dice: Random, district: District, today: date, closed: frozenset[date]
) -> Iterator[Mark]:
    """The days on which a child was not there all day; nothing is noted of the others."""
    schools = {one.sourced_id: one.school for one in district.classes}
    seats = {place.student: schools[place.school_class] for place in district.places}
    days = list(school_days_before(today, _WEEKS * _SCHOOL_DAYS_A_WEEK, closed))
    for student, school in seats.items():
        for day in days:
            is_marked, kind = dice.random() < _SHARE_MARKED, dice.random()
            reason, minute = dice.choice(_REASONS), dice.randrange(5, 40)
            if not is_marked or student in story.CHILDREN:
                continue
            if kind < _SHARE_LATE:
                arrived = f"09:{minute:02}"
                yield Mark(
                    student=student, school=school, on=day, category="tardy",
                    minutes=str(minute), arrived=arrived,
                )  # fmt: skip
            else:
                code = reason or "unknown"
                yield Mark(student=student, school=school, on=day, category="absent", code=code)
