"""What can happen to a reply: it comes, and who asked says what became of it."""

from collections.abc import Sequence

from services.messaging.replies.models import Reply
from services.messaging.replies.rules import Came, ReplyState
from shared import clock, outbox, store
from shared.envelope import Envelope
from shared.events.channels import Channel
from shared.events.invitations import InvitationAnswered, InvitationAnswerRefused, Place
from shared.store import atomic
from shared.tenancy import write_scope

BROUGHT_BACK = frozenset({Channel.SMS, Channel.PAPER})


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
    """Keep what became of the newest reply about each of these that came by the same way."""
    for event, envelope in batch:
        if event.channel not in BROUGHT_BACK:
            continue
        pending = Reply.objects(
            about=envelope.subject,
            channel=event.channel.value,
            state=ReplyState.RECEIVED.value,
        )
        reply = pending.order_by("-received_at").first()
        if reply is not None:
            reply.settle(*_outcome(event))
            reply.version += 1
            store.save(reply)


def _outcome(event: InvitationAnswered | InvitationAnswerRefused) -> tuple[ReplyState, str]:
    if isinstance(event, InvitationAnswerRefused):
        return ReplyState.REFUSED, event.reason.value
    is_waiting = event.place is Place.WAITING
    return (ReplyState.WAITING if is_waiting else ReplyState.NOTED), ""
