"""Which file was applied last to a source's records of a kind, so that it need not be again.

Whatever else writes these records forgets it.
"""

from mongoengine.fields import IntField, StringField

from services.evaluation.roster.stored import past, record_id
from shared.tenancy import TenantDocument, write_scope


class AppliedFile(TenantDocument):
    """The digest of a file that is what is stored of a kind, and how many records it told."""

    meta = {"collection": "applied_files"}  # noqa: RUF012
    id = StringField(primary_key=True)
    digest = StringField(required=True)
    records = IntField(required=True)


def records_applied(source: str, kind: str, digest: str) -> int | None:
    """How many records the file told when it was applied; None when it has to be applied."""
    found = AppliedFile.objects(id=_key(source, kind), digest=digest).first()
    return None if found is None else int(found.records)


def note_applied(source: str, kind: str, digest: str, records: int) -> None:
    """What is stored of this kind is what this file tells; within the transaction that ends it."""
    AppliedFile._get_collection().replace_one(
        {"_id": _key(source, kind)},
        {"school_id": write_scope(), "digest": digest, "records": records},
        upsert=True,
    )


def forget_applied(source: str, *kinds: str) -> None:
    """Somebody else writes these kinds: the next file is compared row by row."""
    AppliedFile._get_collection().delete_many(
        {"_id": {"$in": [_key(source, one) for one in kinds]}}
    )


def forget_all_applied(source: str) -> None:
    """Somebody else writes records of any kind."""
    first = record_id(source, "", "")[:-1]
    AppliedFile._get_collection().delete_many({"_id": {"$gte": first, "$lt": past(first)}})


def _key(source: str, kind: str) -> str:
    return record_id(source, kind, "")
