"""What happened to the children of the story: one of everything that a family's page can show."""

from dataclasses import dataclass
from datetime import date

from deploy.demo.district import Mark
from deploy.demo.school_days import school_day

SIONE, ANA, YUSUF = "s-sione-fifita", "s-ana-fifita", "s-yusuf-haddad"
CHILDREN = frozenset({SIONE, ANA, YUSUF})
KOWHAI, COLLEGE = "school-kowhai", "school-college"
# The teacher keeps this one back until she has talked with the family: result and teacher.
HELD, HELD_BY = f"res-room-7-running-{SIONE}", "t-parata"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the teacher put into the gradebook."""

    status: str = "fully graded"
    score: float | None = None
    word: str = ""
    comment: str = ""
    flags: frozenset[str] = frozenset()


def _flag(name: str) -> frozenset[str]:
    return frozenset({name})


# By child and piece of work, instead of what the dice would say.
SAID = {
    (SIONE, "li-room-7-spelling-13"): Said(status="exempt"),
    (SIONE, "li-room-7-trees"): Said(
        score=5, word="Exceeding", comment="You noticed the seeds that nobody else saw."
    ),
    (SIONE, "li-room-7-tables"): Said(score=18, comment="The 6s are nearly there."),
    (SIONE, "li-room-7-letter"): Said(
        score=4, word="Proficient", comment="Your grandmother will love this letter."
    ),
    (SIONE, "li-room-7-bay"): Said(score=9, flags=_flag("late")),
    (SIONE, "li-room-7-notes"): Said(status="not submitted", flags=_flag("missing")),
    (SIONE, "li-room-7-speech"): Said(status="partially graded", score=2, word="Developing"),
    (SIONE, "li-room-7-running"): Said(
        score=2, word="Developing", comment="Let us look at this together."
    ),
    (SIONE, "li-room-7-street"): Said(status="not submitted", flags=_flag("inProgress")),
    (ANA, "li-9n-acids"): Said(score=26, comment="Careful notes from start to end."),
    (ANA, "li-9n-timeline"): Said(score=3, word="Consolidating", flags=_flag("incomplete")),
    (ANA, "li-9n-story"): Said(status="submitted"),
    (ANA, "li-maths-9-patterns"): Said(score=16),
    (ANA, "li-maths-9-survey"): Said(score=4, word="Proficient"),
    (ANA, "li-maths-9-puzzles"): Said(score=23, comment="All twenty, and three extra ones!"),
    (YUSUF, "li-room-7-trees"): Said(
        score=3, word="Consolidating", comment="Next: name the trees in two languages."
    ),
    (YUSUF, "li-room-7-tables"): Said(score=20),
    (YUSUF, "li-room-7-letter"): Said(
        score=4, word="Proficient", comment="A warm letter in two languages."
    ),
    (YUSUF, "li-room-7-notes"): Said(score=3, word="Consolidating", flags=_flag("late")),
}


def marks(today: date, closed: frozenset[date]) -> list[Mark]:
    """The days of the story's children."""

    def day(away: int) -> date:
        return school_day(today, away, closed)

    return [
        _mark(SIONE, day(-17), "absent", code="ill", comment="A cold"),
        _mark(SIONE, day(-16), "absent", code="ill", comment="A cold"),
        _mark(SIONE, day(-9), "earlyDeparture", code="appointment", left="13:45"),
        _mark(SIONE, day(-3), "tardy", arrived="09:10", minutes="20"),
        _mark(SIONE, day(-2), "absent", code="unknown", told="T00:30:00.000Z"),
        _mark(ANA, day(-6), "absent", code="unknown", school=COLLEGE),
        _mark(ANA, day(0), "tardy", arrived="09:05", minutes="25", school=COLLEGE),
        _mark(YUSUF, day(-5), "absent", code="family"),
        _mark(YUSUF, day(0), "absent", code="unknown"),
    ]


def corrections(today: date, closed: frozenset[date]) -> list[Mark]:
    """Sione was marked absent but had only come late: the school put it right that afternoon."""
    on = school_day(today, -2, closed)
    return [_mark(SIONE, on, "tardy", arrived="09:40", minutes="50", told="T02:30:00.000Z")]


def _mark(
    student: str, on: date, category: str, *, told: str = "", school: str = KOWHAI, **cells: str
) -> Mark:
    told_at = f"{on}{told}" if told else ""
    return Mark(student=student, school=school, on=on, category=category, told_at=told_at, **cells)
