"""A district in plain values, before it becomes a file: what the writer of bundles takes."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Org:
    """A school, or the district itself. ``zone`` and ``languages`` go to our supplement if set."""

    sourced_id: str
    name: str
    kind: str
    parent: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SchoolClass:
    """A class; ``teacher`` is the user who teaches it. Homerooms and subjects alike."""

    sourced_id: str
    title: str
    school: str
    grades: tuple[str, ...]
    teacher: str
    is_homeroom: bool = True


@dataclass(frozen=True, kw_only=True)
class User:
    """A person with one role in some orgs. ``agents`` are a student's guardians."""

    sourced_id: str
    given_name: str
    family_name: str
    role: str
    orgs: tuple[str, ...]
    email: str = ""
    sms: str = ""
    grades: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    preferred_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Bond:
    """What a guardian is to one child, for our supplement; ``lives_with`` and the like as told."""

    student: str
    guardian: str
    relation: str = ""
    lives_with: str = ""
    priority: str = ""
    restriction: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A student's place in a class."""

    school_class: str
    student: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term of the school year; ``ends_before`` is the first day after it."""

    sourced_id: str
    title: str
    begins_on: date
    ends_before: date


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The words a class's results are told in, the lowest first."""

    sourced_id: str
    title: str
    school_class: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LineItem:
    """A piece of work that a class is given. ``highest`` is the top of its scores or words."""

    sourced_id: str
    school_class: str
    title: str
    description: str
    category: str
    assigned_on: date
    due_on: date
    highest: float
    scale: str = ""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a student got for a piece of work. ``flags``: late, missing, incomplete, inProgress."""

    line_item: str
    student: str
    status: str
    scored_on: date
    score: float | None = None
    word: str = ""
    comment: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What was noted of a student on a day: only what differs from being there all day.

    ``told_at`` (a OneRoster date-time) orders what is told of the same day: the later corrects.
    """

    student: str
    school: str
    on: date
    category: str
    code: str = ""
    minutes: str = ""
    arrived: str = ""
    left: str = ""
    comment: str = ""
    told_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A weekday without school."""

    school: str
    on: date
    reason: str


@dataclass(kw_only=True)
class Learning:
    """Gradebook and attendance: what changes from day to day."""

    terms: list[Term] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    line_items: list[LineItem] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    corrections: list[Mark] = field(default_factory=list)
    """Told a day later, in a package of their own."""


@dataclass(kw_only=True)
class District:
    """Everything a bundle holds; without ``learning`` no gradebook and no attendance."""

    orgs: list[Org] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    bonds: list[Bond] = field(default_factory=list)
    learning: Learning | None = None
