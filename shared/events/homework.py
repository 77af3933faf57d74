"""What invitations tells of homework and of learning at home: set, shared, help asked, thanked.

Facts: each one happened once, at its envelope's time. What families write about it stays with
invitations.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class HomeworkKind(StrEnum):
    """Whether a family has a turn in a task. Source: product.md R6."""

    INTERACTIVE = "interactive"
    STUDENT_ALONE = "student-alone"


class HelpLevel(StrEnum):
    """How much a family helps, less as students grow older. Source: leadership article T9 (S124).

    ``space``: routine, a place and materials, and no direct doing.
    """

    TOGETHER = "together"
    ASK_AND_LISTEN = "ask-and-listen"
    SPACE = "space"


class Helped(StrEnum):
    """How a task went at home, as the family says."""

    WELL = "well"
    PARTLY = "partly"
    NOT_YET = "not-yet"


class WayToHelp(StrEnum):
    """What a family can do around a task. Source: leadership article T6 (S103), T9 (S124)."""

    DO_TOGETHER = "do-together"
    TAKE_TURNS = "take-turns"
    SHOW_HOW = "show-how"
    TELL_A_STORY = "tell-a-story"
    ASK_AND_LISTEN = "ask-and-listen"
    BE_THE_AUDIENCE = "be-the-audience"
    OWN_LANGUAGE = "own-language"
    ROUTINE = "routine"
    SPACE = "space"
    MATERIALS = "materials"


@event(
    "org.tuhono.invitations.homework.set.v1",
    topic=Topic.INVITATIONS,
    subject="homework",
    id_field="homework_id",
)
@dataclass(frozen=True, kw_only=True)
class HomeworkSet:
    """A teacher set a task for classes. Recorded once; later corrections are seen on its page.

    ``author_id`` is the teacher; ``minutes`` is how long it may take.
    """

    homework_id: str
    class_ids: tuple[str, ...]
    title: Texts
    kind: HomeworkKind
    due_on: date
    level: HelpLevel
    author_id: str = ""
    minutes: int | None = None


@event(
    "org.tuhono.invitations.homework-reply.shared.v1",
    topic=Topic.INVITATIONS,
    subject="homework-reply",
    id_field="reply_id",
)
@dataclass(frozen=True, kw_only=True)
class HomeworkShared:
    """A guardian told how a task went at home, or told it anew. Recorded at each of them.

    ``minutes`` is None when they did not say; ``way`` is empty when they chose none.
    ``on_behalf``: staff entered what the family said on paper or by phone.
    """

    reply_id: str
    homework_id: str
    guardian_id: str
    student_id: str
    minutes: int | None = None
    helped: Helped
    way: str = ""
    on_behalf: bool = False


@event(
    "org.tuhono.invitations.help-request.asked.v1",
    topic=Topic.INVITATIONS,
    subject="help-request",
    id_field="request_id",
)
@dataclass(frozen=True, kw_only=True)
class HelpAsked:
    """A guardian needs help to help with a task. Recorded when no earlier request of it is open."""

    request_id: str
    homework_id: str
    guardian_id: str
    student_id: str


@event(
    "org.tuhono.invitations.home-practice.acknowledged.v1",
    topic=Topic.INVITATIONS,
    subject="home-practice",
    id_field="practice_id",
)
@dataclass(frozen=True, kw_only=True)
class HomePracticeAcknowledged:
    """A teacher thanked a family for what it told of home. Recorded once per practice.

    ``by`` is the teacher.
    """

    practice_id: str
    guardian_id: str
    student_id: str
    by: str
