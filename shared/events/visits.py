"""What invitations tells of visits: proposed to a family, agreed, held, cancelled.

No words travel, and no place either: only its kind, and that only after the visit.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events.registry import event
from shared.events.topics import Topic


class PlaceKind(StrEnum):
    """Where a family wants to meet; the place itself stays where the family wrote it."""

    HOME = "home"
    SCHOOL = "school"
    LIBRARY = "library"
    PARK = "park"
    COMMUNITY = "community"
    ONLINE = "online"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why an agreed visit does not take place at that time.

    ``link-ended``: the guardian stands for none of its children at the school any more.
    """

    FAMILY = "family"
    STAFF = "staff"
    RESCHEDULED = "rescheduled"
    NOT_HELD = "not-held"
    LINK_ENDED = "link-ended"


@event(
    "org.tuhono.invitations.visit.proposed.v1",
    topic=Topic.INVITATIONS,
    subject="visit",
    id_field="visit_id",
)
@dataclass(frozen=True, kw_only=True)
class VisitProposed:
    """Staff asked one guardian whether, where and when they like to meet. Recorded at each asking.

    Nothing is agreed yet. ``sequence`` grows with every step of the visit.
    """

    visit_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    host_ids: tuple[str, ...]
    sequence: int


@event(
    "org.tuhono.invitations.visit.agreed.v1",
    topic=Topic.INVITATIONS,
    subject="visit",
    id_field="visit_id",
)
@dataclass(frozen=True, kw_only=True)
class VisitAgreed:
    """A family and the school agreed on a visit, by the two-person rule. Recorded at each time.

    An agreement with a greater ``sequence`` replaces an earlier one, also a cancelled one.
    """

    visit_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    host_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    sequence: int


@event(
    "org.tuhono.invitations.visit.held.v1",
    topic=Topic.INVITATIONS,
    subject="visit",
    id_field="visit_id",
)
@dataclass(frozen=True, kw_only=True)
class VisitHeld:
    """A visit took place. Recorded once; what was learnt stays with family and hosts."""

    visit_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    host_ids: tuple[str, ...]
    place_kind: PlaceKind


@event(
    "org.tuhono.invitations.visit.cancelled.v1",
    topic=Topic.INVITATIONS,
    subject="visit",
    id_field="visit_id",
)
@dataclass(frozen=True, kw_only=True)
class VisitCancelled:
    """An agreed visit does not take place at its time. Recorded for agreed ones only.

    ``rescheduled``: another time is being looked for, and an agreement may follow.
    """

    visit_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    host_ids: tuple[str, ...]
    reason: CancelReason
    sequence: int
