"""Writing projections: the newest version of each record in one bulk write, older ones never."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from mongoengine.fields import DateField, DateTimeField

from shared import events
from shared.envelope import Envelope
from shared.handlers import ProjectionHandler, waiting_key
from shared.store import Row
from shared.tenancy import projection_id

Sourced = tuple[Envelope, Mapping[str, Any] | None]


def project_all(
    projections: Mapping[str, Sequence[ProjectionHandler]], sourced: Sequence[Sourced]
) -> list[str]:
    """Write every declared projection of the events; returns what reactions may be waiting for."""
    by_handler: dict[ProjectionHandler, list[Sourced]] = {}
    for envelope, data in sourced:
        for handler in projections.get(envelope.type, ()):
            by_handler.setdefault(handler, []).append((envelope, data))
    return [
        waiting_key(handler.document, document_id)
        for handler, of_handler in by_handler.items()
        for document_id in project(handler, of_handler)
    ]


def project(handler: ProjectionHandler, sourced: Sequence[Sourced]) -> list[str]:
    """Upsert the newest state of each record among the events; returns the documents' ids.

    Raises:
        UnreadableEvent: an event's data breaks its contract.
    """
    newest: dict[str, Sourced] = {}
    for envelope, data in sourced:
        document_id = projection_id(envelope.school_id, envelope.subject_id)
        known = newest.get(document_id)
        if known is None or known[0].version < envelope.version:
            newest[document_id] = (envelope, data)
    rows = [_row(handler, document_id, *one) for document_id, one in newest.items()]
    handler.document._get_collection().replace_newer(rows)
    return list(newest)


def _row(
    handler: ProjectionHandler,
    document_id: str,
    envelope: Envelope,
    data: Mapping[str, Any] | None,
) -> Row:
    row: Row = {
        "_id": document_id,
        "school_id": envelope.school_id,
        "version": envelope.version,
        "erased": data is None,
    }
    if data is None:
        return row
    event = events.load(envelope.type, data, only=handler.fields)
    for name, keep in _converters(handler):
        value = getattr(event, name)
        # What JSON already says in the store's own types needs no second conversion.
        row[name] = data.get(name, value) if keep is None else keep(value)
    return row


@cache
def _converters(
    handler: ProjectionHandler,
) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    declared = handler.document._fields
    return tuple((name, _converter(declared[name])) for name in handler.fields)


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, DateField):
        return _as_midnight
    if isinstance(field, DateTimeField):
        return _unchanged
    return None


def _as_midnight(value: date | None) -> datetime | None:
    """MongoDB has no dates without a time; mongoengine keeps them as midnight."""
    return None if value is None else datetime(value.year, value.month, value.day)  # noqa: DTZ001


def _unchanged(value: Any) -> Any:
    return value
