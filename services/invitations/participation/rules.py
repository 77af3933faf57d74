"""What a family can tell of taking part, who may see it, and what the school can do. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.events.invitations import Support, Way
from shared.events.participation import AccessNeed, Barrier, FreeTime, Interest, TakingPart

LONGEST_REST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose choices they are: a guardian's at a school."""

    guardian_id: str
    school_id: str


class Part(StrEnum):
    """One thing that a family can tell, change, and take back by itself."""

    WAYS = "ways"
    TIMES = "times"
    INTERESTS = "interests"
    BARRIERS = "barriers"
    ACCESS = "access"


class Seen(StrEnum):
    """Who may see it: nobody but the guardian, the child's teachers, or also who leads there."""

    ME = "me"
    TEACHERS = "teachers"
    SCHOOL = "school"


CODES: Mapping[Part, tuple[str, ...]] = {
    Part.WAYS: tuple(one.value for one in TakingPart),
    Part.TIMES: tuple(one.value for one in FreeTime),
    Part.INTERESTS: tuple(one.value for one in Interest),
    Part.BARRIERS: tuple(one.value for one in Barrier),
    Part.ACCESS: tuple(one.value for one in AccessNeed),
}
# What a teacher of the child sees, and what somebody sees who leads the school and teaches none.
EYES_OF_TEACHERS = frozenset({Seen.TEACHERS.value, Seen.SCHOOL.value})
EYES_OF_LEADERS = frozenset({Seen.SCHOOL.value})

HELPED_BY: Mapping[str, Support] = {
    Barrier.TIME.value: Support.RECORDING,
    Barrier.TRANSPORT.value: Support.TRANSPORT,
    Barrier.CHILD_CARE.value: Support.CHILD_CARE,
    Barrier.LANGUAGE.value: Support.INTERPRETER,
    Barrier.COST.value: Support.COST_HELP,
    AccessNeed.QUIET_ROOM.value: Support.QUIET_SPACE,
    AccessNeed.VISUAL_SCHEDULE.value: Support.VISUAL_SCHEDULE,
    TakingPart.ONLINE.value: Support.ONLINE,
}
"""What an activity can offer for it: barrier, need or way → support."""

WAYS_ELSEWHERE: Mapping[str, Way] = {
    TakingPart.AT_HOME.value: Way.AT_HOME,
    TakingPart.ONLINE.value: Way.ONLINE,
    TakingPart.BY_PHONE.value: Way.PHONE,
}
"""How who likes to take part so does it at an activity without coming."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a family tells of one part: codes, its own words, and who may see both."""

    codes: tuple[str, ...] = ()
    words: str = ""
    seen: Seen = Seen.ME

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told."""
        return not (self.codes or self.words)

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> "Told":
        """What a document keeps of it."""
        codes = stored.get("codes", ())
        return cls(
            codes=tuple(str(one) for one in codes) if isinstance(codes, list | tuple) else (),
            words=str(stored.get("words", "")),
            seen=Seen(str(stored.get("seen", Seen.ME.value))),
        )


def likes_elsewhere(ways: Collection[str]) -> bool:
    """Whether somebody who likes to take part in these ways would rather not come to school."""
    return TakingPart.AT_SCHOOL.value not in ways and any(one in WAYS_ELSEWHERE for one in ways)


def narrower(one: Seen, other: Seen) -> Seen:
    """The one of the two that fewer may see."""
    return min(one, other, key=list(Seen).index)


def may_rest_until(until: date, today: date) -> bool:
    """Whether "not now" can last until that day: later than today, a year at most."""
    return today < until <= today + LONGEST_REST


def rests_on(until: date | None, today: date) -> bool:
    """Whether a family that said "not now" until then still rests on the day."""
    return until is not None and today < until
