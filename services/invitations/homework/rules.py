"""What a task must hold, how much help fits which year, which ways to help there are. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.events.homework import Helped, HelpLevel, HomeworkKind, WayToHelp
from shared.small_counts import SMALLEST_SHOWN

FURTHEST = timedelta(days=60)
SEVERAL = 2
"""A family chooses among at least so many ways to help (S103)."""

# Year levels as schools here count them: up to year 4 children are about eight.
_TOGETHER_UNTIL, _LISTEN_UNTIL = 4, 8
_BEFORE_YEAR_1 = frozenset({"IT", "PR", "PK", "TK", "KG"})
_MOST_HELP_FIRST = (HelpLevel.TOGETHER, HelpLevel.ASK_AND_LISTEN, HelpLevel.SPACE)
_WITHOUT_A_TURN = (WayToHelp.ROUTINE, WayToHelp.SPACE, WayToHelp.MATERIALS)
# In the order of how much each is known to do for learning: talk first, doing later (S108).
_WAYS: Mapping[HelpLevel, tuple[WayToHelp, ...]] = {
    HelpLevel.TOGETHER: (
        WayToHelp.ASK_AND_LISTEN,
        WayToHelp.TELL_A_STORY,
        WayToHelp.OWN_LANGUAGE,
        WayToHelp.DO_TOGETHER,
        WayToHelp.TAKE_TURNS,
        WayToHelp.SHOW_HOW,
        WayToHelp.BE_THE_AUDIENCE,
    ),
    HelpLevel.ASK_AND_LISTEN: (
        WayToHelp.ASK_AND_LISTEN,
        WayToHelp.TELL_A_STORY,
        WayToHelp.OWN_LANGUAGE,
        WayToHelp.BE_THE_AUDIENCE,
        WayToHelp.ROUTINE,
        WayToHelp.MATERIALS,
    ),
    HelpLevel.SPACE: (
        WayToHelp.ROUTINE,
        WayToHelp.SPACE,
        WayToHelp.MATERIALS,
        WayToHelp.BE_THE_AUDIENCE,
        WayToHelp.OWN_LANGUAGE,
    ),
}


class Fault(StrEnum):
    """What a task lacks."""

    NO_GUIDE = "no-guide"
    NO_ROLE = "no-role"
    NO_IF_STUCK = "no-if-stuck"
    NO_PROMPTS = "no-prompts"
    FEW_WAYS = "few-ways"
    TOO_MUCH_HELP = "too-much-help"
    WRONG_WAY = "wrong-way"
    NOT_ALONE = "not-alone"
    PAST = "past"
    FAR = "far"


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a teacher sets. Texts are in ``language``; ``prompts`` one a line.

    Alone, the family's texts are empty and ``ways`` say what it may see to all the same.
    """

    kind: HomeworkKind
    language: str
    title: str
    task: str
    family_guide: str = ""
    family_role: str = ""
    if_stuck: str = ""
    prompts: str = ""
    ways: tuple[WayToHelp, ...] = ()
    minutes: int
    level: HelpLevel
    due_on: date
    class_ids: tuple[str, ...]
    template: str = ""

    def texts(self) -> dict[str, str]:
        """Each text by its name; only those that belong to its kind."""
        words = {"title": self.title, "task": self.task}
        if self.kind is HomeworkKind.INTERACTIVE:
            words |= {name: getattr(self, name) for name in FAMILY_TEXTS}
        return words

    @property
    def help_level(self) -> HelpLevel:
        """How much a family helps: alone, it makes the task possible and does none of it."""
        return HelpLevel.SPACE if self.kind is HomeworkKind.STUDENT_ALONE else self.level


FAMILY_TEXTS = ("family_guide", "family_role", "if_stuck", "prompts")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a guardian tells of a task: how it went, and if they like the way, minutes, words."""

    helped: Helped
    way: WayToHelp | None = None
    minutes: int | None = None
    words: str = ""


def help_level(grades: Iterable[str]) -> HelpLevel:
    """How much a family helps at most in these OneRoster grades; the youngest decides.

    Source: leadership article T9: for older students routine, space and materials, no direct
    doing (S124). Without a known year it is asking and listening, which fits most.
    """
    years = [year for grade in grades if (year := _year_of(grade)) is not None]
    if not years:
        return HelpLevel.ASK_AND_LISTEN
    youngest = min(years)
    if youngest <= _TOGETHER_UNTIL:
        return HelpLevel.TOGETHER
    return HelpLevel.ASK_AND_LISTEN if youngest <= _LISTEN_UNTIL else HelpLevel.SPACE


def less_help(one: HelpLevel, other: HelpLevel) -> HelpLevel:
    """Of two levels the one with less help."""
    return max(one, other, key=_MOST_HELP_FIRST.index)


def levels_up_to(most: HelpLevel) -> tuple[HelpLevel, ...]:
    """The levels with at most that much help, the most first."""
    return _MOST_HELP_FIRST[_MOST_HELP_FIRST.index(most) :]


def ways_at(level: HelpLevel) -> tuple[WayToHelp, ...]:
    """The ways to help that fit the level, the most useful first."""
    return _WAYS[level]


def ways_to_choose(kind: HomeworkKind, ways: Iterable[str], level: HelpLevel) -> list[WayToHelp]:
    """Those of a task's ways that fit a child of that level, the most useful first.

    A task for a class of several years may hold more than suits the older ones.
    """
    fitting = _WITHOUT_A_TURN if kind is HomeworkKind.STUDENT_ALONE else ways_at(level)
    chosen = set(ways)
    return [one for one in fitting if one.value in chosen]


def faults(task: Task, today: date, most: HelpLevel) -> dict[str, Fault]:
    """What keeps a task from being set on that day, by field; ``most`` is the help that fits.

    Source: product.md R6: guide, role and "if stuck", or *student alone* (S120, S121).
    """
    found: dict[str, Fault] = {}
    if task.kind is HomeworkKind.INTERACTIVE:
        found |= _interactive_faults(task, most)
    elif not task.ways or not set(task.ways) <= set(_WITHOUT_A_TURN):
        found["ways"] = Fault.NOT_ALONE
    if task.due_on < today:
        found["due_on"] = Fault.PAST
    elif task.due_on > today + FURTHEST:
        found["due_on"] = Fault.FAR
    return found


def _interactive_faults(task: Task, most: HelpLevel) -> dict[str, Fault]:
    needed = zip(
        FAMILY_TEXTS,
        (Fault.NO_GUIDE, Fault.NO_ROLE, Fault.NO_IF_STUCK, Fault.NO_PROMPTS),
        strict=True,
    )
    found = {name: fault for name, fault in needed if not getattr(task, name).strip()}
    if task.level not in levels_up_to(most):
        found["level"] = Fault.TOO_MUCH_HELP
    elif not set(task.ways) <= set(ways_at(task.level)):
        found["ways"] = Fault.WRONG_WAY
    elif len(set(task.ways)) < SEVERAL:
        found["ways"] = Fault.FEW_WAYS
    return found


def _year_of(grade: str) -> int | None:
    """The school year that a OneRoster grade stands for. Source: CEDS' codes for grade levels."""
    if grade in _BEFORE_YEAR_1:
        return 0
    return int(grade) if grade.isascii() and grade.isdigit() else None


def is_count_shown(told: int, members: int) -> bool:
    """Whether somebody may read that so many of so many told, who may not see them one by one.

    Neither they nor the others are a small group; that nobody told is no group. Source:
    product.md R7, §7.
    """
    groups = (told, members - told)
    return told == 0 or all(one == 0 or one >= SMALLEST_SHOWN for one in groups)
