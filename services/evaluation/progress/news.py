"""What is new: of a child for home, of held results for the teacher. For the home page."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from services.evaluation.progress.models import Assignment, Attendance, Result
from services.evaluation.progress.queries import child_progress
from services.evaluation.progress.showing import Item, Standing, record_of
from services.evaluation.progress.viewing import Place
from services.evaluation.roster.queries import today_in, zone_of
from services.evaluation.roster.relations import classes_taught

_NEW_FOR = timedelta(days=14)
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class ChildNews:
    """What was noted of today, the newest result, what is due next, how many wait for a talk."""

    place: Place
    zone: str
    is_own: bool
    today: tuple[Attendance, ...] = ()
    newest: Item | None = None
    next_due: Item | None = None
    pending: int = 0

    @property
    def url(self) -> str:
        """The child's page at this school."""
        return f"/evaluation/children/{self.place.person_id}/at/{self.place.school_id}"

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.today or self.newest or self.next_due or self.pending)


@dataclass(frozen=True, kw_only=True)
class HeldWork:
    """The work of a teacher's classes at a school with held results, and how many of each."""

    school_id: str
    work: tuple[tuple[Assignment, int], ...]


def news_of(place: Place, person_ids: Collection[str]) -> ChildNews:
    """What is new of the child, for somebody who may see it."""
    today = today_in(place.school_id)
    progress = child_progress(place.school_id, place.person_id, today)
    record = record_of(progress, [], today=today)
    results = [one for items in record.results.values() for one in items]
    new = [one for one in results if one.standing is Standing.DONE and one.day >= today - _NEW_FOR]
    coming = [one for one in record.open_work if one.assignment.due_on >= today]
    return ChildNews(
        place=place,
        zone=zone_of(place.school_id),
        is_own=place.person_id in person_ids,
        today=tuple(one for one in record.noted if one.on == today),
        newest=max(new, key=lambda one: one.day, default=None),
        next_due=next(iter(coming), None),
        pending=len(record.pending),
    )


def held_work_of(person_ids: Collection[str], school_id: str) -> HeldWork:
    """What the teacher's classes have that waits for a talk, the latest due first."""
    classes = classes_taught(person_ids, school_id, on=today_in(school_id))
    held = Result.objects(
        school_id=school_id,
        class_id__in=[one.class_id for one in classes],
        active=True,
        hold__ne=None,
    )
    counts = Counter(one.assignment_id for one in held.only("assignment_id"))
    found = Assignment.objects(
        school_id=school_id, id__in=[f"{school_id}/{one}" for one in counts], active=True
    )
    work = found.order_by("-due_on", "title").limit(_SHOWN)
    return HeldWork(
        school_id=school_id, work=tuple((one, counts[one.assignment_id]) for one in work)
    )
