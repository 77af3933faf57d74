"""What can happen to an activity until families hear of it: kept, sent, held, taken back, let out.

What happens to it later is in ``changing``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument

from services.invitations.activities.looking import colleagues
from services.invitations.activities.models import Activity, ActivityDraft
from services.invitations.activities.rules import (
    Announcement,
    Fault,
    Session,
    State,
    faults,
    sessions,
)
from services.invitations.activities.seats import open_seats
from services.invitations.audience.queries import classes_meant, host_and_audience
from services.invitations.audience.rules import Audience
from services.invitations.roster.queries import school, students_of
from shared import audit, ids, jobs, outbox, store
from shared.errors import Conflict, Invalid
from shared.events import texts_as_dict, written
from shared.events.invitations import ActivityAnnounced, ActivityKind, Focus, Support, Way
from shared.tenancy import write_scope
from shared.web.languages import lazy_

FAN_OUT = "fan-out"
NO_HOLD = timedelta()
MESSAGES = {
    Fault.PAST: lazy_("Choose a day and a time that are still to come"),
    Fault.ENDS_FIRST: lazy_("The end comes after the start"),
    Fault.TOO_LONG: lazy_("Choose an end within two weeks"),
    Fault.OVERLAPS: lazy_("One session ends before the next begins: choose fewer days"),
    Fault.ANSWERS_PAST: lazy_("Choose today or a later day"),
    Fault.ANSWERS_LATE: lazy_("Families answer before it starts: choose an earlier day"),
    Fault.SENT_PAST: lazy_("Choose a time to send that is still to come"),
    Fault.SENT_LATE: lazy_("Families need time to answer: send it earlier"),
}


class AlreadyOut(Conflict):
    """The invitations went out meanwhile, so that sending cannot be undone. HTTP 409."""


@store.atomic
def announce_activity(
    announced: Announcement,
    *,
    person_ids: Collection[str],
    now: datetime,
    hold: timedelta = NO_HOLD,
    draft_id: str = "",
    leads: bool = False,
) -> str:
    """Announce an activity of the school in scope, or its series; returns the first one's id.

    Families hear of it after ``hold``, or at ``release_at`` if that is later. A draft that it was
    written in goes with it; sent once more from another tab, it is what was announced already.
    Source: leadership article T8: invite instead of inform (S111); relevance to learning (S116).

    Raises:
        Invalid: a time does not fit.
        Refused: the audience reaches beyond what is theirs to ask; see ``host_and_audience``.
    """
    school_id = write_scope()
    draft = ActivityDraft.objects(id=draft_id, host_id__in=list(person_ids)).first()
    sent = _sent_from(draft_id, school_id) if draft is None else None
    if sent is not None:
        return str(sent.id)
    wrong = faults(announced, now)
    if wrong:
        raise Invalid({name: [MESSAGES[fault]] for name, fault in wrong.items()})
    host_id, announced = _meant(announced, person_ids, school_id, leads=leads, now=now)
    _check_people(announced, school_id, now)
    release_at = max(now + hold, announced.release_at or now)
    planned = sessions(announced, release_at, school(school_id).zone)
    activities = _activities(announced, planned, school_id, host_id)
    if draft is not None:
        activities[0].draft_id = draft.id
        if draft.taken_back:
            # What was put beside it meanwhile, as what families are asked to bring, stays with it.
            activities[0].id = draft.id
    for activity in activities:
        _queue(activity)
        if activity.release_at <= now:
            _let_out(activity, now)
        store.save(activity)
        audit.append("activity.sent", f"activity/{activity.id}")
    if draft is not None:
        draft.delete()
    return str(activities[0].id)


@store.atomic
def take_back(
    activity: Activity, values: Mapping[str, Any], *, now: datetime, later_too: bool = False
) -> str:
    """Undo sending while it is held: a draft with these values of the form; returns its id.

    ``later_too``: those of the same series that come later and are held as well go with it.
    A double tap finds the draft that the first one made.

    Raises:
        AlreadyOut: families hear of it already.
    """
    taken = {"school_id": activity.school_id, "state": State.HELD.value}
    gone = Activity._get_collection().delete_one({**taken, "_id": activity.id})
    if not gone.deleted_count:
        if ActivityDraft.objects(id=activity.id).first() is not None:
            return str(activity.id)
        raise AlreadyOut("already-out", lazy_("The invitations are on their way already."))
    if later_too and activity.series_id:
        later = {"series_id": activity.series_id, "starts_at": {"$gt": activity.starts_at}}
        Activity._get_collection().delete_many({**taken, **later})
    draft = ActivityDraft(id=activity.id, school_id=activity.school_id, host_id=activity.host_id)
    draft.keep(values, now, taken_back=True)
    store.save(draft)
    audit.append("activity.taken-back", f"activity/{activity.id}")
    return str(draft.id)


@store.atomic
def activity_to_invite(activity_id: str, job_id: str, *, now: datetime) -> Activity | None:
    """The activity whose families this job may invite now; a held one is let out by it.

    None when there is nothing to send: it was taken back or cancelled, or the day to answer by is
    over. A step of the fan-out begins here: the write keeps it from passing a change or an undo.
    """
    row = Activity._get_collection().find_one_and_update(
        {"_id": activity_id, "job_id": job_id},
        {"$inc": {"steps": 1}},
        return_document=ReturnDocument.AFTER,
    )
    if row is None:
        return None
    activity: Activity = Activity._from_son(row)
    if activity.is_cancelled or activity.answer_by <= now:
        return None
    if activity.is_held:
        _let_out(activity, now)
        store.save(activity)
    return activity


def _sent_from(draft_id: str, school_id: str) -> Activity | None:
    if not draft_id:
        return None
    found: Activity | None = Activity.objects(school_id=school_id, draft_id=draft_id).first()
    return found


def _let_out(activity: Activity, now: datetime) -> None:
    """Families hear of it from now on."""
    activity.release(now)
    outbox.record(activity, _announced(activity))
    open_seats(activity)
    audit.append("activity.announced", f"activity/{activity.id}")


def _queue(activity: Activity) -> None:
    """Let the families be invited from its time of release on."""
    activity.job_id = jobs.enqueue(
        FAN_OUT,
        school_id=activity.school_id,
        args={"activity_id": activity.id},
        run_at=activity.release_at,
    )


def _meant(
    announced: Announcement,
    person_ids: Collection[str],
    school_id: str,
    *,
    leads: bool,
    now: datetime,
) -> tuple[str, Announcement]:
    """Who announces it, and the announcement with the audience as it is theirs to ask."""
    wanted = Audience.from_dict(announced.audience or {"class_ids": announced.class_ids})
    host_id, audience = host_and_audience(
        wanted, school_id, person_ids, leads=leads, on=school(school_id).day_of(now)
    )
    classes = classes_meant(audience, school_id)
    return host_id, replace(announced, audience=audience.as_dict(), class_ids=classes)


def _check_people(announced: Announcement, school_id: str, now: datetime) -> None:
    """Who receives the families teaches at the school; who signs is a student of an own class."""
    if set(announced.host_ids) - {one.person_id for one in colleagues(school_id, ())}:
        raise Invalid({"host_ids": [lazy_("Choose people who teach here")]})
    signing = students_of(announced.class_ids, school_id, school(school_id).day_of(now))
    if set(announced.ambassador_ids) - set(signing):
        raise Invalid({"ambassador_ids": [lazy_("Choose students of the classes you invite")]})


def _activities(
    announced: Announcement, planned: Sequence[Session], school_id: str, host_id: str
) -> list[Activity]:
    """One activity for each session; those of a series know their place in it."""
    activities = []
    series_id = ids.new_id() if len(planned) > 1 else None
    for number, session in enumerate(planned, start=1):
        activity = _activity(announced, session, school_id, host_id)
        if series_id and announced.repeat:
            activity.series_id, activity.series_number = series_id, number
            activity.series_count = len(planned)
            activity.every_days = announced.repeat.every_days
        activities.append(activity)
    return activities


def _activity(announced: Announcement, session: Session, school_id: str, host_id: str) -> Activity:
    def words(text: str) -> dict[str, dict[str, str]]:
        return texts_as_dict(written(announced.language, text))

    variant, credit = announced.variant, announced.credit
    of_district = announced.district_announcement_id
    return Activity(
        id=Activity.id_for(of_district, school_id) if of_district else ids.new_id(),
        school_id=school_id,
        state=State.HELD.value,
        kind=announced.kind.value,
        focus=announced.focus.value,
        template=announced.template,
        language=announced.language,
        title=words(announced.title),
        relevance=words(announced.relevance),
        place=words(announced.place),
        at_home=words(announced.at_home),
        **vars(session),
        host_id=host_id,
        host_ids=[host_id, *(one for one in announced.host_ids if one != host_id)],
        ambassador_ids=list(announced.ambassador_ids),
        class_ids=sorted(announced.class_ids),
        audience=dict(announced.audience) or {"class_ids": sorted(announced.class_ids)},
        capacity=announced.capacity,
        supports=[one.value for one in announced.supports],
        ways=[one.value for one in announced.ways],
        one_answer=announced.one_answer,
        partners=[vars(one) for one in announced.partners],
        adaptation_note=announced.adaptation_note,
        variant_of=variant.of if variant else None,
        variant={k: v for k, v in vars(variant).items() if k != "of" and v} if variant else {},
        cloned_from=dict(vars(credit)) if credit else {},
        offer_id=announced.offer_id or None,
        district_announcement_id=of_district,
    )


def _announced(activity: Activity) -> ActivityAnnounced:
    return ActivityAnnounced(
        activity_id=activity.id,
        kind=ActivityKind(activity.kind),
        focus=Focus(activity.focus),
        title=activity.texts("title"),
        relevance=activity.texts("relevance"),
        place=activity.texts("place"),
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        answer_by=activity.answer_by,
        host_id=activity.host_id,
        class_ids=tuple(activity.class_ids),
        capacity=activity.capacity,
        supports=tuple(Support(one) for one in activity.supports),
        template=activity.template,
        host_ids=activity.hosts,
        ambassador_ids=tuple(activity.ambassador_ids),
        series_id=activity.series_id,
        series_number=activity.series_number,
        series_count=activity.series_count,
        ways=tuple(Way(one) for one in activity.ways),
        one_answer=activity.one_answer,
        variant_of=activity.variant_of,
    )
