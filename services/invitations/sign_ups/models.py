"""What an activity asks families for, and who took how much of it."""

from datetime import datetime

from mongoengine.fields import DateTimeField, DictField, IntField, StringField

from services.invitations.sign_ups.rules import Pledge
from shared.events import Texts, texts_from_dict
from shared.tenancy import Aggregate, TenantDocument


class HelpSlot(TenantDocument):
    """What is needed at an activity, and how many times; ``taken`` changes by one update only.

    ``starts_at`` and ``ends_at`` are those of a volunteer's time; ``title`` is kept by language.
    """

    meta = {"collection": "help_slots", "indexes": [("school_id", "activity_id")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    activity_id = StringField(required=True)
    kind = StringField(required=True)
    title = DictField(required=True)
    needed = IntField(required=True, min_value=1)
    taken = IntField(default=0, min_value=0)
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    asked_by = StringField(required=True)
    asked_at = DateTimeField(required=True)

    @property
    def left(self) -> int:
        """How many are still needed."""
        return max(int(self.needed) - int(self.taken), 0)

    @property
    def words(self) -> Texts:
        """The title in every language there is of it."""
        return texts_from_dict(self.title)


class SignUp(Aggregate):
    """What one guardian stands for in a slot; its id is derived from both. ``quantity`` 0: nothing.

    ``note`` holds a family's own words and never leaves this service.
    """

    meta = {  # noqa: RUF012
        "collection": "sign_ups",
        "indexes": [
            ("school_id", "activity_id", "slot_id"),
            ("school_id", "guardian_id", "activity_id"),
        ],
    }
    id = StringField(primary_key=True)
    slot_id = StringField(required=True)
    activity_id = StringField(required=True)
    invitation_id = StringField(required=True)
    guardian_id = StringField(required=True)
    quantity = IntField(default=0, min_value=0)
    note = StringField(default="")
    channel = StringField()
    entered_by = StringField()
    at = DateTimeField()
    # What went back because the guardian stood for no child here any more; 0: nothing did.
    ended_quantity = IntField(default=0)

    def stand_for(
        self, pledge: Pledge, *, channel: str, entered_by: str | None, at: datetime
    ) -> None:
        """The guardian stands for so much now."""
        self.quantity, self.note = pledge.quantity, pledge.note
        self.channel, self.entered_by, self.at = channel, entered_by, at
        self.ended_quantity = 0

    def give_back(self, at: datetime) -> None:
        """The guardian stands for nothing any more."""
        self.quantity, self.note, self.at = 0, "", at

    def end(self, at: datetime) -> None:
        """The guardian stands for no child here any more, and so for nothing of this."""
        self.ended_quantity = self.quantity
        self.give_back(at)

    def is_as(self, pledge: Pledge) -> bool:
        """Whether exactly this is noted already."""
        return (self.quantity, self.note) == (pledge.quantity, pledge.note)


DOCUMENTS = (HelpSlot, SignUp)
