"""From a row's cells to the records it tells: most rows are one, some tell more.

Both versions of the standard give the same kinds of records: of ``users`` come the users, whom each
of them names as agents, and in 1.1 their roles, which 1.2 has in a file of their own.
Source: design lms.md §1.8 and §2 (agents).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.evaluation.roster.changes import Record, Value


@dataclass(slots=True)
class Cells:
    """One row, read; only filled cells are among the fields. Status and time may be blank."""

    row: int
    sourced_id: str
    fields: dict[str, Value]
    status: str = ""
    modified: str = ""


Expand = Callable[[Cells], Iterable[Record]]

# No identifier may hold it, so that a joined one is never another record's.
_JOINT = "|"
_TOLD_ELSEWHERE = ("agentSourcedIds", "orgSourcedIds", "role")


def itself(cells: Cells) -> Iterable[Record]:
    """The row is the record."""
    return (_record(cells, cells.fields),)


def found_by(*columns: str) -> Expand:
    """The row is the record, found by what these columns refer to as well."""

    def expand(cells: Cells) -> Iterable[Record]:
        fields = cells.fields
        # A row that says only what is deleted may leave the rest blank.
        refs = tuple(str(fields[name]) for name in columns if name in fields)
        return (_record(cells, fields, refs),)

    return expand


def user(cells: Cells) -> Iterable[Record]:
    """The person; roles, orgs and agents are records of their own."""
    fields = cells.fields.copy()
    for name in _TOLD_ELSEWHERE:
        fields.pop(name, None)
    return (_record(cells, fields),)


def roles_of_user(cells: Cells) -> Iterable[Record]:
    """A 1.1 user's role in each of the orgs."""
    for role in _texts(cells, "role"):
        for org in dict.fromkeys(_texts(cells, "orgSourcedIds")):
            fields: dict[str, Value] = {
                "userSourcedId": cells.sourced_id,
                "role": role,
                "orgSourcedId": org,
            }
            yield _part(cells, (org, role), fields, (cells.sourced_id,))


def agents_of_user(cells: Cells) -> Iterable[Record]:
    """Each person whom the user names as related."""
    for agent in dict.fromkeys(_texts(cells, "agentSourcedIds")):
        fields: dict[str, Value] = {"userSourcedId": cells.sourced_id, "agentSourcedId": agent}
        yield _part(cells, (agent,), fields, (cells.sourced_id, agent))


def _record(cells: Cells, fields: dict[str, Value], refs: tuple[str, ...] = ()) -> Record:
    return Record(cells.sourced_id, fields, refs, "", cells.status == "tobedeleted", cells.modified)


def _part(
    cells: Cells, names: tuple[str, ...], fields: dict[str, Value], refs: tuple[str, ...]
) -> Record:
    sourced_id = _JOINT.join((cells.sourced_id, *names))
    is_deleted = cells.status == "tobedeleted"
    return Record(sourced_id, fields, refs, cells.sourced_id, is_deleted, cells.modified)


def _texts(cells: Cells, name: str) -> tuple[str, ...]:
    value = cells.fields.get(name, "")
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


EXPANSIONS: dict[str, Expand] = {
    "users": user,
    "roles": found_by("userSourcedId"),
    "userProfiles": found_by("userSourcedId"),
    "enrollments": found_by("classSourcedId", "userSourcedId"),
    "lineItems": found_by("classSourcedId"),
    "results": found_by("lineItemSourcedId", "studentSourcedId"),
    "scoreScales": found_by("classSourcedId"),
    "lineItemScoreScales": found_by("lineItemSourcedId", "scoreScaleSourcedId"),
    "resultScoreScales": found_by("resultSourcedId", "scoreScaleSourcedId"),
    "lineItemLearningObjectiveIds": found_by("lineItemSourcedId"),
    "resultLearningObjectiveIds": found_by("resultSourcedId"),
    "classResources": found_by("classSourcedId", "resourceSourcedId"),
    "courseResources": found_by("courseSourcedId", "resourceSourcedId"),
    "userResources": found_by("userSourcedId", "resourceSourcedId"),
}
"""Kind to how its rows become records, where that is not just one to one."""
