"""Activities that wait to be sent, for tests."""

from datetime import datetime, timedelta
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import announce_activity
from shared import clock, context, store
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announcement

MINUTE = timedelta(minutes=1)


def send(room: Room, *, hold: timedelta = MINUTE, draft_id: str = "", **changes: Any) -> Activity:
    """The first activity that the announcement made, after ``hold`` still to go out."""
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        activity_id = announce_activity(
            announcement([room.class_id], **changes),
            person_ids=[room.teacher],
            now=clock.now(),
            hold=hold,
            draft_id=draft_id,
        )
    return stored(room, activity_id)


def stored(room: Room, activity_id: str) -> Activity:
    """The activity as it is stored now."""
    with scope_of(room.school_id):
        return Activity.objects.get(id=activity_id)  # type: ignore[no-any-return]


def all_stored(room: Room) -> list[Activity]:
    """All activities of the room's school, the soonest first."""
    with scope_of(room.school_id):
        return list(Activity.objects(school_id=room.school_id).order_by("starts_at"))


def let_time_pass(moment: datetime | None = None) -> None:
    """Make what waits for its hour due now."""
    due = moment or clock.now() - MINUTE
    store.database()["jobs"].update_many({"state": "queued"}, {"$set": {"run_at": due}})
