"""A message of this service on its way to a handler: reading, calling, telling errors apart."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from shared import context, events, inbox, parking, store
from shared.bus import is_unreachable as kafka_is_unreachable
from shared.closed import is_removed
from shared.envelope import Envelope, Message, read_envelope
from shared.errors import DomainError, InfrastructureDown, UnreadableEvent
from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.handlers import ReactionHandler
from shared.logs import logger
from shared.service import Service

log = logger()
# They decide whether the school is removed, so a removed one takes them too.
SCHOOL_EVENTS = frozenset(
    events.event_type(one).type for one in (SchoolSuspended, SchoolResumed, SchoolRemoved)
)


@dataclass(frozen=True)
class Incoming:
    """A message whose envelope is readable and whose type something here handles."""

    message: Message
    envelope: Envelope
    data: dict[str, Any] | None


def read(service: Service, message: Message, *, park: bool = True) -> Incoming | None:
    """The message if it is for this service; an unreadable one is parked under its key."""
    try:
        envelope, data = read_envelope(message.headers, message.value)
        if envelope.type not in service.handled_types:
            _refuse_unknown_major(service, envelope)
            return None
        if message.topic != events.types()[envelope.type].topic.value:
            # What a service may write is decided by topic: elsewhere it would pass for another.
            raise UnreadableEvent("not on this event's topic")
        if envelope.key != message.key:
            raise UnreadableEvent("the key is not the one of the envelope's school and subject")
        if is_removed(envelope.school_id) and envelope.type not in SCHOOL_EVENTS:
            return None
    except UnreadableEvent as error:
        if park:
            _park_unread(message, error)
        return None
    return Incoming(message, envelope, data)


def call(handler: ReactionHandler, batch: Sequence[Incoming]) -> None:
    """Run the reaction for these messages, as whoever caused them."""
    pairs = [(events.load(one.envelope.type, one.data), one.envelope) for one in batch]
    if handler.in_batches:
        with context.acting(correlation_id=pairs[-1][1].correlation_id):
            handler.function(pairs)
        return
    for event, envelope in pairs:
        with context.acting(actor=envelope.actor, correlation_id=envelope.correlation_id):
            handler.function(event, envelope)


def inbox_entry(handler: ReactionHandler, incoming: Incoming) -> str:
    """The inbox entry of this reaction to this message."""
    return inbox.entry_id(handler.name, incoming.envelope.id)


def is_permanent(error: BaseException) -> bool:
    """Whether trying again can never help."""
    return isinstance(error, UnreadableEvent | DomainError)


def is_infrastructure(error: BaseException) -> bool:
    """Whether MongoDB or Kafka cannot be reached, which is never a reason to park.

    Asked once per error: the answer may be another one a moment later.
    """
    return (
        isinstance(error, InfrastructureDown) or store.is_away(error) or kafka_is_unreachable(error)
    )


@contextmanager
def unreachable_store_is_infrastructure() -> Iterator[None]:
    """Within the block the store's connection errors become ``InfrastructureDown``."""
    try:
        yield
    except Exception as error:
        if store.is_unreachable(error):
            raise InfrastructureDown from error
        raise


def _refuse_unknown_major(service: Service, envelope: Envelope) -> None:
    known = events.other_major(envelope.type)
    if known is not None and known.type in service.handled_types:
        raise UnreadableEvent("a major version that this release does not know")


@store.atomic
def _park_unread(message: Message, error: UnreadableEvent) -> None:
    place = f"{message.topic}:{message.partition}:{message.offset}"
    parking.park(
        message, handler=parking.ANY_HANDLER, event_id=place, error=str(error), permanent=True
    )
    log.warning("event_unreadable", topic=message.topic, place=place, reason=str(error))
