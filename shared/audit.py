"""Who read or changed what about whom: appended in the same transaction, never changed."""

from typing import Any, ClassVar

from mongoengine.fields import DateTimeField, DictField, StringField

from shared import clock, context, ids
from shared.tenancy import TenantDocument, write_scope


class AuditEntry(TenantDocument):
    """One thing somebody did.

    ``about`` is ``<kind>/<id>``; ``details`` holds codes and counts, no words.
    """

    meta: ClassVar[dict[str, Any]] = {
        "collection": "audit",
        "indexes": [("school_id", "about", "-at"), ("school_id", "-at")],
    }
    id = StringField(primary_key=True)
    at = DateTimeField(required=True)
    actor = StringField(required=True)
    action = StringField(required=True)
    about = StringField(required=True)
    details = DictField()


def append(action: str, about: str, details: dict[str, Any] | None = None) -> None:
    """Note in the audit log of the school in scope that the current actor did this."""
    AuditEntry._get_collection().insert_one(
        {
            "_id": ids.new_id(),
            "school_id": write_scope(),
            "at": clock.now(),
            "actor": context.current_actor(),
            "action": action,
            "about": about,
            "details": details or {},
        }
    )
