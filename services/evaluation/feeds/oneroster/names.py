"""Files of other products name people and schools by sourcedId or by identifier: who is meant.

Source: design lms.md §4 (Clever, TalkingPoints, Ed-Fi).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.evaluation.feeds.oneroster.columns import REMEMBERED
from services.evaluation.feeds.oneroster.references import Known
from services.evaluation.feeds.oneroster.rows import Read
from services.evaluation.feeds.oneroster.scope import OrgScope
from services.evaluation.feeds.oneroster.scratch import Identifiers, Scratch
from services.evaluation.feeds.oneroster.tables import Column

StoredNamed = Callable[[str, Collection[str]], Mapping[str, str]]
"""A kind and identifiers to the ``sourcedId`` of the one stored record that has each of them."""

_SCHOOLS = "orgs"


def nobody_named(_: str, __: Collection[str]) -> dict[str, str]:
    """Nobody is stored who could be named."""
    return {}


class Told:
    """The identifiers that the package's own rows tell, for the kinds that are asked for."""

    def __init__(self, scratch: Scratch, kinds: Collection[str]) -> None:
        """Of other ``kinds`` nothing is kept."""
        self._identifiers = {kind: scratch.identifiers() for kind in kinds}

    def keep(self, kind: str, read: Read) -> None:
        """Remember the identifiers of a batch's good rows; one that two rows have names nobody."""
        known = self._identifiers.get(kind)
        cells = read.columns.get("identifier")
        if known is None or cells is None:
            return
        types = read.columns.get("type") if kind == _SCHOOLS else None
        wanted = [
            at
            for at, cell in enumerate(cells)
            if cell and at not in read.bad and (types is None or types[at] == "school")
        ]
        names = [str(cells[at]) for at in wanted]
        ids = [read.ids[at] for at in wanted]
        numbers = [read.numbers[at] for at in wanted]
        twice = known.add(names, numbers, list(map(hash, ids)), ids)
        known.mark_bad({names[at] for at, is_other in twice if is_other})

    def of(self, kind: str) -> Identifiers:
        """Those of a kind, each with the ``sourcedId`` noted beside it."""
        return self._identifiers[kind]


@dataclass(kw_only=True)
class Names:
    """Who of a kind is meant: by ``sourcedId``, else by an identifier that only one has."""

    kind: str
    known: Known | None
    told: Identifiers
    stored: StoredNamed
    _found: dict[str, str] = field(default_factory=dict)

    def resolve(self, cells: Sequence[object]) -> dict[str, str]:
        """Each name to the ``sourcedId`` that it stands for; who is unknown is left out."""
        if len(self._found) > REMEMBERED:
            self._found.clear()
        names = {one for one in cells if isinstance(one, str) and one}
        asked = names - self._found.keys()
        left = self.known.unknown(asked) if self.known and asked else set(asked)
        self._found |= {name: name for name in asked - left}
        self._found |= self.told.notes_of(left) if left else {}
        left -= self._found.keys()
        self._found |= self.stored(self.kind, left) if left else {}
        return self._found


def check_names(read: Read, column: Column, names: Names, scope: OrgScope | None) -> None:
    """Note the rows whose cell in this column names nobody, or a school not spoken for."""
    blank = [""] * len(read)
    cells, others = (read.columns.get(one, blank) for one in (column.name, column.or_else))
    found = names.resolve([*cells, *others])
    outside = scope.outside(set(found.values())) if scope and names.kind == _SCHOOLS else set()
    for at, told in enumerate(zip(cells, others, strict=True)):
        meant = next((found[str(one)] for one in told if one and one in found), None)
        if at in read.bad or at in read.deleted:
            continue
        if meant is None:
            read.note(at, "unknown_name", column.name)
        elif meant in outside:
            read.note(at, "outside_scope", column.name)
