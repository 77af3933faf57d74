"""What may become of a reply. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from shared.events.channels import Channel


class ReplyState(StrEnum):
    """How far a reply came: told, then noted or refused by who asked; a later one counts."""

    RECEIVED = "received"
    NOTED = "noted"
    WAITING = "waiting"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, kw_only=True)
class Came:
    """An answer as it came; the same ``reply_id`` is the same one. ``about`` is what was asked.

    ``entered_by`` is the member of staff who typed it in for the person.
    """

    reply_id: str
    about: str
    choice: str
    person_id: str
    channel: Channel
    adults: int | None = None
    children: int | None = None
    entered_by: str | None = None
