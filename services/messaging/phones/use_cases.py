"""What can happen when a text comes back from a phone; each function is one transaction."""

from services.messaging.contacts.rules import as_text_number
from services.messaging.contacts.use_cases import start_texts, stop_texts
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.queries import texts_to
from services.messaging.notices.planning import Wish, plan
from services.messaging.notices.rules import Notice
from services.messaging.phones.queries import asked_by, newest_open
from services.messaging.phones.rules import Meaning, read_text
from services.messaging.replies.rules import Came
from services.messaging.replies.use_cases import record_reply
from shared import clock, context, ids, inbox
from shared.events.channels import Channel
from shared.events.invitations import Answer
from shared.store import atomic
from shared.tenancy import scope_of

_TAKING = "messaging.phones.take_text"


@atomic
def take_text(text_id: str, phone: str, text: str) -> Meaning | None:
    """Let a text from a phone take effect, once for its id; None when it is about nothing of ours.

    A digit answers the newest question that waits for an answer, of a person whose number it is.
    Idempotent by the inbox, whichever school's question the text answered when it came first.
    """
    entry = inbox.entry_id(_TAKING, text_id)
    if inbox.already_done([entry]):
        return None
    inbox.mark_done(entry)
    number = as_text_number(phone)
    sent = texts_to(number) if number else []
    if number is None or not sent:
        return None
    said = read_text(text)
    if said.meaning in (Meaning.STOP, Meaning.START):
        _stop_or_start(number, sent, said.meaning)
        return said.meaning
    asks = asked_by(number, sent)
    if not asks:
        return None
    # Who asked says what becomes of an answer that comes too late.
    asked = newest_open(asks) or asks[0]
    with scope_of(asked.school_id):
        if said.answer is None:
            _say_unclear(asked)
        else:
            _answer(text_id, asked, said.answer)
    return said.meaning


def _answer(text_id: str, asked: Delivery, answer: Answer) -> None:
    with context.acting(actor=asked.person_id, correlation_id=ids.new_id()):
        record_reply(
            Came(
                reply_id=ids.derived_id("reply", Channel.SMS.value, text_id),
                about=asked.about,
                choice=answer.value,
                person_id=asked.person_id,
                channel=Channel.SMS,
            )
        )


def _say_unclear(asked: Delivery) -> None:
    """Once for each question and hour: two machines must not write to each other for ever."""
    hour = f"{clock.now():%Y-%m-%dT%H}"
    plan(
        [
            Wish(
                notice=Notice.TEXT_UNCLEAR,
                about=asked.about,
                person_id=asked.person_id,
                key=(asked.about, hour),
                details={name: asked.details[name] for name in ("activity_id", "student_ids")},
                by_text=True,
                is_extra=True,
            )
        ]
    )


def _stop_or_start(number: str, sent: list[Delivery], meaning: Meaning) -> None:
    for school_id in sorted({one.school_id for one in sent}):
        with scope_of(school_id):
            if meaning is Meaning.STOP:
                stop_texts(number)
            else:
                start_texts(number)
