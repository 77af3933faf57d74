"""From Kafka into the store: one transaction per school and batch; what fails runs again alone.

Owns how a batch of messages takes effect. Offsets are committed by ``shared.loops`` after this
returns, so every message may come again: projections are guarded by their version, reactions by
the inbox.

No handler assumes that another record's event has arrived; a reaction that lacks one waits. A
message that cannot be handled is parked with its key, and the partition goes on.
"""

from collections.abc import Sequence

from shared import inbox, parking, store
from shared.envelope import Message
from shared.errors import InfrastructureDown
from shared.handlers import ReactionHandler
from shared.incoming import (
    Incoming,
    call,
    inbox_entry,
    is_infrastructure,
    read,
    unreachable_store_is_infrastructure,
)
from shared.logs import logger
from shared.one_by_one import park, react_alone
from shared.projecting import project_all
from shared.replaying import replay_parked, run_waiting
from shared.service import Service
from shared.tenancy import scope_of

__all__ = ["process_batch", "replay_parked", "run_waiting"]

log = logger()


def process_batch(service: Service, messages: Sequence[Message]) -> None:
    """Let the messages take effect, each once; afterwards every one is applied, parked or waiting.

    Raises:
        InfrastructureDown: the store cannot be reached; nothing is lost, call again with the same
        messages.
    """
    with unreachable_store_is_infrastructure():
        by_school: dict[str, list[Incoming]] = {}
        for message in messages:
            incoming = read(service, message)
            if incoming is not None:
                by_school.setdefault(incoming.envelope.school_id, []).append(incoming)
        for school_id, batch in by_school.items():
            with scope_of(school_id):
                _process_school(service, batch)


def _process_school(service: Service, batch: Sequence[Incoming]) -> None:
    try:
        woken = _process_together(service, batch)
    except Exception as error:
        if is_infrastructure(error):
            raise InfrastructureDown from error
        log.info("batch_done_one_by_one", events=len(batch), reason=parking.describe(error))
        for incoming in batch:
            _process_alone(service, incoming)
    else:
        run_waiting(service, woken)


@store.atomic
def _process_together(service: Service, batch: Sequence[Incoming]) -> list[store.Row]:
    projected = _project(service, batch)
    _react_together(service, batch)
    return parking.waiting_rows(projected) if projected else []


def _react_together(service: Service, batch: Sequence[Incoming]) -> None:
    todo = [
        (handler, incoming)
        for incoming in batch
        if incoming.data is not None
        for handler in service.reactions.get(incoming.envelope.type, ())
    ]
    if not todo:
        return
    done = inbox.already_done(inbox_entry(handler, incoming) for handler, incoming in todo)
    fresh = _first_of_each(todo, done)
    if not fresh:
        return
    parked, waiting = parking.held_keys({incoming.message.key for _, incoming in fresh})
    if parked or waiting:
        raise _OneByOne
    for handler, incoming in fresh:
        if not handler.in_batches:
            call(handler, [incoming])
        inbox.mark_done(inbox_entry(handler, incoming))
    for handler in {handler.name: handler for handler, _ in fresh if handler.in_batches}.values():
        call(handler, [incoming for one, incoming in fresh if one is handler])


def _first_of_each(
    todo: Sequence[tuple[ReactionHandler, Incoming]], done: set[str]
) -> list[tuple[ReactionHandler, Incoming]]:
    """What is left to do, each entry once even when a batch holds the same event twice."""
    seen = set(done)
    fresh = []
    for handler, incoming in todo:
        entry = inbox_entry(handler, incoming)
        if entry not in seen:
            seen.add(entry)
            fresh.append((handler, incoming))
    return fresh


def _process_alone(service: Service, incoming: Incoming) -> None:
    try:
        woken = _project_alone(service, incoming)
    except Exception as error:
        if is_infrastructure(error):
            raise InfrastructureDown from error
        park(incoming, parking.ANY_HANDLER, error)
        return
    run_waiting(service, woken)
    if incoming.data is None:
        return
    for handler in service.reactions.get(incoming.envelope.type, ()):
        react_alone(handler, incoming)


@store.atomic
def _project_alone(service: Service, incoming: Incoming) -> list[store.Row]:
    return parking.waiting_rows(_project(service, [incoming]))


class _OneByOne(Exception):
    """Some key of the batch has earlier events parked or waiting, so order needs care."""


def _project(service: Service, batch: Sequence[Incoming]) -> list[str]:
    sourced = [(incoming.envelope, incoming.data) for incoming in batch]
    return project_all(service.projections, sourced)
