"""What can happen on a term plan: an idea is put on it, written, announced, dropped; a review."""

from collections.abc import Collection
from datetime import datetime

from mongoengine import Q

from services.invitations.activities import prefill
from services.invitations.activities.drafts import keep_draft
from services.invitations.activities.models import Activity, ActivityDraft
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.roster.queries import school
from services.invitations.term_plan.models import PlanEntry, Review
from services.invitations.term_plan.rules import Decision, NewEntry, week_of
from shared import audit, context, ids, store
from shared.errors import Conflict, Invalid, NotFound
from shared.tenancy import write_scope
from shared.web.languages import lazy_


@store.atomic
def add_entry(entry: NewEntry, *, now: datetime) -> str:
    """Put something in mind on the plan of the school in scope; returns its id.

    Raises:
        Invalid: its week is over.
    """
    school_id = write_scope()
    if week_of(entry.week) < week_of(school(school_id).day_of(now)):
        raise Invalid({"week": [lazy_("Choose this week or a later one")]})
    added = PlanEntry(
        id=ids.new_id(),
        school_id=school_id,
        title=entry.title,
        language=entry.language,
        kind=entry.kind.value,
        focus=entry.focus.value,
        week=week_of(entry.week),
        host_id=entry.host_id,
        way=entry.way,
        added_by=context.current_actor(),
        added_at=now,
    )
    store.save(added)
    return str(added.id)


@store.atomic
def begin_announcement(entry: PlanEntry, *, person_id: str, now: datetime) -> str:
    """Write an entry as an announcement: a draft with what is known; returns the draft's id.

    Who began it before goes on with the same draft. Whether it was announced is the caller's
    question (``announced_as``).
    """
    mine = ActivityDraft.objects(id__in=list(entry.draft_ids), host_id=person_id).first()
    if mine is not None:
        return str(mine.id)
    begun = prefill.of_template(TEMPLATES[entry.way]) if entry.way in TEMPLATES else {}
    values = begun | {
        "title": entry.title,
        "kind": entry.kind,
        "focus": entry.focus,
        "language": entry.language,
        "day": entry.week.isoformat(),
    }
    draft_id = keep_draft(values, person_ids=[person_id], now=now)
    entry.begin(draft_id)
    store.save(entry)
    return draft_id


@store.atomic
def entry_announced(draft_id: str, activity_id: str) -> None:
    """The draft of an entry was sent; harmless when the draft belongs to none."""
    entry = _entry_of(draft_id)
    if entry is not None and announced_as(entry) is None:
        entry.became(activity_id)
        store.save(entry)


def announced_before(draft_id: str) -> str | None:
    """The activity that the draft's entry was announced as, maybe from another draft of it."""
    entry = _entry_of(draft_id)
    return announced_as(entry) if entry else None


def announced_as(entry: PlanEntry) -> str | None:
    """The activity that the entry was announced as, unless that was taken back."""
    if not entry.activity_id or Activity.objects(id=entry.activity_id).first() is None:
        return None
    return str(entry.activity_id)


@store.atomic
def drop_entry(entry: PlanEntry, *, now: datetime) -> None:
    """Take it off the plan; harmless when that is so already."""
    if entry.dropped_at is None:
        entry.drop(now)
        store.save(entry)


@store.atomic
def decide(activity: Activity, decision: Decision, reason: str, *, now: datetime) -> None:
    """Say what comes of an activity that is over: repeat, grow or stop, and why.

    Source: leadership article §3: extend and consolidate successful practices (S38).

    Raises:
        Conflict: it is still to come.
    """
    if activity.starts_at > now:
        raise Conflict("still-to-come", lazy_("It is still to come: decide afterwards."))
    review = _review(activity)
    review.decide(decision, reason, by=context.current_actor(), at=now)
    store.save(review)
    audit.append("activity.reviewed", f"activity/{activity.id}", {"decision": decision.value})


@store.atomic
def flag_activity(activity: Activity, words: str, *, now: datetime) -> None:
    """Tell the hosts that it makes homes more like school, and why; no words take that back.

    Source: leadership article, pitfalls: not to make homes more like school (S52).
    """
    review = _review(activity)
    review.flag_as(words, by=context.current_actor(), at=now)
    store.save(review)


@store.atomic
def flag_entry(entry: PlanEntry, words: str, *, now: datetime) -> None:
    """The same for something in mind."""
    entry.flag_as(words, by=context.current_actor(), at=now)
    store.save(entry)


def load_entry(entry_id: str, person_ids: Collection[str], *, leads: bool) -> PlanEntry:
    """An entry on the plan of the school in scope that the reader may see.

    Raises:
        NotFound: there is none (any more), or it is not theirs to see; all the same.
    """
    entry: PlanEntry | None = PlanEntry.objects(id=entry_id, school_id=write_scope()).first()
    if entry is None or entry.dropped_at is not None:
        raise NotFound("plan-entry")
    if not (leads or entry.host_id in ("", *person_ids) or entry.added_by in person_ids):
        raise NotFound("plan-entry")
    return entry


def _entry_of(draft_id: str) -> PlanEntry | None:
    if not draft_id:
        return None
    begun = Q(draft_ids=draft_id) | Q(draft_id=draft_id)
    found: PlanEntry | None = PlanEntry.objects(begun, school_id=write_scope()).first()
    return found


def _review(activity: Activity) -> Review:
    kept: Review | None = Review.objects(id=activity.id).first()
    return kept or Review(id=activity.id, school_id=activity.school_id)
