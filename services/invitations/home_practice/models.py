"""What a family did with a child at home, as it told it."""

from mongoengine.fields import DateField, DateTimeField, StringField

from shared.tenancy import Aggregate


class HomePractice(Aggregate):
    """One thing a family did with a child on a day. ``words`` never leave this service."""

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
    recorded_at = DateTimeField(required=True)


DOCUMENTS = (HomePractice,)
