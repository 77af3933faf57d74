"""What a teacher writes and does not send yet: kept whole or not, taken up again, thrown away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.invitations.activities.models import ActivityDraft
from shared import ids, store
from shared.errors import NotFound
from shared.tenancy import write_scope


@store.atomic
def keep_draft(
    values: Mapping[str, Any], *, person_ids: Sequence[str], now: datetime, draft_id: str = ""
) -> str:
    """Keep what was typed, whole or not, for its writer; returns the draft's id.

    Raises:
        NotFound: the draft of that id is somebody else's, or gone.
    """
    draft = own_draft(draft_id, person_ids) if draft_id else None
    if draft is None:
        draft = ActivityDraft(id=ids.new_id(), school_id=write_scope(), host_id=person_ids[0])
    draft.keep(values, now)
    store.save(draft)
    return str(draft.id)


@store.atomic
def drop_draft(draft_id: str, *, person_ids: Collection[str]) -> None:
    """Throw the draft away; harmless when it is gone."""
    ActivityDraft.objects(
        id=draft_id, school_id=write_scope(), host_id__in=list(person_ids)
    ).delete()


def draft_of_offer(offer_id: str, person_ids: Collection[str]) -> ActivityDraft | None:
    """What one of these persons wrote last of a family's offer in the school in scope."""
    found: ActivityDraft | None = (
        ActivityDraft.objects(school_id=write_scope(), host_id__in=list(person_ids))
        .filter(values__offer_id=offer_id)
        .order_by("-saved_at")
        .first()
    )
    return found


def own_draft(draft_id: str, person_ids: Collection[str]) -> ActivityDraft:
    """The draft that one of these persons wrote in the school in scope.

    Raises:
        NotFound: there is none, or it is somebody else's; both the same.
    """
    found = ActivityDraft.objects(
        id=draft_id, school_id=write_scope(), host_id__in=list(person_ids)
    ).first()
    if found is None:
        raise NotFound("draft")
    return found  # type: ignore[no-any-return]
