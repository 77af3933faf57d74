"""A district in plain values, before it becomes a file: what the writer of bundles takes."""

from dataclasses import dataclass, field


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
class Place:
    """A student's place in a class."""

    school_class: str
    student: str


@dataclass(kw_only=True)
class District:
    """Everything a bundle holds."""

    orgs: list[Org] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
