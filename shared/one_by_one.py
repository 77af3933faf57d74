"""One message at a time: how a reaction runs, waits for a record, or is parked with its key."""

from shared import inbox, parking, store
from shared.errors import InfrastructureDown
from shared.handlers import ReactionHandler, WaitingFor
from shared.incoming import Incoming, call, inbox_entry, is_infrastructure, is_permanent
from shared.logs import logger

log = logger()


def react_alone(
    handler: ReactionHandler,
    incoming: Incoming,
    *,
    waiting: store.Row | None = None,
) -> None:
    """Run one reaction in its own transaction; twice at once if it fails, then park it."""
    for attempt in (1, 2):
        try:
            _react_once(handler, incoming, waiting=waiting)
        except WaitingFor as missing:
            _wait(handler, incoming, missing.key(incoming.envelope.school_id), waiting)
        except Exception as error:
            if is_infrastructure(error):
                raise InfrastructureDown from error
            if is_permanent(error) or attempt == 2:
                park(incoming, handler.name, error, waiting)
                return
            continue
        return


@store.atomic
def _react_once(handler: ReactionHandler, incoming: Incoming, *, waiting: store.Row | None) -> None:
    if waiting is None:
        entry = inbox_entry(handler, incoming)
        if inbox.already_done([entry]):
            return
        inbox.mark_done(entry)
    elif not parking.stop_waiting(waiting):
        return
    if not _held_back(handler, incoming, waiting):
        call(handler, [incoming])


def _held_back(handler: ReactionHandler, incoming: Incoming, waiting: store.Row | None) -> bool:
    """Whether an earlier event of the key is parked or waits; then this one is put behind it."""
    if parking.is_parked_before(incoming.message):
        parking.park(
            incoming.message,
            handler=handler.name,
            event_id=incoming.envelope.id,
            error=parking.BEHIND,
            permanent=True,
        )
        return True
    behind = parking.waited_for_before(incoming.message)
    if behind is not None:
        _keep_waiting(handler, incoming, behind, waiting)
    return behind is not None


@store.atomic
def _wait(
    handler: ReactionHandler, incoming: Incoming, waits_for: str, waiting: store.Row | None
) -> None:
    if waiting is None:
        entry = inbox_entry(handler, incoming)
        if inbox.already_done([entry]):
            return
        inbox.mark_done(entry)
    elif not parking.stop_waiting(waiting):
        return
    _keep_waiting(handler, incoming, waits_for, waiting)


def _keep_waiting(
    handler: ReactionHandler, incoming: Incoming, waits_for: str, waiting: store.Row | None
) -> None:
    parking.wait(
        incoming.message,
        handler=handler.name,
        event_id=incoming.envelope.id,
        waits_for=waits_for,
        since=waiting["since"] if waiting else None,
    )


@store.atomic
def park(
    incoming: Incoming, handler: str, error: BaseException, waiting: store.Row | None = None
) -> None:
    """Keep the message with its key: this handler could not handle it."""
    entry = inbox.entry_id(handler, incoming.envelope.id)
    if waiting is not None:
        if not parking.stop_waiting(waiting):
            return
    elif not inbox.already_done([entry]):
        inbox.mark_done(entry)
    elif handler != parking.ANY_HANDLER:  # another consumer did it; projecting has no such proof
        return
    parking.park(
        incoming.message,
        handler=handler,
        event_id=incoming.envelope.id,
        error=error,
        permanent=is_permanent(error),
    )
    log.warning(
        "event_parked",
        handler=handler,
        event_id=incoming.envelope.id,
        event_type=incoming.envelope.type,
        reason=parking.describe(error),
    )
