"""The academic sessions of a feed, as far as they are terms. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.evaluation.roster.changes import Value

# The shortest the feed tells of; some schools have terms, some semesters, some only the year.
SESSION_KINDS = ("term", "semester", "schoolYear")


def starts_of(
    sessions: Iterable[Mapping[str, Value]], kinds: Sequence[str] = SESSION_KINDS
) -> tuple[date, ...]:
    """The first days of the sessions of the first of these kinds that there is, in order."""
    told = [(str(one.get("type")), str(one["startDate"])) for one in sessions]
    for kind in kinds:
        found = {start for told_kind, start in told if told_kind == kind}
        if found:
            return tuple(sorted(date.fromisoformat(one) for one in found))
    return ()
