"""Named reads: which question a text that came back may answer."""

from collections.abc import Sequence

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.models import CancelledActivity, KnownActivity
from shared import clock
from shared.tenancy import projection_id, scope_of


def newest_open(asked: Sequence[Delivery]) -> Delivery | None:
    """The first of these questions, the newest first, whose activity still takes place."""
    now = clock.now()
    for one in asked:
        with scope_of(one.school_id):
            row_id = projection_id(one.school_id, str(one.details.get("activity_id")))
            activity = KnownActivity.objects(id=row_id, erased=False).first()
            is_cancelled = bool(CancelledActivity.objects(id=row_id, erased=False).first())
        if activity is not None and activity.ends_at > now and not is_cancelled:
            return one
    return None
