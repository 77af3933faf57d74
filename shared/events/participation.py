"""What invitations tells of how families choose to take part, and of what they offer.

Codes only: what a family writes in its own words stays in the service. A choice travels only when
the family lets the whole school see it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.registry import event
from shared.events.topics import Topic


class TakingPart(StrEnum):
    """A way to take part in a child's learning. Source: leadership article §1, T7 (S4, S104)."""

    AT_SCHOOL = "at-school"
    ONLINE = "online"
    AT_HOME = "at-home"
    BY_PHONE = "by-phone"
    HELPING = "helping"
    DECIDING = "deciding"
    STORIES = "telling-stories"
    SKILLS = "skills"


class FreeTime(StrEnum):
    """When somebody can take part."""

    MORNINGS = "mornings"
    SCHOOL_HOURS = "school-hours"
    AFTER_SCHOOL = "after-school"
    EVENINGS = "evenings"
    WEEKENDS = "weekends"
    CHANGING = "changing"


class Interest(StrEnum):
    """What somebody likes to do or to know more about. Source: leadership article T8 (S112)."""

    READING = "reading"
    NUMBERS = "numbers"
    SCIENCE = "science"
    NATURE = "nature"
    SPORT = "sport"
    MUSIC = "music"
    DANCE = "dance"
    ART = "art"
    COOKING = "cooking"
    LANGUAGES = "languages"
    HISTORY = "history"
    FAITH = "faith"
    TECHNOLOGY = "technology"
    BUILDING = "building"


class Barrier(StrEnum):
    """What makes it hard to take part. Source: leadership article §2, T8 (S12, S119)."""

    TIME = "time"
    TRANSPORT = "transport"
    CHILD_CARE = "child-care"
    LANGUAGE = "language"
    COST = "cost"
    ACCESS = "access"
    DIGITAL = "digital"
    OTHER = "other"


class AccessNeed(StrEnum):
    """What somebody needs to feel well and to follow. Source: leadership article (S64)."""

    QUIET_ROOM = "quiet-room"
    VISUAL_SCHEDULE = "visual-schedule"
    LARGE_PRINT = "large-print"
    PLAIN_LANGUAGE = "plain-language"
    SIGN_LANGUAGE = "sign-language"
    STEP_FREE = "step-free"
    KNOW_BEFORE = "know-before"
    OTHER = "other"


class OfferKind(StrEnum):
    """What somebody can bring to children's learning. Source: leadership article T1, T8 (S68)."""

    READING = "reading"
    STORIES = "stories"
    COOKING = "cooking"
    MAKING = "making"
    MUSIC = "music"
    SPORT = "sport"
    LANGUAGE = "language"
    CULTURE = "culture"
    NATURE = "nature"
    WORK = "work"
    HELPING = "helping"
    OTHER = "other"


@event(
    "org.tuhono.invitations.participation.chosen.v1",
    topic=Topic.INVITATIONS,
    subject="participation",
    id_field="participation_id",
)
@dataclass(frozen=True, kw_only=True)
class ParticipationChosen:
    """A guardian chose how to take part, or changed or withdrew it. Recorded at each of them.

    Holds what the whole school may see, and nothing of what is for teachers or for nobody; a list
    that is empty was not shared. Until ``not_now_until`` no invitation goes to the guardian.
    """

    participation_id: str
    guardian_id: str
    ways: tuple[TakingPart, ...]
    times: tuple[FreeTime, ...]
    interests: tuple[Interest, ...]
    barriers: tuple[Barrier, ...]
    not_now_until: date | None = None
    on_behalf: bool = False


@event(
    "org.tuhono.invitations.offer.made.v1",
    topic=Topic.INVITATIONS,
    subject="offer",
    id_field="offer_id",
)
@dataclass(frozen=True, kw_only=True)
class OfferMade:
    """A guardian offered to do something with the children. Recorded once, without words."""

    offer_id: str
    guardian_id: str
    kind: OfferKind


@event(
    "org.tuhono.invitations.offer.accepted.v1",
    topic=Topic.INVITATIONS,
    subject="offer",
    id_field="offer_id",
)
@dataclass(frozen=True, kw_only=True)
class OfferAccepted:
    """A member of staff took an offer up and plans an activity from it. Recorded once."""

    offer_id: str
    guardian_id: str
    kind: OfferKind
    accepted_by: str
