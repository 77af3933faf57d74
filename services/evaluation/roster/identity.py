"""The ids that stand for a source's records outside evaluation. Source: architecture.md §5.

The district's own org is the district: the org of type ``district`` without a parent has
``settings.district_id`` as its id, which is the district's tenant. Every other org, class, person
and enrollment has an id derived from district, source, kind and ``sourcedId``; so two sources that
both know a user "1001" know two persons, and one source that serves several schools knows one.
"""

from dataclasses import dataclass
from functools import lru_cache

from shared.ids import derived_id


@dataclass(frozen=True)
class Ids:
    """The ids of one source's records."""

    district_id: str
    source: str

    def org(self, sourced_id: str) -> str:
        """The org's id; for a school it is also its tenant's."""
        return self._derived("org", sourced_id)

    def school_class(self, sourced_id: str) -> str:
        """The class's id."""
        return self._derived("class", sourced_id)

    def person(self, sourced_id: str) -> str:
        """The person's id, the same in every school of theirs."""
        return self._derived("user", sourced_id)

    def enrollment(self, sourced_id: str) -> str:
        """The enrollment's id."""
        return self._derived("enrollment", sourced_id)

    def link(self, student: str, guardian: str) -> str:
        """The guardian link's id; the same whichever end told it."""
        return self._derived("link", student, guardian)

    def _derived(self, kind: str, *sourced_ids: str) -> str:
        return _derived(self.district_id, self.source, kind, *sourced_ids)


# A batch asks for the same schools, classes and people over and over; a district is never held.
_derived = lru_cache(maxsize=20_000)(derived_id)
