"""Who may touch which school's rows: the scope lives in the collection itself.

Owns the scope of the moment, the document bases and the list of collections that belong to no
school. A queryset hook would leak: mongoengine's ``save``, ``reload``, ``in_bulk`` and ``update``
call the collection.
"""

from collections.abc import Collection as Group
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from mongoengine import Document, QuerySet
from mongoengine.fields import BooleanField, IntField, StringField

from shared import store
from shared.errors import NoScope

# Outside the scope rule: they belong to the installation, or hold rows of every school by design.
PLATFORM_COLLECTIONS = frozenset(
    {
        "closed_schools",  # which schools nobody may use now; its id is the school's
        "accounts",  # messaging: one per human being, across the district's schools
        "ended_sessions",  # sessions that were signed out, until their tokens expire
        "idempotency_keys",
        "identities",  # messaging: identity provider's subject to account
        "inbox",
        "jobs",
        "leases",
        "links",  # messaging: hashed tokens; the school stands in the row
        "outbox",
        "parked",
        "rate_limits",
        "sessions",
        "waiting",
    }
)


@dataclass(frozen=True)
class Scope:
    """The schools that may be read, and the one school that may be written, if any."""

    read: frozenset[str]
    write: str | None


_scope: ContextVar[Scope | None] = ContextVar("tenancy_scope", default=None)


@contextmanager
def scope(*, read: Group[str], write: str | None = None) -> Iterator[None]:
    """Within the block only these schools are read and only ``write`` is written."""
    token = _scope.set(Scope(frozenset(read), write))
    try:
        yield
    finally:
        _scope.reset(token)


def scope_of(school_id: str) -> Any:
    """Within the block exactly this one school is read and written."""
    return scope(read=[school_id], write=school_id)


def enter_scope(*, read: Group[str], write: str | None = None) -> None:
    """Like ``scope`` for the rest of this context: a web request has no block of its own."""
    _scope.set(Scope(frozenset(read), write))


def leave_scope() -> None:
    """No school is in scope any more."""
    _scope.set(None)


@contextmanager
def writing_to(school_id: str) -> Iterator[None]:
    """Within the block ``school_id`` is written; it must be among the schools that may be read.

    For families: the school comes from the object that was loaded within their read scope.

    Raises:
        NoScope: the school is not in the read scope.
    """
    readable = read_scope()
    if school_id not in readable:
        raise NoScope("the school to write to is not among those in scope")
    with scope(read=readable, write=school_id):
        yield


def read_scope() -> frozenset[str]:
    """The schools in scope.

    Raises:
        NoScope: none is in force.
    """
    current = _scope.get()
    if current is None:
        raise NoScope("no school is in scope")
    return current.read


def write_scope() -> str:
    """The one school that may be written.

    Raises:
        NoScope: none is in force, or it is for reading only.
    """
    current = _scope.get()
    if current is None or current.write is None:
        raise NoScope("no school is in scope for writing")
    return current.write


class TenantQuerySet(QuerySet):
    """A queryset without those commands that go to the database, past the collection."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NoScope("this is not limited to a school, so a tenant's queryset refuses it")

    exec_js = item_frequencies = map_reduce = _refuse


class TenantDocument(Document):
    """A document of one school; its collection is limited to the scope in force."""

    meta: ClassVar[dict[str, Any]] = {
        "abstract": True,
        "auto_create_index": False,
        "queryset_class": TenantQuerySet,
    }
    school_id = StringField(required=True)
    stored_version: int | None = None

    @classmethod
    def drop_collection(cls) -> NoReturn:
        """Refuse: it would drop every school's rows."""
        raise NoScope("a tenant's collection holds other schools' rows too")

    @classmethod
    def _get_db(cls) -> Any:
        return store.database()

    @classmethod
    def _get_collection(cls) -> Any:
        from shared.tenant_collection import TenantCollection

        return store.kept_collection(TenantCollection, cls._get_collection_name())


class Aggregate(TenantDocument):
    """A document with rules and events: each recorded event takes its next version."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True}
    version = IntField(default=0)

    @classmethod
    def _from_son(cls, *args: Any, **kwargs: Any) -> Any:
        document = super()._from_son(*args, **kwargs)
        document.stored_version = document.version
        return document


class Projection(TenantDocument):
    """The newest known state of another service's record. Its id is ``<school_id>/<record id>``.

    After an erasure only id, school, version and ``erased`` remain, so that an older event cannot
    bring the person back.
    """

    meta: ClassVar[dict[str, Any]] = {"abstract": True}
    id = StringField(primary_key=True)
    version = IntField(default=0)
    erased = BooleanField(default=False)


class PlatformDocument(Document):
    """A document outside the scope rule; its collection must be in ``PLATFORM_COLLECTIONS``."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "auto_create_index": False}
    version = IntField(default=0)
    stored_version: int | None = None

    @classmethod
    def _get_db(cls) -> Any:
        return store.database()

    @classmethod
    def _get_collection(cls) -> Any:
        return platform_collection(cls._get_collection_name())

    @classmethod
    def _from_son(cls, *args: Any, **kwargs: Any) -> Any:
        document = super()._from_son(*args, **kwargs)
        document.stored_version = document.version
        return document


def platform_collection(name: str) -> Any:
    """The bare collection of a name in ``PLATFORM_COLLECTIONS``.

    Raises:
        NoScope: the name is a tenant's collection.
    """
    if name not in PLATFORM_COLLECTIONS:
        raise NoScope(f"{name} is not a platform collection")
    return store.raw_collection(name)


def projection_id(school_id: str, record_id: str) -> str:
    """The id of a record's projection in one school."""
    return f"{school_id}/{record_id}"


def every_school(document: type[TenantDocument]) -> frozenset[str]:
    """The schools that have a row in this collection, for what spans all of them; reads no row."""
    return frozenset(store.raw_collection(document._get_collection_name()).distinct("school_id"))
