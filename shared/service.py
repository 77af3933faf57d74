"""What one service is made of, apart from its pages: handlers, jobs, timers and documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shared import events
from shared.handlers import Handlers, ProjectionHandler, ReactionHandler
from shared.jobs import JobHandler, Timer


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service's working parts; its name is that of its folder and its database."""

    name: str
    handlers: Sequence[Handlers] = ()
    jobs: Sequence[JobHandler] = ()
    timers: Sequence[Timer] = ()
    documents: Sequence[Any] = field(default=())

    @cached_property
    def projections(self) -> dict[str, list[ProjectionHandler]]:
        """Projections by event type."""
        found: dict[str, list[ProjectionHandler]] = {}
        for handlers in self.handlers:
            for projection in handlers.projections:
                found.setdefault(projection.event_type, []).append(projection)
        return found

    @cached_property
    def reactions(self) -> dict[str, list[ReactionHandler]]:
        """Reactions by event type."""
        found: dict[str, list[ReactionHandler]] = {}
        for handlers in self.handlers:
            for reaction in handlers.reactions:
                for name in reaction.event_types:
                    found.setdefault(name, []).append(reaction)
        return found

    @cached_property
    def handled_types(self) -> frozenset[str]:
        """The event types that something here handles."""
        return frozenset(self.projections) | frozenset(self.reactions)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topics to subscribe to."""
        known = events.types()
        return tuple(sorted({known[name].topic.value for name in self.handled_types}))

    @cached_property
    def job_handlers(self) -> dict[str, JobHandler]:
        """Job handlers by kind."""
        return {handler.kind: handler for handler in self.jobs}
