"""What invitations tells: activities, invitations and their answers, attendance, home practice.

Facts: each one happened once, at its envelope's time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.channels import Channel
from shared.events.inviting import (
    ActivityKind,
    Answer,
    AnswerCause,
    AttendanceMode,
    Focus,
    Place,
    PracticeKind,
    RefusalReason,
    Support,
    Way,
)
from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic

__all__ = [
    "ActivityAnnounced",
    "ActivityKind",
    "Answer",
    "AnswerCause",
    "AttendanceMode",
    "AttendanceRecorded",
    "Focus",
    "HomePracticeRecorded",
    "InvitationAnswerRefused",
    "InvitationAnswered",
    "InvitationIssued",
    "InvitationOpened",
    "InvitationPromoted",
    "InvitationReminderDue",
    "Place",
    "PracticeKind",
    "RefusalReason",
    "Support",
    "Way",
]


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
    ``host_ids`` are all who receive the families and ``ambassador_ids`` the students who sign the
    invitation. ``template`` names what it was made from, ``series_number`` its place among the
    ``series_count`` of a series. ``one_answer``: one answer per child is needed, as for a consent.
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
    template: str = ""
    host_ids: tuple[str, ...] = ()
    ambassador_ids: tuple[str, ...] = ()
    series_id: str | None = None
    series_number: int = 0
    series_count: int = 0
    ways: tuple[Way, ...] = ()
    one_answer: bool = False
    variant_of: str | None = None


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

    ``adults`` and ``children`` are those coming; ``on_behalf``: staff entered it. ``way`` is how a
    family takes part that does not come. ``because`` *replaced*: the later yes of the other
    guardian of a confirmed household holds the family's places now; *lapsed*: nobody took the
    place that was kept from the waiting list; *ended*: the guardian stands for none of the
    children any more; they leave no place. With a place, *ended* is told of the household's other
    guardian, whose own earlier yes stands again. When the later yes was taken back or lapsed, that
    is told as *given*, as it once was. ``reply_id`` is the reply that brought it, if any.
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
    way: Way | None = None
    because: AnswerCause = AnswerCause.GIVEN
    reply_id: str | None = None


@event(
    "org.tuhono.invitations.invitation.answer-refused.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationAnswerRefused:
    """An answer that came by text, mail, calendar or paper did not count as it was given.

    Recorded once per such answer. *Full*: it was a yes, and the family stands on the waiting list
    or keeps the fewer places it has; *ended*: the guardian does not stand for the child any more;
    *overtaken*: a later answer stands, so the guardian is told of that one only. ``reply_id`` is
    the reply that brought it.
    """

    invitation_id: str
    activity_id: str
    guardian_id: str
    reason: RefusalReason
    channel: Channel
    reply_id: str | None = None


@event(
    "org.tuhono.invitations.invitation.reminder-due.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationReminderDue:
    """A guardian who has not answered is to be reminded. Once by itself, else when staff ask."""

    invitation_id: str
    activity_id: str
    guardian_id: str
    answer_by: datetime


@event(
    "org.tuhono.invitations.invitation.promoted.v1",
    topic=Topic.INVITATIONS,
    subject="invitation",
    id_field="invitation_id",
)
@dataclass(frozen=True, kw_only=True)
class InvitationPromoted:
    """A family moved from the waiting list to a seat. Recorded when room was made for it.

    With ``accept_by`` the seats are kept until then, and go on to the next family unless the
    guardian says yes once more; without it they are the family's at once.
    """

    invitation_id: str
    activity_id: str
    guardian_id: str
    adults: int
    children: int
    accept_by: datetime | None = None


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
    """A family told what it did with a child at home, or corrected it. Recorded without words.

    ``on_behalf``: a teacher wrote it down with the family's agreement. ``taken_back``: the family
    took it back, and it counts no more.
    """

    practice_id: str
    guardian_id: str
    student_id: str
    kind: PracticeKind
    practised_on: date
    on_behalf: bool = False
    taken_back: bool = False
