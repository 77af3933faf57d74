"""What a family did with a child at home, as it told it."""

from datetime import datetime

from mongoengine.fields import (
    BinaryField,
    BooleanField,
    DateField,
    DateTimeField,
    IntField,
    StringField,
)

from services.invitations.home_practice.media import Clip, Kind
from services.invitations.home_practice.rules import Practice
from shared.tenancy import Aggregate, TenantDocument


class HomePractice(Aggregate):
    """One thing a family did with a child on a day. ``words`` never leave this service.

    ``recorded_by`` is the teacher who wrote it down with the family's agreement, ``agreed`` how.
    """

    meta = {  # noqa: RUF012
        "collection": "home_practices",
        "indexes": [
            ("school_id", "student_id", "-practised_on"),
            ("school_id", "guardian_id", "-practised_on"),
        ],
    }
    id = StringField(primary_key=True)
    guardian_id = StringField(required=True)
    student_id = StringField(required=True)
    kind = StringField(required=True)
    practised_on = DateField(required=True)
    words = StringField(default="")
    photo_width = IntField(default=0)
    photo_height = IntField(default=0)
    has_voice = BooleanField(default=False)
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField()
    agreed = StringField()
    changed_at = DateTimeField()
    acknowledged_at = DateTimeField()
    acknowledged_by = StringField()
    thanks = StringField(default="")

    def tell(self, practice: Practice) -> None:
        """What was done."""
        self.kind, self.words = practice.kind.value, practice.words

    @property
    def has_photo(self) -> bool:
        """Whether there is a photo with it."""
        return bool(self.photo_width)

    def hold(self, clip: Clip) -> None:
        """There is this photo, or this recording, with it."""
        if clip.kind is Kind.PHOTO:
            self.photo_width, self.photo_height = clip.width, clip.height
        else:
            self.has_voice = True

    def let_go(self, kind: Kind) -> None:
        """There is no such file with it any more."""
        if kind is Kind.PHOTO:
            self.photo_width = self.photo_height = 0
        else:
            self.has_voice = False

    def acknowledge(self, *, by: str, thanks: str, now: datetime) -> None:
        """A teacher saw it and thanks the family; the first one stays, words may be added."""
        if self.acknowledged_at is None:
            self.acknowledged_at, self.acknowledged_by = now, by
        self.thanks = thanks or self.thanks


class PracticeClip(TenantDocument):
    """The photo or the recording of a practice; it goes when the practice goes.

    In the store and no folder: every web process sees it, it is in the school's backup and export,
    and it comes and goes in the transaction of what it belongs to. Far below MongoDB's 16 MB.
    """

    meta = {  # noqa: RUF012
        "collection": "home_practice_clips",
        "indexes": [("school_id", "practice_id")],
    }
    id = StringField(primary_key=True)
    practice_id = StringField(required=True)
    kind = StringField(required=True)
    content_type = StringField(required=True)
    data = BinaryField(required=True)

    @property
    def clip(self) -> Clip:
        """What it holds."""
        return Clip(kind=Kind(self.kind), content_type=self.content_type, data=bytes(self.data))


DOCUMENTS = (HomePractice, PracticeClip)
