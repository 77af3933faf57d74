"""A printed sheet: which invitation its code stands for."""

from datetime import datetime

from mongoengine.fields import DateTimeField, StringField

from shared import ids
from shared.tenancy import Aggregate


class PaperSheet(Aggregate):
    """One for each invitation, however often it is printed. The code opens nothing by itself."""

    meta = {  # noqa: RUF012
        "collection": "paper_sheets",
        "indexes": [
            {"fields": ["school_id", "code"], "unique": True},
            ("school_id", "activity_id"),
        ],
    }
    id = StringField(primary_key=True)
    code = StringField(required=True)
    about = StringField(required=True)
    activity_id = StringField(required=True)
    person_id = StringField(required=True)
    language = StringField(required=True)
    printed_at = DateTimeField(required=True)

    @property
    def delivery_id(self) -> str:
        """The id of the delivery that it is, from which its link is made too."""
        return ids.derived_id("delivery", "paper", self.about, self.person_id)

    def print_again(self, language: str, now: datetime) -> None:
        """It is printed once more, in the language the family reads today."""
        self.language, self.printed_at = language, now
        self.version += 1


def sheet_id(school_id: str, about: str) -> str:
    """The id of the sheet about this."""
    return ids.derived_id("paper", school_id, about)
