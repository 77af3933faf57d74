"""Reminding guardians who have not answered: once by itself, and when staff ask for it.

Nobody is reminded who rests ("not now"), who does not stand for the child any more, or whose
confirmed household answered already. A reminder asks; it never counts against a family (R3).
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.invitations.answering import AnswersClosed
from services.invitations.invitations.asked import NotHappening
from services.invitations.invitations.households import of_households
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import REMIND_AFTER, reminder_at
from services.invitations.participation.models import Participation
from services.invitations.roster.queries import guardians_of, school
from shared import audit, ids, jobs, outbox, store
from shared.errors import Conflict, NotFound
from shared.events.invitations import InvitationReminderDue
from shared.tenancy import write_scope
from shared.web.languages import lazy_

REMINDING = "remind-silent"


class RemindedToday(Conflict):
    """Families were reminded of this today already. HTTP 409."""


@store.atomic
def remind_now(activity_id: str, *, now: datetime) -> None:
    """Begin to remind all who have not answered; the audit log keeps by whom.

    Raises:
        NotHappening, AnswersClosed: there is nothing to answer any more.
        RemindedToday: once a day is enough.
    """
    activity = Activity.objects.get(id=activity_id)
    if activity.is_cancelled or activity.is_held:
        raise NotHappening("activity-cancelled", lazy_("This does not take place."))
    if activity.answer_by <= now:
        raise AnswersClosed("answers-closed", lazy_("The day to answer by is over."))
    if was_reminded_today(activity, last_reminded(activity.id), now):
        raise RemindedToday("reminded-today", lazy_("Families were reminded today already."))
    _enqueue(activity, key=_key_of_day(activity, now), again=True)
    audit.append("invitations.reminded", f"activity/{activity_id}")


def was_reminded_today(activity: Activity, last: datetime | None, now: datetime) -> bool:
    """Whether families were, or are just being, reminded of it by themselves or by staff today.

    ``last``: as ``last_reminded``, which looks at every invitation.
    """
    try:
        jobs.job_status(ids.derived_id("job", REMINDING, _key_of_day(activity, now)))
    except NotFound:
        zone = school(activity.school_id)
        return last is not None and zone.day_of(last) == zone.day_of(now)
    return True


def last_reminded(activity_id: str) -> datetime | None:
    """When somebody was last reminded of it."""
    newest = Invitation.objects(activity_id=activity_id, reminded_at__ne=None)
    found = newest.order_by("-reminded_at").only("reminded_at").first()
    return None if found is None else found.reminded_at


@store.atomic
def begin_due_reminders(school_id: str, *, now: datetime) -> None:
    """Begin the school's reminders that are due; one activity's begin once for each deadline."""
    zone = school(school_id).zone
    coming = Activity.objects(
        school_id=school_id, answer_by__gt=now, starts_at__gt=now, state="announced"
    )
    for activity in coming:
        due = reminder_at(activity.answer_by, activity.announced_at, zone)
        if due is not None and due <= now:
            _enqueue(activity, key=f"{activity.id}/{activity.answer_by.isoformat()}", again=False)


def remind_some(
    activity: Activity, *, again: bool, after: str, limit: int, now: datetime
) -> tuple[int, str | None]:
    """Remind the next who have not answered, in the order of their ids.

    ``again``: also who was reminded before, a day ago or longer. Returns how many were reminded,
    and where to go on, None at the end.
    """
    rows = Invitation.objects(id__gt=after, __raw__=silent(activity.id, now, again=again))
    found = list(rows.order_by("id").limit(limit))
    reminded = _still_to_ask(activity, found, now)
    for one in reminded:
        one.remind(now)
        outbox.record(one, _due(one, activity))
        store.save(one)
    return len(reminded), found[-1].id if len(found) == limit else None


def silent(activity_id: str, now: datetime, *, again: bool) -> dict[str, Any]:
    """The filter of the invitations that nobody answered and that may be reminded of."""
    before = now - REMIND_AFTER
    reminded = {"$or": [{"reminded_at": None}, {"reminded_at": {"$lt": before}}]}
    return {
        "activity_id": activity_id,
        "answer": None,
        **(reminded if again else {"reminded_at": None}),
    }


def _enqueue(activity: Activity, *, key: str, again: bool) -> None:
    jobs.enqueue(
        REMINDING,
        school_id=write_scope(),
        args={"activity_id": activity.id, "again": again},
        key=key,
    )


def _key_of_day(activity: Activity, now: datetime) -> str:
    return f"{activity.id}/{school(activity.school_id).day_of(now).isoformat()}"


def _still_to_ask(
    activity: Activity, found: Sequence[Invitation], now: datetime
) -> list[Invitation]:
    today = school(activity.school_id).day_of(now)
    students = {one for invitation in found for one in invitation.student_ids}
    links = guardians_of(students, activity.school_id, today)
    resting = set() if activity.one_answer else _resting([one.guardian_id for one in found], today)
    answered = {
        invitation_id
        for invitation_id, others in of_households(found).items()
        if any(one.answer for one in others)
    }
    return [
        one
        for one in found
        if set(links.get(one.guardian_id, ())) & set(one.student_ids)
        and one.guardian_id not in resting
        and one.id not in answered
    ]


def _resting(guardian_ids: Collection[str], today: date) -> set[str]:
    day = datetime.combine(today, time(), UTC)
    resting = {"guardian_id": {"$in": list(guardian_ids)}, "not_now_until": {"$gt": day}}
    return set(Participation._get_collection().distinct("guardian_id", resting))


def _due(invitation: Invitation, activity: Activity) -> InvitationReminderDue:
    return InvitationReminderDue(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        answer_by=activity.answer_by,
    )
