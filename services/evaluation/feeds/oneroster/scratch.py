"""What a check keeps on disk while it goes on, so that memory stays flat.

Identifiers lie in a database, rows that were read in a spool. Both files have no name: they vanish
with the process, and whoever takes a run over reads the package again. They hold personal data, so
they lie where the package does.
"""

import json
import marshal
import os
import sqlite3
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

ASKED_AT_ONCE = 5_000
_LENGTH_BYTES = 8
_PRAGMAS = (
    "journal_mode=OFF",
    "synchronous=OFF",
    "locking_mode=EXCLUSIVE",
    "cache_size=-24000",
    "temp_store=MEMORY",
)


class Identifiers:
    """A set of identifiers on disk, each with where it was first seen."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._database = database
        self._name = name
        database.execute(
            f"CREATE TABLE {name} (id TEXT PRIMARY KEY, row INTEGER, content INTEGER,"
            " note TEXT, bad INTEGER) WITHOUT ROWID"
        )

    def add(
        self,
        ids: Sequence[str],
        rows: Sequence[int],
        contents: Sequence[int],
        notes: Sequence[str] | None = None,
    ) -> list[tuple[int, bool]]:
        """Keep them. Gives the positions of those known before, and whether the content is new."""
        before = self._database.total_changes
        told = notes if notes is not None else [""] * len(ids)
        self._database.executemany(
            f"INSERT OR IGNORE INTO {self._name} VALUES (?, ?, ?, ?, 0)",  # noqa: S608  # nosec B608
            zip(ids, rows, contents, told, strict=True),
        )
        if self._database.total_changes - before == len(ids):
            return []
        first = {one: rest for one, *rest in self._select("id, row, content", ids)}
        return [
            (at, first[one][1] != contents[at])
            for at, one in enumerate(ids)
            if first[one][0] != rows[at]
        ]

    def mark_bad(self, ids: Collection[str]) -> None:
        """Their rows are set aside."""
        self._database.executemany(
            f"UPDATE {self._name} SET bad = 1 WHERE id = ?",  # noqa: S608  # nosec B608
            ((one,) for one in ids),
        )

    def among(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are here, good or bad."""
        return set(ids) - self._without(ids, "")

    def missing(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are not here, or only badly."""
        # Nearly always nothing is missing: asking for that is much faster than for the rest.
        return self._without(ids, "AND NOT bad")

    def notes_of(self, ids: Collection[str]) -> dict[str, str]:
        """What was noted beside those that are here and not bad."""
        return {one: note for one, note, bad in self._select("id, note, bad", ids) if not bad}

    def noted(self) -> Iterator[tuple[str, int, str]]:
        """Identifier, row and note of whatever has a note and is not bad, by row."""
        yield from self._database.execute(
            f"SELECT id, row, note FROM {self._name}"  # noqa: S608  # nosec B608
            " WHERE note != '' AND NOT bad ORDER BY row"
        )

    def _without(self, ids: Collection[str], condition: str) -> set[str]:
        known = f"SELECT 1 FROM {self._name} WHERE id = asked.value {condition}"  # noqa: S608  # nosec B608
        query = f"SELECT value FROM json_each(?) asked WHERE NOT EXISTS ({known})"  # noqa: S608  # nosec B608
        return {one for (one,) in self._ask(query, ids)}

    def _select(self, names: str, ids: Collection[str]) -> Iterator[tuple[Any, ...]]:
        query = (
            f"SELECT {names} FROM {self._name}"  # noqa: S608  # nosec B608
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        return self._ask(query, ids)

    def _ask(self, query: str, ids: Collection[str]) -> Iterator[tuple[Any, ...]]:
        asked = list(ids)
        for begin in range(0, len(asked), ASKED_AT_ONCE):
            piece = json.dumps(asked[begin : begin + ASKED_AT_ONCE])
            yield from self._database.execute(query, (piece,))


class Scratch:
    """The database and the spool of one check."""

    def __init__(self, directory: Path) -> None:
        self._database = _nameless_database(directory)
        self._spool = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed below
        self._tables = 0
        self.close = weakref.finalize(self, _close, self._database, self._spool)

    def identifiers(self) -> Identifiers:
        """A new, empty set."""
        self._tables += 1
        return Identifiers(self._database, f"ids_{self._tables}")

    def keep(self, values: Iterable[Any]) -> int:
        """Write plain values away; gives the place where ``read`` finds them."""
        # Much faster than letting marshal read and write the file itself.
        content = marshal.dumps(tuple(values))
        place = self._spool.seek(0, os.SEEK_END)
        self._spool.write(len(content).to_bytes(_LENGTH_BYTES) + content)
        return place

    def read(self, place: int) -> tuple[Any, ...]:
        """What was kept there."""
        self._spool.seek(place)
        length = int.from_bytes(self._spool.read(_LENGTH_BYTES))
        found: tuple[Any, ...] = marshal.loads(self._spool.read(length))  # noqa: S302  # nosec B302 - our own
        return found


def _nameless_database(directory: Path) -> sqlite3.Connection:
    handle, name = tempfile.mkstemp(dir=directory)
    os.close(handle)
    # The steps of a job may be done by several threads, one after another.
    database = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    # Nobody else reads it and nothing survives it, so that one transaction is enough.
    database.execute("BEGIN EXCLUSIVE")
    Path(name).unlink()
    return database


def _close(database: sqlite3.Connection, spool: IO[bytes]) -> None:
    database.close()
    spool.close()
