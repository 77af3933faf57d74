"""Sending what is due: claim, mint the links, send, note what came of it; never one transaction.

A worker that dies between the server's ``250`` and our note of it leaves a claim that ends after a
minute; the mail is sent once more, with the same Message-ID and the same link.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from functools import partial

from jinja2 import TemplateError

from services.messaging.deliveries import use_cases
from services.messaging.deliveries.mail import mail_of
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.queries import schools_with_due
from services.messaging.deliveries.rules import (
    LEASE_SECONDS,
    NO_CONTACT,
    NOT_NEEDED,
    DeliveryState,
    Outcome,
    unreadable,
)
from services.messaging.deliveries.sms import Gateway
from services.messaging.deliveries.smtp import TIMEOUT_SECONDS, Outgoing
from services.messaging.links.use_cases import MailedLink, link_key, mint_mailed_links
from services.messaging.notices.composing import compose, compose_text, mail_app
from services.messaging.notices.queries import Letter, letters_for
from services.messaging.settings import settings
from shared import ids, store
from shared.access.targets import path_of
from shared.each_school import in_school
from shared.errors import Conflict
from shared.events.channels import Channel
from shared.jobs import every
from shared.logs import logger
from shared.parking import describe

# The worker's other timers wait for us, so a turn is short; after each handful of a school's mails
# the next school has its turn.
TURN_SECONDS = 5.0
CLAIMED_AT_ONCE = 50
# As many mails at most are sent once more when the worker dies before it noted them.
NOTED_AT_ONCE = 10
# A claim is lengthened before a send that could outlast it.
FRESH_SECONDS = LEASE_SECONDS - 6 * TIMEOUT_SECONDS
# A fault in words or address: both are as people typed them.
UNWRITABLE = (AttributeError, LookupError, MessageError, TemplateError, TypeError, ValueError)
_TIMERS = {Channel.EMAIL: "send-mail", Channel.SMS: "send-texts"}
log = logger()


Post = Callable[[Letter, str], Outcome]
"""Puts a letter into words with the address its link has, sends it, and says what came of it."""


@every(seconds=1, name=_TIMERS[Channel.EMAIL])
def send_due_mail() -> None:
    """Send the mail that is due, school by school in turn, for some seconds at most."""
    with Outgoing(settings().smtp_url) as outgoing:

        def post(letter: Letter, address: str) -> Outcome:
            return outgoing.send(
                mail_of(
                    letter.delivery_id,
                    compose(letter, address),
                    to=letter.address,
                    sender=settings().mail_from,
                    sender_name=letter.school,
                )
            )

        _send_in_turn(Channel.EMAIL, post)


@every(seconds=1, name=_TIMERS[Channel.SMS])
def send_due_texts() -> None:
    """Send the texts that are due, likewise; none without a gateway."""
    url = settings().sms_url
    if url is None:
        return
    with Gateway(url, settings().sms_secret) as gateway:

        def post(letter: Letter, address: str) -> Outcome:
            return gateway.send(letter.address, compose_text(letter, address), letter.delivery_id)

        _send_in_turn(Channel.SMS, post)


def _send_in_turn(channel: Channel, post: Post) -> None:
    link_key()  # a wrong setting is no fault of any delivery
    ends_at = time.monotonic() + TURN_SECONDS
    schools = schools_with_due(channel)
    while schools and time.monotonic() < ends_at:
        schools = [
            one
            for one in schools
            if in_school(
                _TIMERS[channel],
                one,
                partial(_send_some, one, channel, post, ends_at),
            )
        ]


def _send_some(school_id: str, channel: Channel, post: Post, ends_at: float) -> bool:
    """Send a school's next deliveries; False when there were none, or no server takes them now."""
    holder = ids.new_id()
    hand = _Hand(use_cases.claim_due(holder, limit=CLAIMED_AT_ONCE, channel=channel), holder)
    with mail_app().app_context():
        ready = _made_ready(hand.deliveries, school_id)
    for delivery in hand.deliveries:
        if not hand.holds(delivery):
            continue
        letter = ready.letters.get(delivery.id)
        outcome = _attempt(letter, ready.addresses, post) if letter else ready.without(delivery)
        hand.note(delivery, outcome)
        if outcome.is_server_away or time.monotonic() > ends_at:
            hand.let_go()
            return False
    hand.write()
    return bool(hand.deliveries)


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """The letters by delivery, where their links lead, and why the others have none."""

    letters: dict[str, Letter] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    broken: dict[str, Outcome] = field(default_factory=dict)

    def without(self, delivery: Delivery) -> Outcome:
        """What comes of a delivery that has no letter."""
        nobody = NOT_NEEDED if delivery.id in self.silent else NO_CONTACT
        return self.broken.get(delivery.id, nobody)


