"""Named reads of a term plan: its lines in order, the mix, ideas for what is missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mongoengine import Q

from services.invitations.activities.models import Activity
from services.invitations.activities.queries import own_or_led
from services.invitations.activities.rules import State
from services.invitations.check_in.models import Attendance
from services.invitations.invitations.queries import Tally, tallies
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import School, people
from services.invitations.term_plan.models import PlanEntry, Review
from services.invitations.term_plan.rules import Mix, Planned, Term, mix_of
from shared.events import Picked, pick
from shared.events.evaluation import Role
from shared.events.invitations import ActivityKind, Focus
from shared.events.texts import TextStatus
from shared.web.languages import chosen_language

MOST_LINES = 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the plan: an activity, or an entry that is still in mind."""

    day: date
    title: Picked
    kind: str
    focus: str
    host: str
    activity: Activity | None = None
    entry: PlanEntry | None = None
    tally: Tally | None = None
    review: Review | None = None

    @property
    def flag(self) -> str:
        """What a reviewer says about it, if anything."""
        held = self.entry or self.review
        return str(held.flag) if held else ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A term of a school as one reader may see it: lines by day, and what they come to."""

    lines: tuple[Line, ...]
    mix: Mix


@dataclass(frozen=True, kw_only=True)
class Looked:
    """An activity that is looked back at: how it was answered, how many families took part."""

    tally: Tally
    came: int
    people: int
    review: Review | None
    decided_by: str
    flagged_by: str


def plan_of(
    place: School, term: Term, person_ids: Collection[str], *, leads: bool, now: datetime
) -> Plan:
    """The term as the reader may see it: who leads the whole school, others their own.

    Entries for nobody in particular are there for everybody. Cancelled activities are left out.
    """
    begins_at, ends_at = term.span(place.zone)
    found = own_or_led(place.school_id, person_ids, leads=leads, now=now)
    activities = list(
        found.filter(
            starts_at__gte=begins_at, starts_at__lt=ends_at, state__ne=State.CANCELLED.value
        )
        .order_by("starts_at")
        .limit(MOST_LINES)
    )
    entries = _entries(place.school_id, term, person_ids, leads=leads)
    lines = [*_of_activities(activities, place), *_of_entries(entries)]
    return Plan(
        lines=tuple(sorted(lines, key=lambda one: one.day)),
        mix=mix_of(_counted(one) for one in lines),
    )


def teachers_of(school_id: str) -> list[RosterPerson]:
    """Who teaches at the school, by name."""
    teaching = [Role.TEACHER.value, Role.AIDE.value]
    found = RosterPerson.objects(
        school_id=school_id, roles__in=teaching, active=True, erased__ne=True
    )
    return sorted(found, key=lambda one: (one.family_name or "", one.full_name))


def look_back(activity: Activity) -> Looked:
    """What is known of an activity that is over, for those who decide what comes of it."""
    review: Review | None = Review.objects(id=activity.id).first()
    here = list(Attendance.objects(activity_id=activity.id, present=True))
    deciding = [one for one in (review and review.decided_by, review and review.flagged_by) if one]
    named = people(deciding)
    return Looked(
        tally=tallies([activity.id])[activity.id],
        came=len(here),
        people=sum(one.adults + one.children for one in here),
        review=review,
        decided_by=_name(named, review.decided_by if review else None),
        flagged_by=_name(named, review.flagged_by if review else None),
    )


def _entries(
    school_id: str, term: Term, person_ids: Collection[str], *, leads: bool
) -> list[PlanEntry]:
    begins_at, ends_at = (
        datetime.combine(one, time(), UTC) for one in (term.begins_on, term.ends_on)
    )
    found = PlanEntry.objects(
        school_id=school_id,
        week__gte=begins_at,
        week__lt=ends_at,
        dropped_at=None,
        activity_id=None,
    )
    if not leads:
        mine = list(person_ids)
        found = found.filter(Q(host_id__in=["", *mine]) | Q(added_by__in=mine))
    return list(found.order_by("week").limit(MOST_LINES))


def _of_activities(activities: list[Activity], place: School) -> list[Line]:
    wanted = [one.id for one in activities]
    answers = tallies(wanted)
    reviews = {one.id: one for one in Review.objects(id__in=wanted)}
    named = people(one.host_id for one in activities)
    return [
        Line(
            day=one.starts_at.astimezone(ZoneInfo(place.zone)).date(),
            title=pick(one.texts("title"), chosen_language().tag),
            kind=one.kind,
            focus=one.focus,
            host=_name(named, one.host_id),
            activity=one,
            tally=answers[one.id],
            review=reviews.get(one.id),
        )
        for one in activities
    ]


def _of_entries(entries: list[PlanEntry]) -> list[Line]:
    named = people(one.host_id for one in entries)
    return [
        Line(
            day=one.week,
            title=Picked(language=one.language, text=one.title, status=TextStatus.HUMAN),
            kind=one.kind,
            focus=one.focus,
            host=_name(named, one.host_id),
            entry=one,
        )
        for one in entries
    ]


def _counted(line: Line) -> Planned:
    return Planned(
        kind=ActivityKind(line.kind),
        focus=Focus(line.focus),
        is_idea=line.activity is None,
        is_variant=bool(line.activity and line.activity.variant_of),
    )


def _name(named: Mapping[str, RosterPerson], person_id: str | None) -> str:
    return named[person_id].full_name if person_id and person_id in named else ""
