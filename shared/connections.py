"""The connection to MongoDB of each service in this process, and which of them is in use."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database

from shared.settings import Settings

Row = dict[str, Any]
# Without it MongoDB weighs every index that begins with the school's id.
BY_ID = "_id_"


@dataclass(frozen=True)
class Connection:
    """A client and its database; ``turn`` is for transactions that met, one after the other."""

    client: MongoClient[Row]
    database: Database[Row]
    timeout_seconds: float
    turn: Lock = field(default_factory=Lock)
    collections: dict[tuple[type, str], Collection[Row]] = field(default_factory=dict)


_connections: dict[str, Connection] = {}
_service: ContextVar[str | None] = ContextVar("store_service", default=None)


def connect(settings: Settings) -> None:
    """Open this service's connection; call it after a fork, never before one.

    Every operation has a deadline (``timeoutMS``): PyMongo's default waits for ever.
    """
    disconnect(settings.service)
    client: MongoClient[Row] = MongoClient(
        settings.mongodb_uri,
        timeoutMS=settings.mongodb_timeout_ms,
        serverSelectionTimeoutMS=settings.mongodb_timeout_ms,
        tz_aware=True,
        appname=f"tuhono-{settings.service}",
    )
    _connections[settings.service] = Connection(
        client, client[settings.database], settings.mongodb_timeout_ms / 1000
    )


def disconnect(service: str) -> None:
    """Close the service's connection if there is one."""
    connection = _connections.pop(service, None)
    if connection is not None:
        connection.client.close()


@contextmanager
def use(service: str) -> Iterator[None]:
    """Within the block documents are those of ``service``; for processes with several."""
    token = _service.set(service)
    try:
        yield
    finally:
        _service.reset(token)


def use_from_now_on(service: str) -> None:
    """Like ``use`` for the rest of this context: a web request has no block of its own."""
    _service.set(service)


def database() -> Database[Row]:
    """The database of the service in use."""
    return in_use().database


def ping() -> None:
    """Return when the database answers.

    Raises:
        PyMongoError: when it does not within the deadline.
    """
    database().command("ping")


def in_use() -> Connection:
    """The connection of the service in use."""
    service = _service.get()
    if service is None:
        if len(_connections) != 1:
            raise RuntimeError("say which service's store: connect() one, or wrap in store.use()")
        return next(iter(_connections.values()))
    return _connections[service]


def raw_collection(name: str) -> Collection[Row]:
    """The bare PyMongo collection; for ``shared.tenancy``, which decides who may have it."""
    return kept_collection(Collection, name)


def kept_collection(kind: type[Collection[Row]], name: str) -> Collection[Row]:
    """The collection as an object of ``kind``, made once per connection: it has no state."""
    connection = in_use()
    found = connection.collections.get((kind, name))
    if found is None:
        found = kind(connection.database, name)
        connection.collections[kind, name] = found
    return found
