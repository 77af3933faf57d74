"""Filters, rows, changes and pipelines limited to the schools in scope; pure but for the scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne

from shared.errors import NoScope
from shared.tenancy import TenantDocument, read_scope, write_scope

Row = dict[str, Any]
SCHOOL = "school_id"

# Each can read or write another collection, or rows before the scope applies.
REFUSED_STAGES = frozenset(
    {
        "$lookup",
        "$graphLookup",
        "$unionWith",
        "$out",
        "$merge",
        "$geoNear",
        "$collStats",
        "$indexStats",
        "$changeStream",
        "$search",
        "$searchMeta",
        "$vectorSearch",
        "$planCacheStats",
        "$currentOp",
        "$listSessions",
        "$documents",
    }
)
REFUSED_FILTERS = frozenset({"$where", "$function"})


@dataclass(frozen=True, kw_only=True)
class Join:
    """Rows of another tenants' collection, listed under ``name`` in each row that is found.

    Those whose field ``there`` is what the row has as ``here``, that match ``where``, and are of
    the row's own school; with these fields only. ``name`` is none of the row's fields.
    """

    name: str
    document: type[TenantDocument]
    here: str
    there: str
    fields: Sequence[str]
    where: Mapping[str, Any] = field(default_factory=dict)


def readable(filter: Mapping[str, Any] | None) -> Row:
    """The filter, limited to the schools that may be read."""
    schools = read_scope()
    condition: Any = next(iter(schools)) if len(schools) == 1 else {"$in": sorted(schools)}
    return with_school(filter, condition)


def joined(join: Join) -> Row:
    """The stage that looks them up, limited to the row's school and to those that may be read."""
    is_of_the_same_school = {"$expr": {"$eq": [f"${SCHOOL}", "$$school"]}}
    return {
        "$lookup": {
            "from": join.document._get_collection_name(),
            "localField": join.here,
            "foreignField": join.there,
            "let": {"school": f"${SCHOOL}"},
            "pipeline": [
                {"$match": {"$and": [readable(join.where), is_of_the_same_school]}},
                {"$project": dict.fromkeys(join.fields, 1)},
            ],
            "as": join.name,
        }
    }


def writable(filter: Mapping[str, Any] | None) -> Row:
    """The filter, limited to the one school that may be written."""
    return with_school(filter, write_scope())


def with_school(filter: Mapping[str, Any] | None, condition: Any) -> Row:
    """The filter with a condition on the school that nothing in it can widen."""
    check_filter(filter)
    if not filter:
        return {SCHOOL: condition}
    if SCHOOL in filter:
        return {"$and": [{SCHOOL: condition}, dict(filter)]}
    return {**filter, SCHOOL: condition}


def check_filter(part: Any) -> None:
    """Refuse operators that run code of their own."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in REFUSED_FILTERS:
                raise NoScope(f"{key} is refused in a tenant's collection")
            check_filter(value)
    elif isinstance(part, list | tuple):
        for value in part:
            if not isinstance(value, str):  # thousands of identifiers, more often than not
                check_filter(value)


def check_stages(part: Any) -> None:
    """Refuse stages that reach another collection."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in REFUSED_STAGES or key in REFUSED_FILTERS:
                raise NoScope(f"{key} is refused in a tenant's collection")
            check_stages(value)
    elif isinstance(part, list | tuple):
        for value in part:
            check_stages(value)


def own(row: Any) -> Any:
    """The row, if it is of the school that may be written."""
    if row.get(SCHOOL) != write_scope():
        raise NoScope("a row of another school than the one in scope for writing")
    return row


def change(update: Any) -> Any:
    """The update, unless it could move a row to another school."""
    if isinstance(update, list | tuple):
        return [*update, {"$set": {SCHOOL: {"$literal": write_scope()}}}]
    for operator, fields in update.items():
        renamed = fields.values() if operator == "$rename" else ()
        if SCHOOL in renamed or (
            SCHOOL in fields
            and not (operator in {"$set", "$setOnInsert"} and fields[SCHOOL] == write_scope())
        ):
            raise NoScope("an update may not move a row to another school")
    return update


def newer_wins(row: Row) -> list[Row]:
    """The update that keeps whichever is newer, the stored row or this one."""
    is_newer = {"$gt": [row["version"], {"$ifNull": ["$version", 0]}]}
    return [{"$replaceWith": {"$cond": [is_newer, {"$literal": row}, "$$ROOT"]}}]


def scoped_request(request: Any) -> Any:
    """One request of a bulk write, limited to the school that may be written."""
    kind = type(request)
    if kind is InsertOne:
        return InsertOne(own(request._doc))
    options = {
        name: value
        for name in ("upsert", "collation", "array_filters", "hint", "sort")
        if (value := getattr(request, f"_{name}", None)) is not None
    }
    filter = writable(request._filter)
    if kind is ReplaceOne:
        return ReplaceOne(filter, own(request._doc), **options)
    if kind in (UpdateOne, UpdateMany):
        return kind(filter, change(request._doc), **options)
    if kind in (DeleteOne, DeleteMany):
        return kind(filter, **options)
    raise NoScope(f"{kind.__name__} is not limited to a school")
