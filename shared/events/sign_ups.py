"""What invitations tells of help with an activity: families lend a hand or bring something.

Facts: each one happened once, at its envelope's time.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class SlotKind(StrEnum):
    """What a slot of an activity asks of families: a hand for some time, or a thing to bring."""

    VOLUNTEER = "volunteer"
    ITEM = "item"


class ReleaseReason(StrEnum):
    """Why what a family took is free again."""

    GIVEN_BACK = "given-back"
    SLOT_REMOVED = "slot-removed"
    LINK_ENDED = "link-ended"


@event(
    "org.tuhono.invitations.sign-up.taken.v1",
    topic=Topic.INVITATIONS,
    subject="sign-up",
    id_field="sign_up_id",
)
@dataclass(frozen=True, kw_only=True)
class SignUpTaken:
    """A guardian took places of a slot, or changed how many. Recorded at each of them.

    ``quantity`` is what the guardian stands for now, not what was added. ``title`` says what the
    slot asks for; ``starts_at`` and ``ends_at`` are those of a volunteer's time, if it has one.
    """

    sign_up_id: str
    activity_id: str
    guardian_id: str
    slot_kind: SlotKind
    quantity: int
    slot_id: str | None = None
    title: Texts | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    on_behalf: bool = False


@event(
    "org.tuhono.invitations.sign-up.released.v1",
    topic=Topic.INVITATIONS,
    subject="sign-up",
    id_field="sign_up_id",
)
@dataclass(frozen=True, kw_only=True)
class SignUpReleased:
    """A guardian stands for nothing of a slot any more. ``quantity`` is what became free.

    ``invitation_id`` is the one it was taken for, and ``title`` says what the slot asked for: a
    slot that was removed can be asked no more. Earlier events had neither; nor has what is given
    back by who is erased.
    """

    sign_up_id: str
    activity_id: str
    guardian_id: str
    slot_kind: SlotKind
    quantity: int
    slot_id: str | None = None
    reason: ReleaseReason = ReleaseReason.GIVEN_BACK
    invitation_id: str | None = None
    title: Texts | None = None


@event(
    "org.tuhono.invitations.sign-up.moved.v1",
    topic=Topic.INVITATIONS,
    subject="sign-up",
    id_field="sign_up_id",
)
@dataclass(frozen=True, kw_only=True)
class SignUpMoved:
    """The activity moved, and with it the time that a guardian gives. Recorded for each of them.

    What the guardian stands for is as before; ``title`` says what that is.
    """

    sign_up_id: str
    activity_id: str
    invitation_id: str
    guardian_id: str
    slot_id: str
    title: Texts
    starts_at: datetime
    ends_at: datetime
