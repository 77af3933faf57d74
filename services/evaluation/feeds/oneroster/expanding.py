"""From a row's cells to the records it tells: most rows are one, some tell more.

Both versions of the standard give the same kinds of records: of ``users`` come the users, whom each
of them names as agents, and in 1.1 their roles, which 1.2 has in a file of their own.
Source: design lms.md §1.8 and §2 (agents).
"""

from collections.abc import Callable, Iterable

from services.evaluation.feeds.oneroster.rows import Cells
from services.evaluation.roster.changes import Record, Value

Expand = Callable[[Cells], Iterable[Record]]

# No identifier may hold it, so that a joined one is never another record's.
_JOINT = "|"


def itself(cells: Cells) -> Iterable[Record]:
    """The row is the record."""
    yield _record(cells, cells.fields)


def user(cells: Cells) -> Iterable[Record]:
    """The person; roles, orgs and agents are records of their own."""
    told_elsewhere = {"agentSourcedIds", "orgSourcedIds", "role"}
    yield _record(
        cells, {name: value for name, value in cells.fields.items() if name not in told_elsewhere}
    )


def role(cells: Cells) -> Iterable[Record]:
    """A role, found by whom it is of."""
    yield _record(cells, cells.fields, _texts(cells, "userSourcedId"))


def enrollment(cells: Cells) -> Iterable[Record]:
    """A place in a class, found by class and person."""
    refs = (*_texts(cells, "classSourcedId"), *_texts(cells, "userSourcedId"))
    yield _record(cells, cells.fields, refs)


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
    "roles": role,
    "enrollments": enrollment,
}
"""Kind to how its rows become records, where that is not one to one."""
