"""Who acts, and in which chain of causes: set by requests, consumers and jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SYSTEM = "system"

_actor: ContextVar[str] = ContextVar("actor", default=SYSTEM)
_correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def current_actor() -> str:
    """The person id of who acts, or ``system``."""
    return _actor.get()


def current_correlation_id() -> str | None:
    """The id that joins everything one request or event caused, or None at the start of a chain."""
    return _correlation_id.get()


@contextmanager
def acting(*, actor: str = SYSTEM, correlation_id: str | None = None) -> Iterator[None]:
    """Within the block events are caused by ``actor`` in the chain ``correlation_id``."""
    actor_token = _actor.set(actor)
    correlation_token = _correlation_id.set(correlation_id)
    try:
        yield
    finally:
        _correlation_id.reset(correlation_token)
        _actor.reset(actor_token)


def become(actor: str, correlation_id: str | None = None) -> None:
    """Set both for the rest of this context: a web request has no block of its own."""
    _actor.set(actor)
    _correlation_id.set(correlation_id)
