"""Which guardians share a household, as far as anybody confirmed it. Pure.

Source: architecture.md §5: visibility is always per guardian; two share an answer only where the
supplement, the school or both of them said that they live together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.events.evaluation import ConfirmedBy, HouseholdChanged
from shared.ids import derived_id

Guardians = frozenset[str]

NOT_AT_HOME = "false"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a school decided of some guardians: that they share a household, or do not."""

    guardians: Guardians
    is_shared: bool


@dataclass
class Household:
    """The children of whom these guardians share a household, and who said so."""

    guardians: Guardians
    confirmed_by: ConfirmedBy
    students: set[str] = field(default_factory=set)

    def state(self, district_id: str) -> HouseholdChanged:
        """The household as it is published; without children it is none any more."""
        return HouseholdChanged(
            household_id=household_id(district_id, self.guardians),
            guardian_ids=tuple(sorted(self.guardians)),
            student_ids=tuple(sorted(self.students)),
            confirmed_by=self.confirmed_by,
            active=bool(self.students),
        )


def household_id(district_id: str, guardians: Iterable[str]) -> str:
    """The same for the same guardians."""
    return derived_id(district_id, "household", *sorted(guardians))


def households_around(
    homes: Mapping[str, str], said: Iterable[Said]
) -> dict[Guardians, ConfirmedBy]:
    """The households of a child's guardians.

    ``homes`` is each guardian who stands for the child with what ``livesWith`` tells: with the
    child (``true``), not (``false`` or nothing), or in which of its homes. What a school says
    stands against a feed.
    """
    by_home: dict[str, set[str]] = {}
    for guardian, home in homes.items():
        if home and home != NOT_AT_HOME:
            by_home.setdefault(home, set()).add(guardian)
    found = {frozenset(group): ConfirmedBy.FEED for group in by_home.values() if len(group) > 1}
    decided = list(said)
    for one in decided:
        if one.is_shared and one.guardians <= homes.keys():
            found[one.guardians] = ConfirmedBy.SCHOOL
    apart = [one.guardians for one in decided if not one.is_shared]
    return {
        group: confirmed
        for group, confirmed in found.items()
        if not any(pair <= group for pair in apart)
    }
