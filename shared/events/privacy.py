"""What is told when somebody asks for their data, or to be forgotten: asked, answered, held.

A request is told once in each school of the person, and answered there by each service. Ids, codes
and counts only: the data itself is downloaded from each service.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events.registry import event
from shared.events.topics import Topic


class PrivacyKind(StrEnum):
    """What is asked for: a copy of the data, or that it goes."""

    EXPORT = "export"
    ERASE = "erase"


class PrivacyOutcome(StrEnum):
    """What a service did: all that was asked for, or no more, since a legal hold is in force."""

    DONE = "done"
    HELD = "held"


class KeptBecause(StrEnum):
    """Why something about the person stays."""

    LEGAL_HOLD = "legal-hold"
    AUDIT = "audit"
    ROSTER = "roster"
    STAFF_WORK = "staff-work"


@dataclass(frozen=True, kw_only=True)
class DataCount:
    """How many records of one class of data there are, or were erased."""

    data: str
    records: int


@dataclass(frozen=True, kw_only=True)
class DataKept:
    """A class of data that stays, and why."""

    data: str
    reason: KeptBecause


@event(
    "org.tuhono.evaluation.privacy.requested.v1",
    topic=Topic.EVALUATION,
    subject="privacy",
    id_field="request_id",
)
@dataclass(frozen=True, kw_only=True)
class PrivacyRequested:
    """The district asked for a person's data, or that it be erased, in this school.

    Each service that keeps anything about families answers by ``due_by``.
    """

    request_id: str
    person_id: str
    kind: PrivacyKind
    due_by: datetime


@event(
    "org.tuhono.invitations.privacy.fulfilled.v1",
    topic=Topic.INVITATIONS,
    subject="privacy",
    id_field="request_id",
)
@dataclass(frozen=True, kw_only=True)
class PrivacyFulfilled:
    """Invitations did what was asked for in this school. Recorded once a request.

    ``counts``: for a copy what there is of each class of data, for an erasure what was erased.
    """

    request_id: str
    service: str
    person_id: str
    kind: PrivacyKind
    outcome: PrivacyOutcome
    counts: tuple[DataCount, ...]
    kept: tuple[DataKept, ...]


@event(
    "org.tuhono.evaluation.legal-hold.placed.v1",
    topic=Topic.EVALUATION,
    subject="legal-hold",
    id_field="person_id",
)
@dataclass(frozen=True, kw_only=True)
class LegalHoldPlaced:
    """Nothing about the person may be erased, by nobody's wish and no lapse of time."""

    person_id: str


@event(
    "org.tuhono.evaluation.legal-hold.lifted.v1",
    topic=Topic.EVALUATION,
    subject="legal-hold",
    id_field="person_id",
)
@dataclass(frozen=True, kw_only=True)
class LegalHoldLifted:
    """The ordinary rules hold for the person's data again."""

    person_id: str