def _made_ready(deliveries: Sequence[Delivery], school_id: str) -> _Ready:
    """The deliveries' letters; when something is wrong with one of them, each is made by itself."""
    try:
        letters, silent = letters_for(deliveries, school_id)
        return _Ready(letters=letters, silent=silent, addresses=_addresses(letters.values()))
    except Exception as error:
        if isinstance(error, Conflict) or store.is_away(error):
            raise
        if len(deliveries) == 1:
            # No trace: what an exception says may hold what a family wrote.
            reason, delivery_id = describe(error), deliveries[0].id
            log.error("letter_unreadable", delivery_id=delivery_id, reason=reason)
            return _Ready(broken={delivery_id: unreadable(reason)})
    each = [_made_ready([one], school_id) for one in deliveries]
    return _Ready(
        letters={name: letter for one in each for name, letter in one.letters.items()},
        addresses={name: address for one in each for name, address in one.addresses.items()},
        silent=frozenset().union(*(one.silent for one in each)),
        broken={name: outcome for one in each for name, outcome in one.broken.items()},
    )


class _Hand:
    """The deliveries that this worker holds, and what became of them so far."""

    def __init__(self, deliveries: list[Delivery], holder: str) -> None:
        self.deliveries = deliveries
        self._holder = holder
        self._until = time.monotonic() + FRESH_SECONDS
        self._tried: set[str] = set()
        self._outcomes: dict[str, Outcome] = {}

    def holds(self, delivery: Delivery) -> bool:
        """Whether the delivery is still ours, and long enough for one attempt."""
        return time.monotonic() < self._until or use_cases.keep(delivery.id, self._holder)

    def note(self, delivery: Delivery, outcome: Outcome) -> None:
        """This came of it; written down a few at a time, and at once when sending is slow."""
        self._tried.add(delivery.id)
        self._outcomes[delivery.id] = outcome
        if len(self._outcomes) >= NOTED_AT_ONCE or time.monotonic() > self._until:
            self.write()

    def write(self) -> None:
        """Write down what was noted."""
        if self._outcomes:
            use_cases.settle(self._outcomes, self._holder)
            self._outcomes = {}

    def let_go(self) -> None:
        """Write down what was noted, and give back what was not tried."""
        self.write()
        left = [one.id for one in self.deliveries if one.id not in self._tried]
        if left:
            use_cases.let_go(left, self._holder)


def _attempt(letter: Letter, addresses: dict[str, str], post: Post) -> Outcome:
    try:
        return post(letter, addresses[letter.delivery_id])
    except UNWRITABLE as error:
        # It stops this one and none of those behind it. No trace in the log: it may hold a name.
        reason = describe(error)
        log.warning("notice_not_composed", delivery_id=letter.delivery_id, reason=reason)
        return Outcome(state=DeliveryState.TECHNICAL_FAILURE, reason=reason)


def _addresses(letters: Collection[Letter]) -> dict[str, str]:
    """Where each letter's link leads, by delivery; minted where it opens a page by itself."""
    behind = [one for one in letters if one.needs_sign_in]
    opening = [one for one in letters if not one.needs_sign_in]
    pages = {one.delivery_id: path_of(str(one.leads_to)) for one in behind}
    plain = {one: f"{settings().base_url}{path}" for one, path in pages.items()}
    return plain | mint_mailed_links([_link(one) for one in opening])


def _link(letter: Letter) -> MailedLink:
    return MailedLink(
        delivery_id=letter.delivery_id,
        person_id=letter.person_id,
        school_id=letter.school_id,
        language=letter.language,
        subject=letter.leads_to,
        closes_at=letter.closes_at,
        next_path=letter.next_path,
    )
