"""What invitations tells: activities, invitations and their answers, attendance, home practice.

Facts: each one happened once, at its envelope's time.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.events.channels import Channel
from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class ActivityKind(StrEnum):
    """What an activity does for partnership. Source: leadership article, opening (S2)."""

    SUPPORTS_SCHOOL = "supports-school"
    INFORMS_FAMILIES = "informs-families"
    PARTNERSHIP = "partnership"
    COLLABORATION = "collaboration"


class Focus(StrEnum):
    """What an activity is about. Source: leadership article §1 (S10)."""

    LEARNING = "learning"
    WELLBEING = "wellbeing"
    SCHOOL_SUPPORT = "school-support"


class Support(StrEnum):
    """Help to come: what the school offers at an activity, and what a family asks for."""

    INTERPRETER = "interpreter"
    CHILD_CARE = "child-care"
    TRANSPORT = "transport"
    FOOD = "food"
    QUIET_SPACE = "quiet-space"
    ONLINE = "online"


class Answer(StrEnum):
    """What a family says to an invitation; ``help`` is "what would help us to come"."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    HELP = "help"


class Place(StrEnum):
    """What an answer got the family at an activity."""

    SEAT = "seat"
    WAITING = "waiting"
    NONE = "none"


class AttendanceMode(StrEnum):
    """How a family took part."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    AT_HOME = "at-home"


class PracticeKind(StrEnum):
    """What a family does with a child at home."""

    READING = "reading"
    TALKING = "talking"
    MAKING = "making"
    MATHS = "maths"
    CULTURE = "culture"
    OTHER = "other"


@event(
    "org.tuhono.invitations.activity.announced.v1",
    topic=Topic.INVITATIONS,
    subject="activity",
    id_field="activity_id",
)
@dataclass(frozen=True, kw_only=True)
class ActivityAnnounced:
    """An activity for families was announced. Recorded once, before any invitation to it.

    ``relevance`` says what it has to do with the children's learning. ``capacity`` counts people;
    None means that there is room for all. ``host_id`` is the person who announced it.
    """

    activity_id: str
    kind: ActivityKind
    focus: Focus
    title: Texts
    relevance: Texts
    place: Texts
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    host_id: str
    class_ids: tuple[str, ...]
    capacity: int | None = None
    supports: tuple[Support, ...]


@event(
    "org.tuhono.invitations.invitation.issued.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationIssued:
    """A guardian was invited with the children it concerns. Recorded once per guardian."""

    invitation_id: str
    activity_id: str
    guardian_id: str
    student_ids: tuple[str, ...]
    class_ids: tuple[str, ...]
    grades: tuple[str, ...]
    answer_by: datetime


@event(
    "org.tuhono.invitations.invitation.opened.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationOpened:
    """A guardian looked at an invitation. Recorded at the first look only."""

    invitation_id: str
    activity_id: str
    guardian_id: str


@event(
    "org.tuhono.invitations.invitation.answered.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationAnswered:
    """A guardian answered an invitation, or changed the answer. Recorded at each of them.

    ``adults`` and ``children`` are those coming; ``on_behalf``: staff entered it.
    """

    invitation_id: str
    activity_id: str
    guardian_id: str
    answer: Answer
    place: Place
    adults: int
    children: int
    needs: tuple[Support, ...]
    channel: Channel
    on_behalf: bool


@event(
    "org.tuhono.invitations.invitation.promoted.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationPromoted:
    """A family moved from the waiting list to a seat. Recorded when room was made for it."""

    invitation_id: str
    activity_id: str
    guardian_id: str
    adults: int
    children: int


@event(
    "org.tuhono.invitations.attendance.recorded.v1",
    topic=Topic.INVITATIONS,
    subject="attendance",
    id_field="attendance_id",
)
@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded:
    """Who took part in an activity was noted, or corrected. Recorded at each of them.

    A family that came without an invitation has neither ``invitation_id`` nor, when nobody knows
    who it was, ``guardian_id``. ``present`` false takes an earlier check-in back.
    """

    attendance_id: str
    activity_id: str
    invitation_id: str | None = None
    guardian_id: str | None = None
    student_ids: tuple[str, ...]
    mode: AttendanceMode
    adults: int
    children: int
    present: bool


@event(
    "org.tuhono.invitations.home-practice.recorded.v1",
    topic=Topic.INVITATIONS,
    subject="home-practice",
    id_field="practice_id",
)
@dataclass(frozen=True, kw_only=True)
class HomePracticeRecorded:
    """A family told what it did with a child at home. Recorded each time, without words."""

    practice_id: str
    guardian_id: str
    student_id: str
    kind: PracticeKind
    practised_on: date
