"""MongoDB: one connection per service, and the only place that starts a transaction.

Owns ``atomic`` and the versioned save; ``shared.connections`` belongs to it and is used through
it. Knows nothing of what is stored.
Traps, each one seen: the function under ``atomic`` may run more than once, so it sends nothing
anywhere; a write from another thread is outside the transaction; a duplicate key aborts all of it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from time import monotonic
from typing import Any, ParamSpec, TypeVar

import pymongo
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect, ConnectionFailure, ExecutionTimeout, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared import connections
from shared.connections import (
    BY_ID,
    Connection,
    Row,
    connect,
    database,
    disconnect,
    kept_collection,
    ping,
    raw_collection,
    use,
    use_from_now_on,
)
from shared.errors import Conflict

__all__ = [
    "BY_ID",
    "Row",
    "atomic",
    "connect",
    "database",
    "disconnect",
    "in_transaction",
    "insert_at_commit",
    "insert_many",
    "is_away",
    "is_unreachable",
    "kept_collection",
    "load",
    "ping",
    "raw_collection",
    "save",
    "snapshot",
    "use",
    "use_from_now_on",
]

PING_SECONDS = 2.0
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class _Transaction:
    """What the running transaction will also insert when it commits: collection name to rows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)


_transaction: ContextVar[_Transaction | None] = ContextVar("store_transaction", default=None)


def is_unreachable(error: BaseException) -> bool:
    """Whether the error means that MongoDB cannot be reached now, so that waiting helps."""
    return isinstance(error, ConnectionFailure | AutoReconnect | ExecutionTimeout) or (
        isinstance(error, PyMongoError) and error.timeout
    )


def is_away(error: BaseException) -> bool:
    """Whether MongoDB cannot be reached, asked anew when a deadline ran out.

    When it answers, the deadline was too short for the work: the same again would never end.
    """
    if not is_unreachable(error):
        return False
    ran_out = isinstance(error, ExecutionTimeout) or (
        isinstance(error, PyMongoError) and error.timeout
    )
    return not (ran_out and _answers())


def in_transaction() -> bool:
    """Whether a transaction of ``atomic`` is running in this context."""
    return _transaction.get() is not None


def atomic(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction: all of its changes and events are kept, or none.

    A nested call joins the outer one. On a write conflict the whole function runs again; in this
    process those that do so take turns: 200 that want one document would keep each other from it.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_transaction():
            return function(*args, **kwargs)
        connection = connections.in_use()
        with _bound_session(connection) as session, ExitStack() as turn:
            attempts = count(1)

            def attempt(_: ClientSession) -> R:
                if next(attempts) == 2:  # the transaction reads nothing before its first operation
                    turn.enter_context(_turn(connection))
                return _run_once(lambda: function(*args, **kwargs))

            return session.with_transaction(
                attempt,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )

    return run


@contextmanager
def snapshot() -> Iterator[ClientSession]:
    """A session whose reads all see one moment, and nothing that a failover could take back."""
    with connections.in_use().client.start_session(snapshot=True) as session:
        yield session


def insert_at_commit(collection: str, row: Row) -> None:
    """Insert the row into a platform collection together with the commit of this transaction.

    Rows of one collection go in one round trip, in the order given.
    """
    transaction = _transaction.get()
    if transaction is None:
        raise RuntimeError(f"a row for {collection} needs a transaction: is the use case @atomic?")
    transaction.rows.setdefault(collection, []).append(row)


def load(document_class: Any, document_id: str) -> Any | None:
    """The document of this id, or None; at half the time that a queryset takes to find one."""
    row = document_class._get_collection().find_one({"_id": document_id}, hint=BY_ID)
    return None if row is None else document_class._from_son(row)


def save(document: Any) -> None:
    """Insert a new document, or replace the stored one if nobody changed it since it was loaded.

    Raises:
        Conflict: somebody else saved it meanwhile.
        mongoengine.ValidationError: a field breaks its declaration.
    """
    document.validate()
    row = document.to_mongo().to_dict()
    collection = document._get_collection()
    if document.stored_version is None:
        collection.insert_one(row)
    else:
        result = collection.replace_one(
            {"_id": row["_id"], "version": document.stored_version}, row, hint=BY_ID
        )
        if result.matched_count == 0:
            raise Conflict("changed-meanwhile")
    document.stored_version = document.version


def insert_many(documents: Sequence[Any]) -> None:
    """Insert new documents of one class in one round trip."""
    if not documents:
        return
    rows = []
    for document in documents:
        document.validate()
        rows.append(document.to_mongo().to_dict())
        document.stored_version = document.version
    type(documents[0])._get_collection().insert_many(rows)


@contextmanager
def _bound_session(connection: Connection) -> Iterator[ClientSession]:
    """A session for all calls within the block, which must end before the deadline."""
    with connection.client.start_session() as session:
        deadline = monotonic() + connection.timeout_seconds
        try:
            with pymongo.timeout(connection.timeout_seconds), session.bind(end_session=False):
                yield session
        except Exception:
            if monotonic() >= deadline:
                _undo(connection, session)
            raise


def _undo(connection: Connection, session: ClientSession) -> None:
    """End what the session left open: past its deadline PyMongo cannot send the abort any more.

    MongoDB itself would hold the locks for a minute.
    """
    with suppress(PyMongoError), pymongo.timeout(PING_SECONDS):
        connection.client.admin.command({"killSessions": [session.session_id]})


def _answers() -> bool:
    try:
        with pymongo.timeout(PING_SECONDS):
            ping()
    except PyMongoError:
        return False
    return True


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    """Within the block no other transaction of this process that had a conflict runs again."""
    if not connection.turn.acquire(timeout=connection.timeout_seconds):
        raise ExecutionTimeout("waited too long for a turn after a write conflict")
    try:
        yield
    finally:
        connection.turn.release()


def _run_once(body: Callable[[], R]) -> R:
    transaction = _Transaction()
    token = _transaction.set(transaction)
    try:
        result = body()
        for name, rows in transaction.rows.items():
            _insert(raw_collection(name), rows)
    except Exception as error:
        transient = _transient_cause(error)
        if transient is None or transient is error:
            raise
        raise transient from error
    finally:
        _transaction.reset(token)
    return result


def _insert(collection: Collection[Row], rows: list[Row]) -> None:
    """One row goes without the machinery of a bulk write, at two thirds of its time."""
    if len(rows) == 1:
        collection.insert_one(rows[0])
    else:
        collection.insert_many(rows)


def _transient_cause(error: BaseException) -> PyMongoError | None:
    """PyMongo's error behind mongoengine's, which hides the label that asks for a retry."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PyMongoError) and cause.has_error_label("TransientTransactionError"):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None
