"""Whom an activity is for, and why a family is among them. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Why a guardian is invited: what of the audience the children are in."""

    CHILD = "child"
    CLASS = "class"
    GRADE = "grade"
    SCHOOL = "school"
    INTEREST = "interest"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """The nearest reason for an invitation; ``what`` are ids or codes of that kind."""

    kind: Kind
    what: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As an invitation keeps it."""
        return {"kind": self.kind.value, "what": list(self.what)}


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """A guardian with the children an activity concerns, their classes in it and year levels.

    ``family``: those whom the guardians of a confirmed household have there together; else the own.
    """

    guardian_id: str
    student_ids: tuple[str, ...]
    class_ids: tuple[str, ...]
    grades: tuple[str, ...]
    family: tuple[str, ...] = ()
    reason: Reason = Reason(kind=Kind.CLASS)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Families of one school, by what their children are in or what they told us they like.

    The parts add up. ``within``: the classes to which interests are limited, as a teacher asks
    for own families only; empty for who leads the school. ``everyone``: the whole school.
    """

    class_ids: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    student_ids: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    everyone: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody is chosen."""
        return not (
            self.everyone or self.class_ids or self.grades or self.interests or self.student_ids
        )

    @property
    def is_of_classes(self) -> bool:
        """Whether nothing but classes is chosen."""
        return not (self.everyone or self.grades or self.interests or self.student_ids)

    def as_dict(self) -> dict[str, Any]:
        """As an activity keeps it."""
        return {
            "class_ids": list(self.class_ids),
            "grades": list(self.grades),
            "interests": list(self.interests),
            "student_ids": list(self.student_ids),
            "within": list(self.within),
            "everyone": self.everyone,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Audience":
        """What ``as_dict`` gave; what is missing is not chosen."""
        return cls(
            class_ids=tuple(stored.get("class_ids", ())),
            grades=tuple(stored.get("grades", ())),
            interests=tuple(stored.get("interests", ())),
            student_ids=tuple(stored.get("student_ids", ())),
            within=tuple(stored.get("within", ())),
            everyone=bool(stored.get("everyone", False)),
        )


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What somebody may choose from: own classes and those in them, or the ``whole_school``."""

    class_ids: frozenset[str]
    student_ids: frozenset[str] = frozenset()
    whole_school: bool = False


def within_bounds(audience: Audience, bounds: Bounds) -> Audience | None:
    """The audience, its interests limited as they must be; None when it reaches too far.

    Source: design ``product.md``: a teacher asks the families of the own classes only.
    """
    if set(audience.class_ids) - bounds.class_ids:
        return None
    if bounds.whole_school:
        return replace(audience, within=())
    if audience.everyone or audience.grades or set(audience.student_ids) - bounds.student_ids:
        return None
    if not (audience.interests and bounds.class_ids):
        return None if audience.interests else replace(audience, within=())
    return replace(audience, within=tuple(sorted(bounds.class_ids)))


def reason_for(
    audience: Audience,
    *,
    students: Collection[str],
    classes: Collection[str],
    grades: Collection[str],
    interests: Collection[str],
) -> Reason:
    """Why a guardian of these children is asked: the nearest reason, which says most to a family.

    What fits nothing else belongs to the school's families.
    """
    found = (
        (Kind.CHILD, set(audience.student_ids) & set(students)),
        (Kind.CLASS, set(audience.class_ids) & set(classes)),
        (Kind.GRADE, set(audience.grades) & set(grades)),
        (Kind.INTEREST, set(audience.interests) & set(interests)),
    )
    for kind, what in found:
        if what:
            return Reason(kind=kind, what=tuple(sorted(what)))
    return Reason(kind=Kind.SCHOOL)
