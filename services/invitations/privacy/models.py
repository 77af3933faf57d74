"""About whom nothing may be erased now."""

from mongoengine.fields import BooleanField, IntField, StringField

from shared.tenancy import TenantDocument


class LegalHold(TenantDocument):
    """Whether a person's data is held in a school, as evaluation told it last.

    Its id is the school's and the person's.
    """

    meta = {  # noqa: RUF012
        "collection": "legal_holds",
        "indexes": [("school_id", "is_held")],
    }
    id = StringField(primary_key=True)
    version = IntField(default=0)
    person_id = StringField(required=True)
    is_held = BooleanField(required=True)


DOCUMENTS = (LegalHold,)
