"""A guardian's choices at one school and its offers; words in them never leave this service."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from mongoengine.fields import DateField, DateTimeField, DictField, ListField, StringField

from services.invitations.invitations.rules import Entry
from services.invitations.participation.rules import Part, Told
from shared.tenancy import Aggregate

# The oldest entries go first: a family sees what it shared lately, not for ever.
HISTORY = 50


class Participation(Aggregate):
    """How one guardian chooses to take part at one school, and what would help.

    ``told`` is ``{part: {codes, words, seen, at}}``. ``history`` are entries ``{at, what, codes,
    seen, by, channel}``, oldest first: what was shared with whom, when, and who entered it.
    """

    meta = {  # noqa: RUF012
        "collection": "participations",
        "indexes": [("school_id", "guardian_id")],
    }
    id = StringField(primary_key=True)
    guardian_id = StringField(required=True)
    told = DictField()
    not_now_until = DateField()
    history = ListField(DictField())

    def part(self, part: Part) -> Told:
        """What the guardian tells of the part; empty when nothing."""
        return Told.from_dict(self.told.get(part.value, {}))

    def parts(self, eyes: Collection[str]) -> dict[Part, Told]:
        """What is told to somebody who may see what is for these."""
        found = {part: self.part(part) for part in Part}
        return {part: one for part, one in found.items() if not one.is_empty and one.seen in eyes}

    def tell(self, part: Part, told: Told, entry: Entry) -> None:
        """The guardian tells it, or changes it."""
        kept = {"codes": list(told.codes), "words": told.words, "seen": told.seen.value}
        self.told[part.value] = {**kept, "at": entry.at}
        self._remember(part.value, entry, codes=list(told.codes), seen=told.seen.value)

    def withdraw(self, part: Part, entry: Entry) -> None:
        """The guardian takes it back: nobody sees it any more."""
        self.told.pop(part.value, None)
        self._remember(part.value, entry, codes=[], seen="")

    def rest(self, until: date | None, entry: Entry) -> None:
        """The guardian wants no invitations until that day; none: is ready again."""
        self.not_now_until = until
        self._remember("not-now", entry, codes=[until.isoformat()] if until else [], seen="")

    def rest_ends(self) -> date | None:
        """The day from which the guardian is invited again."""
        until = self.not_now_until
        return until.date() if isinstance(until, datetime) else until

    def _remember(self, what: str, entry: Entry, *, codes: list[str], seen: str) -> None:
        kept: dict[str, Any] = {
            "at": entry.at,
            "what": what,
            "codes": codes,
            "seen": seen,
            "by": entry.entered_by or "",
            "channel": entry.channel.value,
        }
        self.history = [*self.history, kept][-HISTORY:]


class Offer(Aggregate):
    """Something a guardian can bring; ``seen`` says to whom. It is open until one takes it up."""

    meta = {  # noqa: RUF012
        "collection": "offers",
        "indexes": [("school_id", "guardian_id"), ("school_id", "state")],
    }
    id = StringField(primary_key=True)
    guardian_id = StringField(required=True)
    kind = StringField(required=True)
    words = StringField(default="")
    seen = StringField(required=True)
    state = StringField(default="open", choices=("open", "accepted", "withdrawn"))
    made_at = DateTimeField(required=True)
    made_by = StringField(default="")
    accepted_by = StringField(default="")
    accepted_at = DateTimeField()

    def accept(self, *, by: str, now: datetime) -> None:
        """Somebody of the staff takes it up."""
        self.state, self.accepted_by, self.accepted_at = "accepted", by, now

    def withdraw(self) -> None:
        """The guardian takes it back; its words are forgotten."""
        self.state, self.words = "withdrawn", ""

    def withdraw_words(self) -> None:
        """The guardian takes its words back; what was agreed stays as a fact without them."""
        self.words = ""


DOCUMENTS = (Participation, Offer)
