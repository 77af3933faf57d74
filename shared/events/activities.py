"""What becomes of an activity after it was announced: it changes, or does not take place.

Facts: each one happened once, at its envelope's time.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.events.invitations import Support
from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


@event(
    "org.tuhono.invitations.activity.changed.v1",
    topic=Topic.INVITATIONS,
    subject="activity",
    id_field="activity_id",
)
@dataclass(frozen=True, kw_only=True)
class ActivityChanged:
    """An announced activity will be otherwise. Recorded at each change, with all it is now.

    ``what`` names the fields that differ; ``sequence`` grows with each change, as calendars want.
    """

    activity_id: str
    title: Texts
    relevance: Texts
    place: Texts
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    capacity: int | None = None
    supports: tuple[Support, ...]
    sequence: int
    what: tuple[str, ...]


@event(
    "org.tuhono.invitations.activity.cancelled.v1",
    topic=Topic.INVITATIONS,
    subject="activity",
    id_field="activity_id",
)
@dataclass(frozen=True, kw_only=True)
class ActivityCancelled:
    """An announced activity does not take place. Recorded once; ``reason`` is the host's words."""

    activity_id: str
    reason: Texts | None = None
    sequence: int
