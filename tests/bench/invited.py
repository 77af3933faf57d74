"""An activity to which all of a large school is invited, with answers, deliveries and arrivals."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from pymongo import UpdateOne

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import announce_activity
from services.invitations.check_in.queries import attendance_id
from shared import clock, context, ids, store
from shared.events.messaging import DeliveryStatus
from shared.tenancy import scope_of
from tests.bench.school import LargeSchool
from tests.invitations.world import announcement, run_jobs

# Of so many invitations one each: a yes, a no, a maybe, a word of what would help.
ANSWERS = ("yes", "no", "yes", "maybe", "yes", "help")
ANSWERED_OF_10 = 6
UNREACHED_OF_10 = 1
ARRIVED = 3_000


def invite_everybody(school: LargeSchool) -> Activity:
    """The activity, as its page shows it on the evening itself."""
    with scope_of(school.school_id), context.acting(actor=school.leader):
        activity_id = announce_activity(
            announcement((), audience={"everyone": True}),
            person_ids=[school.leader],
            leads=True,
            now=clock.now(),
        )
    run_jobs()
    rows = list(store.database().invitations.find({"activity_id": activity_id}))
    assert len(rows) == school.invited, len(rows)
    store.database().invitations.bulk_write(list(_told(rows)), ordered=False)
    with scope_of(school.school_id):
        return Activity.objects.get(id=activity_id)  # type: ignore[no-any-return]


def let_arrive(activity: Activity, teacher: str) -> None:
    """Thousands of families are ticked at the door."""
    rows = store.database().invitations.find({"activity_id": activity.id}).limit(ARRIVED)
    now = clock.now()
    arrived = [
        {
            "_id": attendance_id(activity.id, row["family_key"]),
            "school_id": activity.school_id,
            "activity_id": activity.id,
            "version": 1,
            "family_key": row["family_key"],
            "invitation_id": row["_id"],
            "guardian_id": row["guardian_id"],
            "student_ids": row["student_ids"],
            "mode": "in-person",
            "adults": 1,
            "children": 1,
            "present": True,
            "tapped_at": now,
            "recorded_at": now,
            "recorded_by": teacher,
        }
        for row in rows
    ]
    by_family = {row["_id"]: row for row in arrived}
    store.database().attendances.insert_many(list(by_family.values()))


def let_pass(activity: Activity) -> None:
    """It took place a week ago."""
    store.database().activities.update_one(
        {"_id": activity.id},
        {
            "$set": {
                name: getattr(activity, name) - timedelta(days=16)
                for name in ("starts_at", "ends_at", "answer_by")
            }
        },
    )


def _told(rows: Iterable[dict[str, Any]]) -> Iterable[UpdateOne]:
    now = clock.now()
    for number, row in enumerate(rows):
        lost = number % 10 < UNREACHED_OF_10
        status = DeliveryStatus.NO_CONTACT if lost else DeliveryStatus.DELIVERED
        sent = {"channel": "email", "status": status.value, "version": 1, "at": now}
        changes: dict[str, Any] = {"deliveries": {ids.new_id(): sent}, "reach": status.value}
        if not lost and number % 10 < UNREACHED_OF_10 + ANSWERED_OF_10:
            changes |= _answered(ANSWERS[number % len(ANSWERS)])
        yield UpdateOne({"_id": row["_id"]}, {"$set": changes, "$inc": {"version": 1}})


def _answered(answer: str) -> dict[str, Any]:
    comes = answer == "yes"
    return {
        "answer": answer,
        "place": "seat" if comes else "none",
        "party": 2 if comes else 0,
        "adults": 1 if comes else 0,
        "children": 1 if comes else 0,
        "needs": ["interpreter"] if answer == "help" else [],
        "answered_at": clock.now(),
        "channel": "web",
    }
