"""Making every collection and index a service needs, before it starts; never in a request."""

from typing import Any

from shared import inbox, jobs, parking, relay, store
from shared.service import Service
from shared.tenancy import PLATFORM_COLLECTIONS

IDEMPOTENCY_SECONDS = 48 * 3600


def ensure_indexes(service: Service) -> None:
    """Create what is missing; safe to run at every start and while others run."""
    existing = set(store.database().list_collection_names())
    wanted = PLATFORM_COLLECTIONS | {one._get_collection_name() for one in service.documents}
    for name in sorted(wanted - existing):
        store.database().create_collection(name)
    relay.ensure_indexes()
    parking.ensure_indexes()
    _expire("inbox", "at", inbox.KEPT_SECONDS)
    _expire("idempotency_keys", "at", IDEMPOTENCY_SECONDS)
    _expire("ended_sessions", "expires_at", 0)
    _expire(jobs.JOBS, "done_at", jobs.KEPT_SECONDS)
    store.raw_collection(jobs.JOBS).create_index([("state", 1), ("run_at", 1)])
    for document in service.documents:
        _document_indexes(document)


def _expire(collection: str, field: str, seconds: int) -> None:
    store.raw_collection(collection).create_index(field, expireAfterSeconds=seconds)


def _document_indexes(document: Any) -> None:
    document.ensure_indexes()
