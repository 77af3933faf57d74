"""What can happen to a reply: it comes, and who asked says what became of it."""

from collections.abc import Sequence

from services.messaging.replies.models import Reply
from services.messaging.replies.rules import Came, ReplyState
from shared import clock, outbox, store
from shared.envelope import Envelope
from shared.events.invitations import (
    InvitationAnswered,
    InvitationAnswerRefused,
    Place,
    RefusalReason,
)
from shared.store import atomic
from shared.tenancy import write_scope


@atomic
def record_reply(came: Came) -> bool:
    """Tell who asked what the person answered; False when this very reply was told already."""
    if Reply.objects(id=came.reply_id).first() is not None:
        return False
    reply = Reply.of(came, write_scope(), clock.now())
    outbox.record(reply, reply.received())
    store.save(reply)
    return True


@atomic
def note_outcomes(
    batch: Sequence[tuple[InvitationAnswered | InvitationAnswerRefused, Envelope]],
) -> None:
    """Keep what became of each reply; those given before one that counts are overtaken by it."""
    outcomes = {event.reply_id: _outcome(event) for event, _ in reversed(batch) if event.reply_id}
    told = Reply.objects(id__in=list(outcomes), state=ReplyState.RECEIVED.value)
    for reply in list(told.order_by("received_at")):
        state, reason = outcomes[reply.id]
        _settle(reply, state, reason)
        if state not in (ReplyState.NOTED, ReplyState.WAITING):
            continue
        for earlier in Reply.objects(
            about=reply.about,
            state=ReplyState.RECEIVED.value,
            received_at__lt=reply.received_at,
        ):
            _settle(earlier, ReplyState.OVERTAKEN)


def _settle(reply: Reply, state: ReplyState, reason: str = "") -> None:
    reply.settle(state, reason)
    reply.version += 1
    store.save(reply)


def _outcome(event: InvitationAnswered | InvitationAnswerRefused) -> tuple[ReplyState, str]:
    if isinstance(event, InvitationAnswerRefused):
        if event.reason is RefusalReason.OVERTAKEN:
            return ReplyState.OVERTAKEN, ""
        return ReplyState.REFUSED, event.reason.value
    is_waiting = event.place is Place.WAITING
    return (ReplyState.WAITING if is_waiting else ReplyState.NOTED), ""
