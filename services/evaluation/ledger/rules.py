"""What each fact adds to which measure, as a join; and how a moment's dimensions are told. Pure.

A measure's document holds, field by field, the greatest (or the least) value that any fact told of
it. Taking the greatest is commutative, associative and idempotent: facts may come in any order, in
any batches and twice, and the documents come out the same; so does a rebuild from the ledger. What
can be corrected carries its record's version first, so that the newest correction is the greatest.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.events.activities import ActivityCancelled, ActivityHeld
from shared.events.channels import Channel
from shared.events.homework import HomeworkShared
from shared.events.invitations import (
    ActivityAnnounced,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
)
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.events.replies import ReplyReceived

UNKNOWN_LANGUAGE = "und"
"""BCP 47's word for a language that nobody told."""

# An older event does not say which notice it is of: then it is the invitation itself.
_TRIES = frozenset({"", "invitation_issued", "invitation_reminder"})
_NOTHING_SENT = frozenset({DeliveryStatus.NO_CONTACT, DeliveryStatus.NOT_NEEDED})
_BEFORE_YEAR_1 = frozenset({"IT", "PR", "PK", "TK", "KG"})


class Measure(StrEnum):
    """The collections of measures. Learning at home has its own and meets no other (R2)."""

    STANDINGS = "standings"
    ACTIVITIES = "activity_standings"
    HOME_LEARNING = "home_learning"


@dataclass(frozen=True, kw_only=True)
class Dimensions:
    """Of whom a fact tells, as the roster stood when it came. They stay as they were.

    ``family`` stands for the set of children; None when the fact names nobody. ``year`` is that of
    its youngest child, 0 before year 1; None when not known. ``language`` is the one the guardian
    reads best.
    """

    family: str | None = None
    year: int | None = None
    language: str = UNKNOWN_LANGUAGE
    class_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fact:
    """An event as the ledger keeps it."""

    event: Any
    version: int
    at: datetime
    dimensions: Dimensions


@dataclass(frozen=True, kw_only=True)
class Join:
    """What a fact adds to one document of a measure: field path to value."""

    measure: Measure
    key: str
    greatest: Mapping[str, Any] = field(default_factory=dict)
    least: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Party:
    """Whom a fact names: the guardian if any, and the children if any."""

    guardian_id: str | None = None
    student_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RollGroup:
    """How many families of a school have the same year and languages."""

    year: int | None
    languages: tuple[str, ...]
    families: int


@dataclass(frozen=True, kw_only=True)
class FamilyGroup:
    """Families with the same year and languages, and how far they came with school's invitations.

    ``invited``, ``reached``, ``answered``, ``came`` count families; ``answered`` and ``reached``
    are of those invited, ``came`` also those that came without an invitation. ``came_invited`` are
    only those that were invited. ``invitations`` and ``tried`` count what was sent and attempted.
    """

    year: int | None
    languages: tuple[str, ...]
    invited: int
    reached: int
    answered: int
    came: int
    came_invited: int
    invitations: int
    tried: int


@dataclass(frozen=True, kw_only=True)
class HomeGroup:
    """Families with the same year that told of learning at home, and how many practices."""

    year: int | None
    families: int
    practices: int


def party_of(event: Any) -> Party:
    """Whom the event names."""
    if isinstance(event, DeliveryStatusChanged | ReplyReceived):
        return Party(event.person_id)
    student_id = getattr(event, "student_id", None)
    students = (student_id,) if student_id else getattr(event, "student_ids", ())
    return Party(getattr(event, "guardian_id", None), students)


def year_of(grade: str) -> int | None:
    """The school year that a OneRoster grade stands for. Source: CEDS' codes for grade levels."""
    if grade in _BEFORE_YEAR_1:
        return 0
    return int(grade) if grade.isascii() and grade.isdigit() else None


def youngest_year(grades: Iterable[str]) -> int | None:
    """The lowest school year among the grades, if any is known."""
    years = [year for grade in grades if (year := year_of(grade)) is not None]
    return min(years, default=None)


def fold(fact: Fact) -> Join | None:
    """What the fact adds to a measure; None for facts that only the ledger keeps."""
    add = _FOLDS.get(type(fact.event))
    return None if add is None else add(fact.event, fact)


def joins_of(facts: Iterable[Fact]) -> list[Join]:
    """What the facts together add."""
    return [join for fact in facts if (join := fold(fact)) is not None]


