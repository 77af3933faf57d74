"""Sending what is due: claim, mint the links, send, keep what came of it; never in one transaction.

A worker that dies between the server's ``250`` and our note of it leaves a claim that ends after a
minute; the mail is sent once more, with the same Message-ID and the same link.
"""

import time
from email.errors import MessageError

from jinja2 import TemplateError

from services.messaging.deliveries import use_cases
from services.messaging.deliveries.mail import mail_of
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.queries import schools_with_due
from services.messaging.deliveries.rules import DeliveryState, Outcome
from services.messaging.deliveries.smtp import Outgoing
from services.messaging.links.use_cases import link_key, mint_purpose_link, mint_sign_in_link
from services.messaging.notices.composing import compose
from services.messaging.notices.queries import Letter, letters_for
from services.messaging.settings import settings
from shared import ids, store
from shared.jobs import every
from shared.logs import logger
from shared.parking import describe
from shared.tenancy import scope_of

# The worker's other timers wait for us, so a turn is short; after each handful of a school's mails
# the next school has its turn.
TURN_SECONDS = 5.0
CLAIMED_AT_ONCE = 25
# A fault in words or address: an invitation's texts and a feed's addresses are as people typed them.
UNWRITABLE = (AttributeError, LookupError, MessageError, TemplateError, TypeError, ValueError)
log = logger()


@every(seconds=1, name="send-mail")
def send_due_mail() -> None:
    """Send what is due, school by school in turn, for some seconds at most."""
    link_key()  # a wrong setting is no fault of any delivery
    ends_at = time.monotonic() + TURN_SECONDS
    with Outgoing(settings().smtp_url) as outgoing:
        schools = schools_with_due()
        while schools and time.monotonic() < ends_at:
            schools = [one for one in schools if _send_some(one, outgoing, ends_at)]


def _send_some(school_id: str, outgoing: Outgoing, ends_at: float) -> bool:
    """Send a school's next deliveries; False when there were none, or no server takes them now."""
    holder = ids.new_id()
    with scope_of(school_id):
        claimed = use_cases.claim_due(holder, limit=CLAIMED_AT_ONCE)
        letters = letters_for(claimed, school_id)
        addresses = _links(list(letters.values()))
        for number, delivery in enumerate(claimed, start=1):
            if use_cases.keep(delivery.id, holder):
                letter = letters.get(delivery.id)
                outcome = _attempt(delivery, letter, addresses.get(delivery.id, ""), outgoing)
                use_cases.settle(delivery.id, holder, outcome)
                if outcome.is_server_away or time.monotonic() > ends_at:
                    use_cases.let_go([one.id for one in claimed[number:]], holder)
                    return False
    return bool(claimed)


def _attempt(delivery: Delivery, letter: Letter | None, url: str, outgoing: Outgoing) -> Outcome:
    if letter is None:
        return Outcome(state=DeliveryState.NO_CONTACT)
    try:
        words = compose(letter, url)
        mail = mail_of(
            delivery.id,
            words,
            to=letter.address,
            sender=settings().mail_from,
            sender_name=letter.school,
        )
    except UNWRITABLE as error:
        # It stops this mail and none of those behind it. No trace in the log: it may hold a name.
        reason = describe(error)
        log.warning("mail_not_composed", delivery_id=delivery.id, reason=reason)
        return Outcome(state=DeliveryState.TECHNICAL_FAILURE, reason=reason)
    return outgoing.send(mail)


@store.atomic
def _links(letters: list[Letter]) -> dict[str, str]:
    """Where each letter leads: the same address for the same delivery, however often it is sent."""
    return {letter.delivery_id: _link(letter) for letter in letters}


def _link(letter: Letter) -> str:
    if letter.activity is None or letter.about is None:
        return mint_sign_in_link(
            letter.person_id,
            letter.school_id,
            language=letter.language,
            next_path=letter.next_path,
            for_delivery=letter.delivery_id,
        )
    return mint_purpose_link(
        letter.person_id,
        "answer",
        letter.about,
        letter.activity.ends_at,
        letter.school_id,
        letter.language,
        for_delivery=letter.delivery_id,
    )
