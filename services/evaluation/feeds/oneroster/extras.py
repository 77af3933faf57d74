"""Files that may stand in a package beside OneRoster's: what it cannot say and families need.

Each is optional, needs no line in the manifest, and tells changes only: what is missing in it did
not change. A feature that reads one more adds its line to ``EXTRAS``.
"""

from dataclasses import dataclass

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.expanding import Expand, itself
from services.evaluation.feeds.oneroster.tables import (
    FILES,
    Table,
    columns,
    text,
    to,
)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """One such file, the kind of record it tells and how its rows become records."""

    table: Table
    kind: str
    expand: Expand = itself


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
    ),
    is_supplement=True,
)

EXTRAS = (
    Extra(table=PEOPLE, kind="people"),
    Extra(table=ORG_SETTINGS, kind="orgSettings"),
)
"""In the order of loading, after OneRoster's own."""

FILE_NAMES = {
    f"{name}.csv".lower(): f"{name}.csv"
    for name in {"manifest", *(extra.table.name for extra in EXTRAS), *FILES["1.2"]}
}
"""A file's name in lower case to its right spelling."""
