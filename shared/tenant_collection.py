"""A MongoDB collection that can only be used within the schools in scope.

Reading methods are limited to the read scope, writing ones to the one school of the write scope.
Whatever could reach past it (cross-collection stages, watching, raw batches, dropping) is refused;
rows of other collections come by ``find_joined`` alone.
A test enumerates PyMongo's methods, so that a new one has to be sorted into one of the sets below.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from pymongo import UpdateOne
from pymongo.collection import Collection

from shared.connections import BY_ID
from shared.errors import NoScope
from shared.tenancy import write_scope
from shared.tenant_filters import (
    SCHOOL,
    Join,
    change,
    check_stages,
    joined,
    newer_wins,
    own,
    readable,
    scoped_request,
    writable,
)

Row = dict[str, Any]

SCOPED = frozenset(
    {
        "aggregate",
        "bulk_write",
        "count_documents",
        "delete_many",
        "delete_one",
        "distinct",
        "estimated_document_count",
        "find",
        "find_joined",
        "find_one",
        "find_one_and_delete",
        "find_one_and_replace",
        "find_one_and_update",
        "insert_many",
        "insert_one",
        "replace_newer",
        "replace_one",
        "update_many",
        "update_one",
        "with_options",
    }
)
REFUSED = frozenset(
    {
        "aggregate_raw_batches",
        "drop",
        "find_raw_batches",
        "rename",
        "watch",
        "create_search_index",
        "create_search_indexes",
        "drop_search_index",
        "list_search_indexes",
        "update_search_index",
    }
)
# They show or change how rows are kept, never a row.
HARMLESS = frozenset(
    {
        "codec_options",
        "create_index",
        "create_indexes",
        "database",
        "drop_index",
        "drop_indexes",
        "full_name",
        "index_information",
        "list_indexes",
        "name",
        "options",
        "read_concern",
        "read_preference",
        "write_concern",
        "next",
    }
)


class TenantCollection(Collection[Row]):
    """A collection limited to the scope in force at each call; it keeps nothing itself."""

    def find(self, filter: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> Any:
        """The rows of the schools in scope that match."""
        return super().find(readable(filter), *args, **kwargs)

    def find_one(self, filter: Any = None, *args: Any, **kwargs: Any) -> Any:
        """One row of the schools in scope that matches, or None."""
        by_id = filter if isinstance(filter, Mapping) or filter is None else {"_id": filter}
        return super().find_one(by_id, *args, **kwargs)

    def find_joined(self, document_id: str, joins: Sequence[Join]) -> Row | None:
        """The row of this id in scope with rows of other collections, in one round trip.

        The only way to another collection: each join is limited like the row itself.
        """
        stages = [{"$match": readable({"_id": document_id})}, *(joined(one) for one in joins)]
        found: list[Row] = super().aggregate(stages, hint=BY_ID).to_list()
        return next(iter(found), None)

    def count_documents(self, filter: Mapping[str, Any], *args: Any, **kwargs: Any) -> int:
        """How many rows of the schools in scope match."""
        return super().count_documents(readable(filter), *args, **kwargs)

    def estimated_document_count(self, comment: Any = None, **kwargs: Any) -> int:
        """An exact count: an estimate would span every school, and fail in a transaction."""
        return self.count_documents({}, comment=comment, **kwargs)

    def distinct(
        self, key: str, filter: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """The distinct values of ``key`` over the rows of the schools in scope."""
        filter = kwargs.pop("query", filter)  # a cursor calls it so
        return super().distinct(key, readable(filter), *args, **kwargs)

    def aggregate(self, pipeline: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> Any:
        """The pipeline over the rows of the schools in scope.

        Raises:
            NoScope: a stage would reach another collection.
        """
        check_stages(pipeline)
        return super().aggregate([{"$match": readable(None)}, *pipeline], *args, **kwargs)

    def insert_one(self, document: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert a row of the school in scope."""
        return super().insert_one(own(document), *args, **kwargs)

    def insert_many(self, documents: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Insert rows of the school in scope."""
        return super().insert_many([own(row) for row in documents], *args, **kwargs)

    def update_one(self, filter: Mapping[str, Any], update: Any, *args: Any, **kwargs: Any) -> Any:
        """Update one row of the school in scope."""
        return super().update_one(writable(filter), change(update), *args, **kwargs)

    def update_many(self, filter: Mapping[str, Any], update: Any, *args: Any, **kwargs: Any) -> Any:
        """Update rows of the school in scope."""
        return super().update_many(writable(filter), change(update), *args, **kwargs)

    def replace_one(
        self, filter: Mapping[str, Any], replacement: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Replace one row of the school in scope."""
        return super().replace_one(writable(filter), own(replacement), *args, **kwargs)

    def delete_one(self, filter: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Delete one row of the school in scope."""
        return super().delete_one(writable(filter), *args, **kwargs)

    def delete_many(self, filter: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Delete rows of the school in scope."""
        return super().delete_many(writable(filter), *args, **kwargs)

    def find_one_and_update(
        self, filter: Mapping[str, Any], update: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Update one row of the school in scope and return it."""
        return super().find_one_and_update(writable(filter), change(update), *args, **kwargs)

    def find_one_and_replace(
        self, filter: Mapping[str, Any], replacement: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Replace one row of the school in scope and return it."""
        return super().find_one_and_replace(writable(filter), own(replacement), *args, **kwargs)

    def find_one_and_delete(self, filter: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Delete one row of the school in scope and return it."""
        return super().find_one_and_delete(writable(filter), *args, **kwargs)

    def bulk_write(self, requests: Sequence[Any], *args: Any, **kwargs: Any) -> Any:
        """Many writes in one round trip, each limited to the school in scope."""
        return super().bulk_write([scoped_request(one) for one in requests], *args, **kwargs)

    def replace_newer(self, rows: Sequence[Row]) -> None:
        """Upsert each row unless the stored one has the same or a greater ``version``.

        A pipeline update, because a filter on the version with ``upsert`` raises a duplicate key
        on a late row and aborts the batch.
        """
        requests = [
            UpdateOne({"_id": row["_id"], SCHOOL: write_scope()}, newer_wins(own(row)), upsert=True)
            for row in rows
        ]
        if requests:
            super().bulk_write(requests, ordered=False)

    def with_options(self, *args: Any, **kwargs: Any) -> Any:
        """The same collection, still limited, with other options."""
        bare = super().with_options(*args, **kwargs)
        return type(self)(
            bare.database,
            bare.name,
            codec_options=bare.codec_options,
            read_preference=bare.read_preference,
            write_concern=bare.write_concern,
            read_concern=bare.read_concern,
        )

    def __getattr__(self, name: str) -> NoReturn:
        """PyMongo would hand out a sub-collection that no scope limits."""
        raise AttributeError(name)

    def __getitem__(self, name: str) -> NoReturn:
        """PyMongo would hand out a sub-collection that no scope limits."""
        raise NoScope(f"no sub-collection {name} of a tenant's collection")


def _refused(name: str) -> property:
    """Refuses what could reach past the scope as soon as it is named."""

    def refuse(_: TenantCollection) -> NoReturn:
        raise NoScope(f"{name} is not limited to a school, so a tenant's collection refuses it")

    return property(refuse)


# Not in a ``__getattribute__``, which every answer would call more than a hundred times.
for _name in REFUSED:
    setattr(TenantCollection, _name, _refused(_name))
