"""What invitations tells of conferences: a round opens, a family takes a time, gives it back.

What a family hopes for, the agenda, and what was noted in a talk travel in no event.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class TalkMode(StrEnum):
    """How a talk is held."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    PHONE = "phone"


class ReleaseReason(StrEnum):
    """Why a time is free again; with ``moved`` the family took another one in the same step.

    ``link-ended``: the guardian does not stand for the child at the school any more.
    """

    FAMILY = "family"
    MOVED = "moved"
    STAFF = "staff"
    WITHDRAWN = "withdrawn"
    LINK_ENDED = "link-ended"


@event(
    "org.tuhono.invitations.conference.opened.v1",
    topic=Topic.INVITATIONS,
    subject="conference",
    id_field="conference_id",
)
@dataclass(frozen=True, kw_only=True)
class ConferenceOpened:
    """Times to talk were offered to the families of classes. Recorded once, when all are there.

    ``host_ids`` are those who talk with them. Families book from ``opens_at`` to ``closes_at``.
    """

    conference_id: str
    title: Texts
    class_ids: tuple[str, ...]
    host_ids: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime


@event(
    "org.tuhono.invitations.slot.booked.v1",
    topic=Topic.INVITATIONS,
    subject="slot",
    id_field="slot_id",
)
@dataclass(frozen=True, kw_only=True)
class SlotBooked:
    """A time is a family's, or what stands about it changed. Recorded at each of them.

    ``sequence`` grows with each change of the slot, for calendars.
    """

    slot_id: str
    conference_id: str
    host_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    place: Texts
    mode: TalkMode
    sequence: int


@event(
    "org.tuhono.invitations.slot.released.v1",
    topic=Topic.INVITATIONS,
    subject="slot",
    id_field="slot_id",
)
@dataclass(frozen=True, kw_only=True)
class SlotReleased:
    """A time is the family's no more. Recorded when it was given back, moved or withdrawn."""

    slot_id: str
    conference_id: str
    host_id: str
    guardian_id: str
    reason: ReleaseReason
    sequence: int
