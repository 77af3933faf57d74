"""What becomes of an activity after it was announced: it changes, or does not take place.

Facts: each one happened once, at its envelope's time.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events.invitations import Support
from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class Gain(StrEnum):
    """What somebody gets from working together: students, families and teachers alike."""

    LEARNED = "learned"
    CONFIDENT = "confident"
    KNOW_EACH_OTHER = "know-each-other"
    OWN_CULTURE = "own-culture"
    TAKE_ALONG = "take-along"
    JOY = "joy"


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


@event(
    "org.tuhono.invitations.activity.held.v1",
    topic=Topic.INVITATIONS,
    subject="activity",
    id_field="activity_id",
)
@dataclass(frozen=True, kw_only=True)
class ActivityHeld:
    """An activity took place, and staff say who got what from it. Recorded again when corrected.

    ``families`` is how many took part. Of what students, families and teachers gained the choices
    only: nobody's words travel. A group of which nothing was chosen is empty; ``told`` names the
    groups of which anything was said.
    """

    activity_id: str
    families: int
    told: tuple[str, ...]
    students_gained: tuple[Gain, ...] = ()
    families_gained: tuple[Gain, ...] = ()
    teachers_gained: tuple[Gain, ...] = ()
