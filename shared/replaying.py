"""Trying again: reactions whose record has arrived, parked events whose cause is mended."""

from collections.abc import Iterable, Sequence

from shared import inbox, parking, store
from shared.errors import InfrastructureDown
from shared.handlers import ReactionHandler, WaitingFor
from shared.incoming import (
    Incoming,
    call,
    inbox_entry,
    is_infrastructure,
    is_permanent,
    read,
    unreachable_store_is_infrastructure,
)
from shared.one_by_one import react_alone
from shared.projecting import project_all
from shared.service import Service
from shared.tenancy import scope_of


def run_waiting(service: Service, rows: Iterable[store.Row]) -> None:
    """Try waiting reactions again, each alone."""
    with unreachable_store_is_infrastructure():
        for row in rows:
            incoming = read(service, parking.stored_message(row))
            handler = _handler_named(service, row["handler"])
            if incoming is not None and handler is not None:
                with scope_of(incoming.envelope.school_id):
                    react_alone(handler, incoming, waiting=row)


def replay_parked(service: Service, rows: Sequence[store.Row]) -> int:
    """Try parked events again, each key up to its first failure; returns how many worked."""
    stuck: set[str] = set()
    done = 0
    with unreachable_store_is_infrastructure():
        for row in rows:
            if row["key"] not in stuck:
                if _replay(service, row):
                    done += 1
                else:
                    stuck.add(row["key"])
    return done


def _replay(service: Service, row: store.Row) -> bool:
    incoming = read(service, parking.stored_message(row), park=False)
    if incoming is None:
        return False
    with scope_of(incoming.envelope.school_id):
        try:
            return _replay_once(service, row, incoming)
        except WaitingFor as missing:
            _wait_instead(row, incoming, missing.key(incoming.envelope.school_id))
            return True
        except Exception as error:
            if is_infrastructure(error):
                raise InfrastructureDown from error
            parking.parked_again(row, error, permanent=is_permanent(error))
            return False


@store.atomic
def _replay_once(service: Service, row: store.Row, incoming: Incoming) -> bool:
    """Whether the event is handled, by us or by somebody who was quicker; False if it must wait."""
    if parking.is_parked_before(incoming.message):
        return False
    if not parking.unpark(row):
        return True
    handler = _handler_named(service, row["handler"])
    if handler is None:
        _project_and_queue(service, incoming)
        return True
    behind = parking.waited_for_before(incoming.message)
    if behind is None:
        call(handler, [incoming])
    else:
        _wait_for(behind, row, incoming)
    return True


def _project_and_queue(service: Service, incoming: Incoming) -> None:
    """Project the event; its reactions follow on the next turn, each on its own."""
    project_all(service.projections, [(incoming.envelope, incoming.data)])
    if incoming.data is None:
        return
    for reaction in service.reactions.get(incoming.envelope.type, ()):
        entry = inbox_entry(reaction, incoming)
        if not inbox.already_done([entry]):
            inbox.mark_done(entry)
            parking.park(
                incoming.message,
                handler=reaction.name,
                event_id=incoming.envelope.id,
                error=parking.BEHIND,
                permanent=False,
            )


@store.atomic
def _wait_instead(row: store.Row, incoming: Incoming, waits_for: str) -> None:
    if parking.unpark(row):
        _wait_for(waits_for, row, incoming)


def _wait_for(record: str, row: store.Row, incoming: Incoming) -> None:
    parking.wait(
        incoming.message,
        handler=row["handler"],
        event_id=incoming.envelope.id,
        waits_for=record,
    )


def _handler_named(service: Service, name: str) -> ReactionHandler | None:
    for handlers in service.handlers:
        for handler in handlers.reactions:
            if handler.name == name:
                return handler
    return None
