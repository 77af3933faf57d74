"""What became of an activity: noted here, passed on to the invited families by a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.notices.models import (
    ActivityNotice,
    KnownAnswer,
    KnownInvitation,
    KnownSignUp,
)
from services.messaging.notices.planning import Wish, drop_unsent, plan
from services.messaging.notices.rules import (
    Notice,
    is_told_of_change,
    later_of,
    told_changes,
)
from shared import clock
from shared.envelope import Envelope
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.store import atomic
from shared.tenancy import projection_id, write_scope

TOLD_AT_ONCE = 200
_OUTDATED = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.INVITATION_REMINDER,
        Notice.INVITATION_PROMOTED,
        Notice.ACTIVITY_CHANGED,
        Notice.ANSWER_NOTED,
    }
)
"""What is not said any more of an activity that does not take place."""


@atomic
def note_changes(batch: Sequence[tuple[ActivityChanged | ActivityCancelled, Envelope]]) -> None:
    """Note what families are to be told of these activities, in the order it happened."""
    school_id, now = write_scope(), clock.now()
    collection = ActivityNotice._get_collection()
    for event, _ in batch:
        row_id = projection_id(school_id, event.activity_id)
        known = collection.find_one({"_id": row_id}, {"told_at": 1, "after": 1}) or {}
        update = _noted(event, now, known.get("told_at"), is_telling=bool(known.get("after")))
        if update is not None:
            first = {"school_id": school_id, "activity_id": event.activity_id, "noted_at": now}
            collection.bulk_write(
                [UpdateOne({"_id": row_id}, {"$setOnInsert": first, **update}, upsert=True)]
            )


@atomic
def pass_on_next(now: datetime) -> bool:
    """Plan the next notices of one activity that changed; False when no activity has any due."""
    noted = ActivityNotice.objects(due_at__lte=now).order_by("due_at").first()
    if noted is None:
        return False
    telling = noted.telling or noted.what
    telling_sequence = noted.telling_sequence if noted.after else noted.sequence
    if not telling and not noted.is_cancelled:
        _keep(noted.id, {"due_at": None})
        return True
    found = list(
        KnownInvitation.objects(activity_id=noted.activity_id, invitation_id__gt=noted.after)
        .order_by("invitation_id")
        .limit(TOLD_AT_ONCE)
    )
    _tell(noted, telling, telling_sequence, found)
    if len(found) == TOLD_AT_ONCE:
        begun = {"telling": telling, "telling_sequence": telling_sequence}
        fresh: dict[str, Any] = {} if noted.telling else {"what": []}
        _keep(noted.id, {**begun, **fresh, "after": found[-1].invitation_id})
        return True
    more = noted.what if noted.telling and not noted.is_cancelled else []
    _keep(
        noted.id,
        {
            "telling": [],
            "after": "",
            "what": more,
            "told_at": now,
            "due_at": later_of(now, now) if more else None,
        },
    )
    return True


def _noted(
    event: ActivityChanged | ActivityCancelled,
    now: datetime,
    told_at: datetime | None,
    *,
    is_telling: bool,
) -> Mapping[str, Any] | None:
    if isinstance(event, ActivityCancelled):
        # Whoever is being told of a change is told of this from the first family on.
        said = {"is_cancelled": True, "due_at": now, "telling": [], "after": ""}
        return {"$set": said, "$max": {"sequence": event.sequence}}
    what = told_changes(event.what)
    if not what:
        return None
    noted = {
        "$addToSet": {"what": {"$each": what}},
        "$max": {"sequence": event.sequence},
    }
    # Who is being told goes on being told; what is new then follows in a round of its own.
    if is_telling:
        return noted
    last = told_at.replace(tzinfo=now.tzinfo) if told_at is not None else None
    return {**noted, "$set": {"due_at": later_of(now, last)}}


def _tell(
    noted: ActivityNotice, what: list[str], sequence: int, invited: Sequence[KnownInvitation]
) -> None:
    answers = _answers_of(invited)
    take_part = _who_take_part(noted.activity_id, invited, answers)
    was_told = _told_before(invited)
    wishes = []
    for one in invited:
        about = f"invitation/{one.invitation_id}"
        if noted.is_cancelled:
            drop_unsent(about, one.guardian_id, _OUTDATED)
        answer = answers.get(one.invitation_id)
        is_told = is_told_of_change(
            answer.answer if answer is not None else "",
            what,
            is_cancelled=noted.is_cancelled,
            takes_part=one.invitation_id in take_part,
        )
        # The first mail to a family says how things stand when it is sent.
        if about in was_told and is_told:
            wishes.append(_wish(noted, what, sequence, one, about))
    plan(wishes)


def _wish(
    noted: ActivityNotice, what: list[str], sequence: int, one: KnownInvitation, about: str
) -> Wish:
    notice = Notice.ACTIVITY_CANCELLED if noted.is_cancelled else Notice.ACTIVITY_CHANGED
    return Wish(
        notice=notice,
        about=about,
        person_id=one.guardian_id,
        key=(about, str(sequence)),
        details={
            "activity_id": one.activity_id,
            "student_ids": list(one.student_ids),
            "what": told_changes(what),
        },
    )


def _answers_of(invited: Sequence[KnownInvitation]) -> dict[str, KnownAnswer]:
    school_id = write_scope()
    ids = [projection_id(school_id, one.invitation_id) for one in invited]
    return {one.invitation_id: one for one in KnownAnswer.objects(id__in=ids)}


def _who_take_part(
    activity_id: str, invited: Sequence[KnownInvitation], answers: Mapping[str, KnownAnswer]
) -> set[str]:
    """The invitations of those who take part another way, or signed up for something."""
    signed_up = KnownSignUp.objects(
        activity_id=activity_id, guardian_id__in=[one.guardian_id for one in invited]
    )
    helpers = set(signed_up.scalar("guardian_id"))
    another_way = {key for key, answer in answers.items() if answer.way}
    return another_way | {one.invitation_id for one in invited if one.guardian_id in helpers}


def _told_before(invited: Sequence[KnownInvitation]) -> set[str]:
    """The invitations, as subjects, of which the family had heard, or could not."""
    first = Delivery.objects(
        about__in=[f"invitation/{one.invitation_id}" for one in invited],
        notice=Notice.INVITATION_ISSUED.value,
        state__ne=DeliveryState.CREATED.value,
    )
    return set(first.scalar("about"))


def _keep(row_id: str, values: Mapping[str, Any]) -> None:
    ActivityNotice._get_collection().update_one({"_id": row_id}, {"$set": dict(values)})
