"""What the rows of a package say about each other, for judging later files by earlier ones.

Only what the package tells in full is judged by: a file of changes proves nothing.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol, cast

from services.evaluation.feeds.oneroster.columns import REMEMBERED
from services.evaluation.feeds.oneroster.rows import Column, Read
from services.evaluation.feeds.oneroster.scratch import Identifiers, Scratch

JOINT = "|"
# Kind to the columns that later files are judged by.
_NOTED = {
    "orgs": ("type",),
    "academicSessions": ("type",),
    "classes": ("schoolSourcedId",),
    "users": ("primaryOrgSourcedId",),
    "userProfiles": ("userSourcedId",),
    "lineItems": ("classSourcedId", "resultValueMin", "resultValueMax"),
    "resources": ("roles",),
}
# Kind to the pairs of columns whose values belong together, and which files are judged by them.
_PAIRED = {
    "enrollments": ((("classSourcedId", "userSourcedId"), ("results", "userResources")),),
    "roles": (
        (("userSourcedId", "orgSourcedId"), ("users",)),
        (("userSourcedId", "role"), ("userResources",)),
    ),
}


class Told(Protocol):
    """What is asked of a checked stream."""

    as_changes: bool
    is_broken: bool
    identifiers: Identifiers


class Facts:
    """Notes beside identifiers, and pairs of them."""

    def __init__(self, scratch: Scratch, told: Callable[[str], Told | None]) -> None:
        """``told`` gives what is known of a kind's stream."""
        self._scratch = scratch
        self._told = told
        self._pairs: dict[tuple[str, str], Identifiers] = {}
        self._notes: dict[str, dict[str, str]] = {}

    def is_told(self, *kinds: str) -> bool:
        """Whether the package tells all records of each of these kinds."""
        streams = [self._told(kind) for kind in kinds]
        return all(one and not one.as_changes and not one.is_broken for one in streams)

    def notes_for(self, kind: str, read: Read) -> list[str] | None:
        """What to note beside each identifier of a batch."""
        names = _NOTED.get(kind)
        if names is None:
            return None
        blank = [""] * len(read)
        columns = [read.columns.get(name, blank) for name in names]
        return _joined(columns)

    def notes(self, kind: str, ids: Iterable[object]) -> dict[str, str]:
        """What was noted beside these; nothing for what is unknown or bad."""
        stream = self._told(kind)
        known = self._notes.setdefault(kind, {})
        if len(known) > REMEMBERED:
            known.clear()
        asked = {one for one in ids if isinstance(one, str) and one} - known.keys()
        if asked and stream is not None:
            known |= stream.identifiers.notes_of(asked)
        return known

    def keep_pairs(self, kind: str, read: Read) -> None:
        """Remember which of the batch's identifiers belong together."""
        for names, judged in _PAIRED.get(kind, ()):
            if any(map(self._told, judged)):
                good = self.pairs_in(read, *names)
                self.pairs(*names).add(good, read.numbers, read.numbers)

    def pairs(self, first: str, second: str) -> Identifiers:
        """The pairs of these two columns, joined."""
        if (first, second) not in self._pairs:
            self._pairs[first, second] = self._scratch.identifiers()
        return self._pairs[first, second]

    @staticmethod
    def pairs_in(read: Read, *names: str) -> list[str]:
        """Each row's values of these columns, joined."""
        return _joined([read.columns[name] for name in names])

    def missing_pairs(self, first: str, second: str, wanted: Collection[str]) -> set[str]:
        """Those of the joined pairs that no row told."""
        asked = set(wanted)
        return asked - self.pairs(first, second).among(asked)


def _joined(columns: Sequence[Column]) -> list[str]:
    try:
        # Nearly always there is nothing but texts.
        return list(map(JOINT.join, cast("Iterable[tuple[str, ...]]", zip(*columns, strict=True))))
    except TypeError:
        return [JOINT.join(map(_text, cells)) for cells in zip(*columns, strict=True)]


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
