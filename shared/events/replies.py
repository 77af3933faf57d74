"""Answers that come back by SMS digit, mail, calendar or keyed paper.

Messaging hears them; another service owns what was asked, and says what became of the answer.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.events.channels import Channel
from shared.events.registry import event
from shared.events.topics import Topic


@event(
    "org.tuhono.messaging.reply.received.v1",
    topic=Topic.MESSAGING,
    subject="reply",
    id_field="reply_id",
)
@dataclass(frozen=True, kw_only=True)
class ReplyReceived:
    """A person answered what was sent, by another way than its page. Recorded once per reply.

    ``about`` is what was asked, as ``<kind>/<id>`` (``invitation/…``); ``choice`` is the answer in
    the words of its owner (``yes``). ``person_id`` is who was asked. Of an answer that somebody
    else brought, ``on_behalf_of`` is that person again and ``entered_by`` who typed it in.
    """

    reply_id: str
    about: str
    choice: str
    adults: int | None = None
    children: int | None = None
    person_id: str
    on_behalf_of: str | None = None
    channel: Channel
    entered_by: str | None = None
    received_at: datetime
