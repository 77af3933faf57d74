"""Families as circles of children and adults, and how much each was invited. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How many invitations a family is to have in a term, while the school has chosen no other number.
FLOOR = 3
MOST_FLOOR = 20


@dataclass(frozen=True, kw_only=True)
class Circle:
    """Children who share an adult, with all adults who may be invited for them."""

    student_ids: tuple[str, ...]
    guardian_ids: tuple[str, ...]

    @property
    def key(self) -> str:
        """How a page names it: the first child."""
        return self.student_ids[0]


@dataclass(frozen=True, kw_only=True)
class Level:
    """The families that were invited so often, and how many of them said anything."""

    invited: int
    families: int
    answered: int


def circles(student_ids: Iterable[str], guardians: Mapping[str, Iterable[str]]) -> list[Circle]:
    """The children in circles, by each guardian's children; who has no guardian stands alone."""
    head = {student: student for student in student_ids}

    def find(student: str) -> str:
        while head[student] != student:
            head[student] = head[head[student]]
            student = head[student]
        return student

    adults: dict[str, str] = {}
    for guardian, children in guardians.items():
        first, *others = [one for one in children if one in head] or [""]
        if first:
            adults[guardian] = first
            for other in others:
                head[find(other)] = find(first)
    together: dict[str, list[str]] = defaultdict(list)
    for student in head:
        together[find(student)].append(student)
    with_adults: dict[str, list[str]] = defaultdict(list)
    for guardian, first in adults.items():
        with_adults[find(first)].append(guardian)
    return [
        Circle(student_ids=tuple(sorted(children)), guardian_ids=tuple(sorted(with_adults[top])))
        for top, children in together.items()
    ]


def levels(counted: Iterable[tuple[int, bool]], floor: int) -> list[Level]:
    """Effort beside response: families by how often they were invited, ``floor`` and more as one.

    ``counted``: for each family how often it was invited, and whether it said anything at all.
    Source: leadership article §2 (S29): low response with low effort says something of the effort.
    """
    families: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for invited, has_answered in counted:
        families[min(invited, floor)] += 1
        answered[min(invited, floor)] += has_answered
    return [
        Level(invited=one, families=families[one], answered=answered[one])
        for one in sorted(families)
    ]
