"""Named reads of the audience: the next guardians to invite, whom it reaches, who may ask it.

All that a page or a form needs is read in a few queries, however many families there are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.invitations.audience.circle import Reach, invitees_of, reach_of
from services.invitations.audience.reading import circle_of, circle_of_links, eyes_of
from services.invitations.audience.rules import Audience, Bounds, Invitee, within_bounds
from services.invitations.participation.models import Participation
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    classes_of_school,
    classes_taught,
    links_on,
    students_of,
)
from shared.errors import Refused
from shared.web.languages import lazy_


@dataclass(frozen=True, kw_only=True)
class Page:
    """The next guardians to invite; ``resting`` are those who said "not now".

    ``after`` is where to go on, None at the end.
    """

    invitees: tuple[Invitee, ...]
    resting: frozenset[str]
    after: str | None

    @property
    def ready(self) -> tuple[Invitee, ...]:
        """Those who did not say "not now"."""
        return tuple(one for one in self.invitees if one.guardian_id not in self.resting)


def audience_page(school_id: str, audience: Audience, on: date, *, after: str, links: int) -> Page:
    """The next guardians of the audience, in the order of their ids.

    Reads about ``links`` guardian links beyond the guardian ``after``. All that a page needs is
    read in five queries, one more where guardians share a household, however many it has.
    """
    wanted = {"school_id": school_id, "guardian_id": {"$gt": after}, "may_be_invited": True}
    rows = links_on(wanted, on, limit=links)
    next_after = rows[-1]["guardian_id"] if len(rows) == links else None
    if next_after is not None:
        # The last guardian's children may go on behind the limit: the whole of them comes next.
        whole = [row for row in rows if row["guardian_id"] != next_after]
        if not whole:
            return audience_page(school_id, audience, on, after=after, links=links * 2)
        rows, next_after = whole, whole[-1]["guardian_id"]
    among = {row["guardian_id"] for row in rows}
    circle = circle_of_links(rows, among, school_id, audience, on)
    return Page(
        invitees=tuple(invitees_of(audience, circle, among)),
        resting=circle.resting,
        after=next_after,
    )


def reach(audience: Audience, school_id: str, on: date) -> Reach:
    """Whom an invitation to the audience would reach on that day.

    An audience of one school; one over several schools would ask each of them.
    """
    is_wide = audience.everyone or audience.grades or audience.student_ids
    if audience.interests and not audience.within:
        is_wide = True
    limit = None if is_wide else {*audience.class_ids, *audience.within}
    return reach_of(audience, circle_of(school_id, limit, on, eyes=eyes_of(audience)))


def guardians_expected(audience: Audience, school_id: str, on: date) -> int:
    """About how many guardians will be asked, at a fraction of the time that ``reach`` takes.

    Those who told that they like something count with whatever else is asked.
    """
    wanted: dict[str, Any] = {"school_id": school_id, "may_be_invited": True}
    if not audience.everyone:
        students = set(students_of(audience.class_ids, school_id, on)) | set(audience.student_ids)
        students |= _of_years(audience.grades, school_id)
        wanted["student_id"] = {"$in": list(students)}
    guardians = {row["guardian_id"] for row in links_on(wanted, on)}
    return len(guardians | _who_like(audience, school_id))


def host_and_audience(
    audience: Audience, school_id: str, person_ids: Collection[str], *, leads: bool, on: date
) -> tuple[str, Audience]:
    """Who of these persons may ask the audience, and the audience as it is theirs to ask.

    Teachers ask families of the classes they teach on the day, interests within these; who
    ``leads`` asks any of the school.

    Raises:
        Refused: it reaches beyond what is theirs.
    """
    bounds = [(one, _bounds_of_teacher(one, school_id, on)) for one in person_ids]
    if leads:
        every = frozenset(one.class_id for one in classes_of_school(school_id))
        bounds = [(one, Bounds(class_ids=every, whole_school=True)) for one in person_ids][:1]
    for person_id, theirs in bounds:
        found = within_bounds(audience, theirs)
        if found is not None and not found.is_empty:
            return person_id, found
    raise Refused("not-your-class", lazy_("You can invite the families of your own classes."))


def classes_meant(audience: Audience, school_id: str) -> tuple[str, ...]:
    """The classes that are asked as a whole, by themselves or with their year or the school.

    Who teaches one sees the activity; none for an audience of interests or single children.
    """
    grades = frozenset(audience.grades)
    wider = classes_of_school(school_id) if audience.everyone or grades else []
    meant = {
        one.class_id for one in wider if audience.everyone or not grades.isdisjoint(one.grades)
    }
    return tuple(sorted(meant | set(audience.class_ids)))


def _bounds_of_teacher(person_id: str, school_id: str, on: date) -> Bounds:
    ids = [one.class_id for one in classes_taught([person_id], school_id, on)]
    return Bounds(class_ids=frozenset(ids), student_ids=frozenset(students_of(ids, school_id, on)))


def _of_years(grades: Collection[str], school_id: str) -> set[str]:
    if not grades:
        return set()
    wanted = {"grades": {"$in": list(grades)}, "school_id": school_id, "active": True}
    return set(RosterPerson._get_collection().distinct("person_id", wanted))


def _who_like(audience: Audience, school_id: str) -> set[str]:
    if not audience.interests:
        return set()
    wanted = {
        "school_id": school_id,
        "told.interests.codes": {"$in": list(audience.interests)},
        "told.interests.seen": {"$in": list(eyes_of(audience))},
    }
    return set(Participation._get_collection().distinct("guardian_id", wanted))
