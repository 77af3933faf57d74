"""What is to stand where once a batch of changed records is published; and what stood there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from services.evaluation.roster.models import Published
from shared import events

State = Any
"""An event of the roster: the whole state of one record in one school."""

Place = tuple[type[Published], str, str]
"""Document, school and record."""


@dataclass
class Plan:
    """``wanted``: what is to stand, by place. ``schools``: where each source record stands now.

    ``again``: source records of people that have to be published anew because of these.
    ``gone``: source records of removed schools only. ``people``: person to source record.
    ``waits_for``: source record to schools that are full.
    """

    wanted: dict[Place, State] = field(default_factory=dict)
    earlier: set[Place] = field(default_factory=set)
    schools: dict[str, set[str]] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    waits_for: dict[str, set[str]] = field(default_factory=dict)

    def want(self, document: type[Published], school_id: str, state: State) -> None:
        """The record is to be so in this school."""
        subject = events.event_type(type(state)).subject_id(state, school_id)
        self.wanted[document, school_id, subject] = state

    def had(self, document: type[Published], schools: Iterable[str], record_id: str) -> None:
        """The record was published in these schools; where it is not wanted any more it ends."""
        self.earlier.update((document, school_id, record_id) for school_id in schools)
