"""What can happen to a district's announcement: sent, taken back, announced in each school.

It is held by its job: until that begins no school has heard of it. Each school of it runs its own
activity from then on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import Announcement, faults
from services.invitations.activities.use_cases import MESSAGES, AlreadyOut, announce_activity
from services.invitations.district.models import DistrictAnnouncement
from services.invitations.district.queries import announcement_of
from services.invitations.district.rules import LeftOut, State
from shared import audit, context, ids, jobs, store
from shared.errors import Invalid
from shared.tenancy import scope_of, write_scope
from shared.web.languages import lazy_

ANNOUNCING = "announce-in-schools"
_OUT = {"$in": [State.HELD.value, State.ANNOUNCED.value]}


@store.atomic
def send_announcement(
    values: Mapping[str, Any],
    school_ids: Sequence[str],
    *,
    tried: Sequence[Announcement],
    now: datetime,
    hold: timedelta,
) -> str:
    """Announce to these schools after ``hold``, for the district in scope; the announcement's id.

    ``values`` are kept as the form's, ``tried`` is what they make in each time zone of the schools.

    Raises:
        Invalid: a time does not fit in one of the time zones.
    """
    wrong = {name: fault for one in tried for name, fault in faults(one, now).items()}
    if wrong:
        raise Invalid({name: [MESSAGES[fault]] for name, fault in wrong.items()})
    announcement = DistrictAnnouncement(
        id=ids.new_id(),
        school_id=write_scope(),
        values=dict(values),
        school_ids=list(school_ids),
        sent_by=context.current_actor(),
        sent_at=now,
        release_at=now + hold,
    )
    announcement.job_id = jobs.enqueue(
        ANNOUNCING,
        school_id=announcement.school_id,
        args={"announcement_id": announcement.id},
        run_at=announcement.release_at,
    )
    store.save(announcement)
    details = {"schools": len(school_ids)}
    audit.append("district-announcement.sent", f"district-announcement/{announcement.id}", details)
    return str(announcement.id)


@store.atomic
def take_back(announcement_id: str) -> None:
    """Undo sending for all of its schools while it is held; harmless when that was done already.

    Raises:
        NotFound: the district in scope has no such announcement.
        AlreadyOut: the schools have it already.
    """
    announcement = announcement_of(announcement_id)
    if announcement.is_taken_back:
        return
    held = {"_id": announcement_id, "state": State.HELD.value}
    taken = {"$set": {"state": State.TAKEN_BACK.value}}
    if not DistrictAnnouncement._get_collection().update_one(held, taken).matched_count:
        raise AlreadyOut("already-out", lazy_("The invitations are on their way already."))
    audit.append("district-announcement.taken-back", f"district-announcement/{announcement_id}")


@store.atomic
def announcement_to_make(announcement_id: str) -> DistrictAnnouncement | None:
    """The announcement, let out to its schools; None when it was taken back.

    A step of its job begins here: the write keeps it from passing an undo.
    """
    row = DistrictAnnouncement._get_collection().find_one_and_update(
        {"_id": announcement_id, "state": _OUT},
        {"$set": {"state": State.ANNOUNCED.value}, "$inc": {"steps": 1}},
        return_document=ReturnDocument.AFTER,
    )
    found: DistrictAnnouncement | None = row and DistrictAnnouncement._from_son(row)
    return found


@store.atomic
def announce_in(school_id: str, announced: Announcement, *, host_id: str, now: datetime) -> bool:
    """Announce the school's own part to everybody there; done before, it stays as it is.

    False when a time of it is over by now.
    """
    with scope_of(school_id):
        made = Activity.id_for(announced.district_announcement_id or "", school_id)
        if Activity.objects(id=made).first() is not None:
            return True
        if faults(announced, now):
            return False
        announce_activity(announced, person_ids=[host_id], now=now, leads=True)
    return True


@store.atomic
def leave_out(announcement_id: str, school_id: str, why: LeftOut) -> None:
    """Note that the school has no part in it; once, however often."""
    said = {"school_id": school_id, "why": why.value}
    DistrictAnnouncement._get_collection().update_one(
        {"_id": announcement_id}, {"$addToSet": {"left_out": said}}
    )
