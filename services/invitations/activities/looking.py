"""Named reads for pages about activities: the hub's lists, what surrounds one, what worked before.

``queries`` says which activities somebody may see at all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.invitations.activities.models import Activity, ActivityDraft
from services.invitations.activities.queries import own_or_led
from services.invitations.activities.rules import State
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import people, school, students_of
from shared import jobs
from shared.errors import NotFound
from shared.events.evaluation import Role

LONGEST_LIST = 100
UNHEARD = [State.HELD.value, State.CANCELLED.value]


class Shelf(StrEnum):
    """Which activities a list holds."""

    COMING = "coming"
    PAST = "past"
    DRAFTS = "drafts"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Around:
    """What surrounds an activity: who receives, who signs, its series, its variants, its source."""

    hosts: tuple[str, ...]
    ambassadors: tuple[str, ...]
    sessions: tuple[Activity, ...] = ()
    variants: tuple[Activity, ...] = ()
    original: Activity | None = None
    credit: str = ""


def on_shelf(
    shelf: Shelf, school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> list[Activity]:
    """The activities of that list that the reader may see: the soonest first, past ones last."""
    found = own_or_led(school_id, person_ids, leads=leads, now=now)
    if shelf is Shelf.CANCELLED:
        return list(found.filter(state=State.CANCELLED.value).order_by("-starts_at")[:LONGEST_LIST])
    if shelf is Shelf.PAST:
        over = found.filter(ends_at__lt=now, state__nin=UNHEARD)
        return list(over.order_by("-starts_at")[:LONGEST_LIST])
    coming = found.filter(ends_at__gte=now, state__ne=State.CANCELLED.value)
    return list(coming.order_by("starts_at")[:LONGEST_LIST])


def drafts_of(school_id: str, person_ids: Collection[str]) -> list[ActivityDraft]:
    """What these persons have not sent, the newest first."""
    own = ActivityDraft.objects(school_id=school_id, host_id__in=list(person_ids))
    return list(own.order_by("-saved_at")[:LONGEST_LIST])


def around(activity: Activity) -> Around:
    """What the activity's page says of others, for staff."""
    original = _one(activity.variant_of)
    of = original.id if original else activity.id
    named = people([*activity.hosts, *activity.ambassador_ids, *_credited(activity)])
    return Around(
        hosts=_names(named, activity.hosts),
        ambassadors=_called(named, activity.ambassador_ids),
        sessions=tuple(_sessions(activity)),
        variants=tuple(
            one for one in Activity.objects(variant_of=of).order_by("starts_at") if one != activity
        ),
        original=original,
        credit=next(iter(_names(named, _credited(activity))), ""),
    )


def held_sessions(activity: Activity) -> int:
    """How many activities of its series, from this one on, no family has heard of yet."""
    later = Activity.objects(
        series_id=activity.series_id, state=State.HELD.value, starts_at__gte=activity.starts_at
    )
    return int(later.count()) if activity.series_id else 1


def sending(job_id: str) -> jobs.JobStatus:
    """How sending the invitations is getting on; a job that ended long ago is not kept."""
    try:
        return jobs.job_status(job_id)
    except NotFound:
        return jobs.JobStatus(jobs.JobState.DONE, done=0, total=0, result={}, error=None)


def signed_by(activity: Activity) -> tuple[str, ...]:
    """The first names of the students who sign the invitation. Source: S115."""
    return _called(people(activity.ambassador_ids), activity.ambassador_ids)


def colleagues(school_id: str, person_ids: Collection[str]) -> list[RosterPerson]:
    """Who else teaches at the school and may receive families too, by name."""
    found = RosterPerson.objects(
        school_id=school_id,
        active=True,
        roles__in=[Role.TEACHER.value, Role.AIDE.value],
        person_id__nin=list(person_ids),
    )
    return sorted(found, key=lambda one: one.full_name)


def students_in(class_ids: Collection[str], school_id: str, now: datetime) -> list[RosterPerson]:
    """The students of these classes today, by the names they go by."""
    found = students_of(class_ids, school_id, school(school_id).day_of(now))
    return sorted(people(found).values(), key=lambda one: one.full_name)


def repeatable(activity_id: str, school_ids: Collection[str]) -> Activity:
    """An activity of one of these schools that colleagues may do again, with credit (S38).

    Its words were for families to read, so colleagues may read them as well; answers stay away.

    Raises:
        NotFound: there is none, no family has heard of it, or it was cancelled.
    """
    found = Activity.objects(
        id=activity_id, school_id__in=list(school_ids), state__nin=UNHEARD
    ).first()
    if found is None:
        raise NotFound("activity")
    return found  # type: ignore[no-any-return]


def done_before(school_ids: Collection[str], now: datetime) -> list[Activity]:
    """The newest activities of these schools that took place: what may be done again."""
    found = Activity.objects(school_id__in=list(school_ids), state__nin=UNHEARD, ends_at__lt=now)
    return list(found.order_by("-starts_at")[:LONGEST_LIST])


def _one(activity_id: str | None) -> Activity | None:
    return Activity.objects(id=activity_id).first() if activity_id else None


def _sessions(activity: Activity) -> Sequence[Activity]:
    if not activity.series_id:
        return ()
    found: Sequence[Activity] = Activity.objects(
        school_id=activity.school_id, series_id=activity.series_id
    ).order_by("starts_at")
    return found


def _credited(activity: Activity) -> list[str]:
    return [activity.cloned_from["host_id"]] if activity.cloned_from else []


def _names(named: dict[str, RosterPerson], person_ids: Collection[str]) -> tuple[str, ...]:
    return tuple(named[one].full_name for one in person_ids if one in named)


def _called(named: dict[str, RosterPerson], person_ids: Collection[str]) -> tuple[str, ...]:
    return tuple(named[one].called for one in person_ids if one in named)
