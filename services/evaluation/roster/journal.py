"""What a run found before it changed records, so that it can be undone.

Written in the transaction that makes the change. An entry is a batch: its records were not there
before (``created``), or stood so (``before``). It holds personal data and is kept for a while only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mongoengine.fields import DictField, ListField, StringField

from services.evaluation.roster.stored import past
from shared.tenancy import TenantDocument, write_scope

Row = dict[str, Any]
# A row has at most 128 KiB, a document of MongoDB at most 16 MiB.
ROWS_IN_AN_ENTRY = 100
KEPT_FIELDS = ("fields", "refs", "owner", "digest", "modified", "is_active", "told_at")
"""What a feed tells of a record; its marks and where it was published go on as they are."""


class RecordChange(TenantDocument):
    """One entry of a run's journal; its id is ``<run_id>/<number>``."""

    meta = {"collection": "record_changes"}  # noqa: RUF012
    id = StringField(primary_key=True)
    source = StringField(required=True)
    kind = StringField(required=True)
    created = ListField(StringField())
    before = ListField(DictField())


@dataclass
class Journal:
    """The journal of a run, which has ``entries`` by now and tells its records as of ``at``."""

    run_id: str
    entries: int = 0
    at: datetime | None = None

    def note(self, source: str, kind: str, created: Sequence[str], before: Iterable[Row]) -> None:
        """Keep what stood before; within the transaction that changes it."""
        earlier = [
            {"sourced_id": row["sourced_id"], **{name: row.get(name) for name in KEPT_FIELDS}}
            for row in before
        ]
        batches = [
            (list(created), []),
            *(([], some) for some in _batches(earlier)),
        ]
        rows = []
        for new, old in batches:
            if new or old:
                entry_id = _entry_id(self.run_id, self.entries)
                told = {"_id": entry_id, "school_id": write_scope(), "source": source, "kind": kind}
                rows.append({**told, "created": new, "before": old})
                self.entries += 1
        if rows:
            RecordChange._get_collection().insert_many(rows)


def entry_of(run_id: str, number: int) -> RecordChange | None:
    """An entry of the run's journal; None when it is not kept any more."""
    return RecordChange.objects(id=_entry_id(run_id, number)).first()  # type: ignore[no-any-return]


def is_kept(run_id: str) -> bool:
    """Whether the run's journal is still there."""
    return entry_of(run_id, 0) is not None


def drop_journal(run_id: str) -> None:
    """Delete what the run found: it will not be undone any more."""
    own = {"$gte": f"{run_id}/", "$lt": past(f"{run_id}/")}
    RecordChange._get_collection().delete_many({"_id": own})


def drop_journals_of(source: str) -> None:
    """Delete what any run of the source found: somebody deleted records, and they stay deleted."""
    RecordChange._get_collection().delete_many({"source": source})


def _entry_id(run_id: str, number: int) -> str:
    return f"{run_id}/{number:08d}"


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS_IN_AN_ENTRY):
        yield rows[start : start + ROWS_IN_AN_ENTRY]
