"""Declaring what a feature does when an event arrives: projections and reactions.

A *projection* keeps the newest state of a record and needs no inbox: an older version never
replaces a newer. A *reaction* runs a use case; the inbox lets it take effect once per event,
however often the event comes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared import events
from shared.envelope import Envelope
from shared.tenancy import Projection, projection_id

Reaction = Callable[[Any, Envelope], None]
BatchReaction = Callable[[Sequence[tuple[Any, Envelope]]], None]


class WaitingFor(Exception):
    """The reaction needs a record whose event has not arrived; it runs again when the record does.

    Raise it before writing anything: events of different topics come in any order.
    """

    def __init__(self, projection: type[Projection], record_id: str) -> None:
        super().__init__(f"{projection.__name__} {record_id}")
        self.projection = projection
        self.record_id = record_id

    def key(self, school_id: str) -> str:
        """What the waiting row is found by when the record arrives."""
        return waiting_key(self.projection, projection_id(school_id, self.record_id))


@dataclass(frozen=True)
class ProjectionHandler:
    """Keep ``fields`` of each record's newest event in ``document``."""

    name: str
    event_type: str
    document: type[Projection]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ReactionHandler:
    """Run ``function`` once per event; a batch function gets many events at once."""

    name: str
    event_types: tuple[str, ...]
    function: Callable[..., None]
    in_batches: bool


@dataclass
class Handlers:
    """What one feature of one service does with events."""

    service: str
    projections: list[ProjectionHandler] = field(default_factory=list)
    reactions: list[ReactionHandler] = field(default_factory=list)

    def project(
        self, event_class: type, *, into: type[Projection], fields: Sequence[str]
    ) -> ProjectionHandler:
        """Keep these fields of the event's record; the document has fields of the same names.

        Only for events that carry the whole state of a record.
        """
        handler = ProjectionHandler(
            name=f"{self.service}.{into.__name__}",
            event_type=events.event_type(event_class).type,
            document=into,
            fields=tuple(fields),
        )
        self.projections.append(handler)
        return handler

    def react(self, *event_classes: type) -> Callable[[Reaction], Reaction]:
        """Run the function once for each event of these classes, in the batch's transaction."""

        def register(function: Reaction) -> Reaction:
            self._add(event_classes, function, in_batches=False)
            return function

        return register

    def react_batch(self, *event_classes: type) -> Callable[[BatchReaction], BatchReaction]:
        """Like ``react``, but one call gets all new events of a batch, in order."""

        def register(function: BatchReaction) -> BatchReaction:
            self._add(event_classes, function, in_batches=True)
            return function

        return register

    def _add(
        self, event_classes: Sequence[type], function: Callable[..., None], *, in_batches: bool
    ) -> None:
        self.reactions.append(
            ReactionHandler(
                name=f"{function.__module__.removeprefix('services.')}.{function.__name__}",
                event_types=tuple(events.event_type(one).type for one in event_classes),
                function=function,
                in_batches=in_batches,
            )
        )


def waiting_key(projection: type[Projection], document_id: str) -> str:
    """What a waiting row waits for: a document of a projection."""
    return f"{projection._get_collection_name()}:{document_id}"
