"""Files that may stand in a package beside OneRoster's: what it cannot say and families need.

Each is optional, needs no line in the manifest, and tells changes only: what is missing in it did
not change. A feature that reads one more adds its line to ``EXTRAS``.
"""

from collections.abc import Collection
from dataclasses import dataclass

from services.evaluation.feeds.files import attendance, guardians
from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.expanding import Expand, itself
from services.evaluation.feeds.oneroster.tables import Table, columns, text, to
from services.evaluation.feeds.oneroster.versions import FILES


@dataclass(frozen=True, kw_only=True)
class Extra:
    """One such file, the kind of record it tells and how its rows become records.

    ``headers``: the columns by which the file is recognised when it comes alone, without a zip; any
    one of these sets will do. Several extras may have the same file name: the one whose header fits
    best is taken.
    """

    table: Table
    kind: str
    expand: Expand = itself
    headers: tuple[tuple[str, ...], ...] = ()

    def fit(self, names: Collection[str]) -> int:
        """How many columns of a set of its own are among ``names``; 0 when none is complete."""
        ours = {self.table.aliases.get(name, name) for name in names} | set(names)
        return max((len(one) for one in self._signatures if ours.issuperset(one)), default=0)

    @property
    def _signatures(self) -> tuple[tuple[str, ...], ...]:
        required = (one.name for one in self.table.columns if one.is_required)
        return self.headers or (tuple(dict.fromkeys((self.table.key, *required))),)


PEOPLE = Table(
    name="tuhono.people",
    columns=(
        *to("userSourcedId!", "users"),
        *columns("languages", values.languages),
        *text("preferredName"),
    ),
    is_supplement=True,
)
ORG_SETTINGS = Table(
    name="tuhono.orgs",
    columns=(
        *to("orgSourcedId!", "orgs"),
        *columns("zone", values.zone),
        *columns("languages", values.languages),
        *columns("guardianAccess", guardians.relations_with_access),
    ),
    is_supplement=True,
)

EXTRAS = (
    Extra(table=PEOPLE, kind="people", headers=(("userSourcedId", "languages"),)),
    Extra(table=ORG_SETTINGS, kind="orgSettings", headers=(("orgSourcedId", "zone"),)),
    *(
        Extra(table=table, kind=guardians.KIND, expand=guardians.pairs_of(table), headers=headers)
        for table, headers in guardians.FILES
    ),
    *(
        Extra(table=table, kind=kind, expand=expand or itself, headers=headers)
        for table, kind, expand, headers in attendance.FILES
    ),
)
"""In the order of loading, after OneRoster's own."""


def extra_of(names: Collection[str], file: str = "") -> Extra | None:
    """The extra file that has such a header, among those called ``file`` if it is given."""
    fits = [(extra.fit(names), extra) for extra in EXTRAS if file in {"", extra.table.file}]
    best, found = max(fits, key=lambda one: one[0], default=(0, None))
    return found if best else None


FILE_NAMES = {
    f"{name}.csv".lower(): f"{name}.csv"
    for name in {"manifest", *(extra.table.name for extra in EXTRAS), *FILES["1.2"]}
}
"""A file's name in lower case to its right spelling."""