def families_on_roll(
    children_of: Mapping[str, Collection[str]],
    grades_of: Mapping[str, Collection[str]],
    language_of: Mapping[str, str],
) -> list[RollGroup]:
    """The families of a school: guardians of the same children are one.

    ``children_of`` is by guardian, ``grades_of`` by student and names all of them: a child without
    a guardian is a family too.
    """
    families: dict[frozenset[str], set[str]] = {}
    for guardian_id, children in children_of.items():
        present = frozenset(child for child in children if child in grades_of)
        if present:
            languages = families.setdefault(present, set())
            languages.add(language_of.get(guardian_id, UNKNOWN_LANGUAGE))
    alone = grades_of.keys() - {child for children in families for child in children}
    families |= {frozenset({child}): {UNKNOWN_LANGUAGE} for child in alone}
    groups = Counter(
        (youngest_year(grade for child in children for grade in grades_of[child]), frozenset(known))
        for children, known in families.items()
    )
    return [
        RollGroup(year=year, languages=tuple(sorted(known)), families=count)
        for (year, known), count in groups.items()
    ]


def _announced(event: ActivityAnnounced, fact: Fact) -> Join:
    return Join(
        measure=Measure.ACTIVITIES,
        key=event.activity_id,
        greatest={"kind": event.kind.value, "focus": event.focus.value},
        least={"at": fact.at},
    )


def _issued(event: InvitationIssued, fact: Fact) -> Join:
    """Only this fact says who was invited, so no later one can move an invitation to others."""
    return _invitation(event.invitation_id, _who(fact), least={"at": fact.at})


def _opened(event: InvitationOpened, _: Fact) -> Join:
    return _invitation(event.invitation_id, {"opened": True})


def _answered(event: InvitationAnswered, fact: Fact) -> Join:
    answer = {"version": fact.version, "answer": event.answer.value}
    return _invitation(event.invitation_id, {"answer": answer})


def _delivery(event: DeliveryStatusChanged, _: Fact) -> Join | None:
    """A try is what asks a family to come and went out; of a sheet, that it is on its way."""
    invitation_id = event.about.removeprefix("invitation/")
    if invitation_id == event.about or event.status in _NOTHING_SENT:
        return None
    told: dict[str, Any] = {}
    begins = event.status is DeliveryStatus.SENDING and event.channel is not Channel.PAPER
    if event.notice in _TRIES and not begins:
        told[f"tried.{event.delivery_id}"] = True
    if event.status is DeliveryStatus.DELIVERED:
        told["delivered"] = True
    return _invitation(invitation_id, told) if told else None


def _attended(event: AttendanceRecorded, fact: Fact) -> Join:
    seen = {"version": fact.version, "present": event.present}
    if event.invitation_id is not None:
        return _invitation(event.invitation_id, {f"attended.{event.attendance_id}": seen})
    return Join(
        measure=Measure.STANDINGS,
        key=f"attendance/{event.attendance_id}",
        greatest={"walk_in": seen | _who(fact)},
        least={"at": fact.at},
    )


def _practised(event: HomePracticeRecorded, fact: Fact) -> Join:
    month = f"{event.practised_on:%Y-%m}"
    return _at_home(
        f"practice/{event.practice_id}", fact, month, event.kind.value, not event.taken_back
    )


def _shared(event: HomeworkShared, fact: Fact) -> Join:
    """A family's turn in a task is learning at home, in the month it told of it last."""
    return _at_home(f"homework/{event.reply_id}", fact, f"{fact.at:%Y-%m}", "homework", True)


def _at_home(key: str, fact: Fact, month: str, kind: str, counts: bool) -> Join:
    told = {
        "version": fact.version,
        "counts": counts,
        "family": fact.dimensions.family,
        "year": fact.dimensions.year,
        "month": month,
        "kind": kind,
    }
    return Join(measure=Measure.HOME_LEARNING, key=key, greatest={"told": told})


def _cancelled(event: ActivityCancelled, _: Fact) -> Join:
    return Join(measure=Measure.ACTIVITIES, key=event.activity_id, greatest={"cancelled": True})


def _held(event: ActivityHeld, fact: Fact) -> Join:
    """The newest word on who got something from it counts."""
    held = {"version": fact.version, "families": event.families, "told": list(event.told)}
    return Join(measure=Measure.ACTIVITIES, key=event.activity_id, greatest={"held": held})


def _invitation(
    invitation_id: str, greatest: Mapping[str, Any], least: Mapping[str, Any] | None = None
) -> Join:
    return Join(
        measure=Measure.STANDINGS,
        key=f"invitation/{invitation_id}",
        greatest=greatest,
        least=least or {},
    )


def _who(fact: Fact) -> dict[str, Any]:
    of = fact.dimensions
    return {"family": of.family, "year": of.year, "language": of.language}


_FOLDS: Mapping[type, Callable[[Any, Fact], Join | None]] = {
    ActivityAnnounced: _announced,
    ActivityCancelled: _cancelled,
    ActivityHeld: _held,
    InvitationIssued: _issued,
    InvitationOpened: _opened,
    InvitationAnswered: _answered,
    DeliveryStatusChanged: _delivery,
    AttendanceRecorded: _attended,
    HomePracticeRecorded: _practised,
    HomeworkShared: _shared,
}
