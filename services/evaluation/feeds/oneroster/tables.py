"""What a file of a package is made of: columns, each with its type, in a table.

Source: OneRoster CSV tables 1.1.1 and binding 1.2.1; design lms.md §1.6. OneRoster's own tables are
in ``versions``, what may stand beside them in ``extras``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.values import Parse

KEY = "sourcedId"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column. ``refers_to`` names the kind of record it points at.

    ``is_expected``: the standard requires it, real systems leave it out; a warning unless strict.
    """

    name: str
    parse: Parse = values.text
    is_required: bool = False
    is_expected: bool = False
    refers_to: str = ""
    unknown: str = "missing_target_record"
    """What to say when the record it points at is not there."""

    names: str = ""
    """The kind of record that it names by sourcedId or, as other products do, by identifier."""

    or_else: str = ""
    """A column that may name the same record where this one does not."""

    is_kept: bool = True


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file: its name without ``.csv``, its columns in order.

    The first column identifies the row, unless ``keys`` names several that do so together: their
    values joined by ``|`` are the row's ``sourced_id``, and they stay among its fields.
    ``aliases``: other names of columns in a header, to ours.
    ``decisive``: the column that, where it is filled, must not be lost with its row: neither by
    another cell that cannot be read, nor by an earlier row that says something else of the same.
    """

    name: str
    columns: tuple[Column, ...]
    is_supplement: bool = False
    keys: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    decisive: str = ""

    @property
    def key(self) -> str:
        """The name of the identifying column; the first one where several are."""
        return self.keys[0] if self.keys else self.columns[0].name

    @property
    def file(self) -> str:
        """The file's name in the archive."""
        return f"{self.name}.csv"


def text(names: str) -> list[Column]:
    """Columns of free text; a name ending in ``!`` must be filled, one in ``?`` should be."""
    return columns(names, values.text)


def unkept(names: str) -> list[Column]:
    """Columns that the standard has and that we never store."""
    return [Column(name=name, is_kept=False) for name in names.split()]


def columns(names: str, parse: Parse, refers_to: str = "") -> list[Column]:
    """Columns of one type; a name ending in ``!`` must be filled, one in ``?`` should be."""
    return [
        Column(
            name=name.rstrip("!?"),
            parse=parse,
            is_required=name.endswith("!"),
            is_expected=name.endswith("?"),
            refers_to=refers_to,
        )
        for name in names.split()
    ]


def to(names: str, refers_to: str) -> list[Column]:
    """Columns that name one record of a kind."""
    return columns(names, values.guid, refers_to)


def to_many(names: str, refers_to: str) -> list[Column]:
    """Columns that name records of a kind, separated by commas."""
    return columns(names, values.guids, refers_to)


def naming(name: str, kind: str, or_else: str = "") -> list[Column]:
    """A column that must name one record of a kind, by sourcedId or identifier."""
    return [Column(name=name, is_required=True, names=kind, or_else=or_else)]


def one_roster(name: str, *groups: Iterable[Column], key: str = "") -> Table:
    """A file of the standard's; ``key``: the kind whose identifiers are its own as well."""
    first = (
        *to(f"{KEY}!", key),
        *columns("status", values.status),
        *columns("dateLastModified", values.moment),
    )
    return Table(name=name, columns=(*first, *(column for group in groups for column in group)))
