"""Named reads of what families let teachers and leaders see: who likes what, what would help.

Only what a guardian consented to for the reader is there; the rest is not even counted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.invitations.activities.queries import offers_planned
from services.invitations.participation.models import Offer, Participation
from services.invitations.participation.rules import (
    CODES,
    EYES_OF_LEADERS,
    EYES_OF_TEACHERS,
    HELPED_BY,
    Part,
    Told,
    Whose,
)
from services.invitations.roster.models import RosterClass
from services.invitations.roster.queries import (
    classes_of_school,
    classes_taught,
    guardians_of,
    people,
    students_of,
)
from shared.errors import NotFound
from shared.events.participation import FreeTime


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A member of staff at a school, and whether that one leads its work with families."""

    person_ids: tuple[str, ...]
    school_id: str
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Family:
    """What one guardian lets the reader see, with the names of the children it concerns."""

    guardian_id: str
    guardian: str
    children: tuple[str, ...]
    student_id: str
    told: Mapping[Part, Told]
    offers: tuple[Offer, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether nothing is there for the reader; it says nothing about the family."""
        return not (self.told or self.offers)


@dataclass(frozen=True, kw_only=True)
class OfClass:
    """A class's guardians by name, and what several of them have in common.

    ``to_plan`` are the offers that the reader took up, or can, and no activity came of yet.
    """

    school_class: RosterClass
    families: tuple[Family, ...]
    to_plan: frozenset[str]
    interests: tuple[tuple[str, int], ...]
    helps: tuple[tuple[str, int], ...]

    @property
    def told(self) -> list[Family]:
        """Those who let the reader see something."""
        return [one for one in self.families if not one.is_silent]

    @property
    def silent(self) -> list[Family]:
        """The others; it says nothing about them (R3)."""
        return [one for one in self.families if one.is_silent]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Supports, and times of the week, each with how many guardians told it; most told first."""

    helps: tuple[tuple[str, int], ...] = ()
    times: tuple[tuple[str, int], ...] = ()


def classes_for(viewer: Viewer, on: date) -> list[RosterClass]:
    """The classes whose families the viewer may look at: own ones, or all for who leads."""
    if viewer.leads:
        return classes_of_school(viewer.school_id)
    return classes_taught(viewer.person_ids, viewer.school_id, on)


def shared_in(school_class: RosterClass, viewer: Viewer, on: date) -> OfClass:
    """What the class's guardians of the day let the viewer see."""
    students = students_of([school_class.class_id], viewer.school_id, on)
    guardians = guardians_of(students, viewer.school_id, on)
    eyes = _eyes(viewer, school_class.class_id, on)
    told, offers = _told(guardians, viewer.school_id, eyes), _offers(guardians, viewer, eyes)
    named = people([*guardians, *students])
    families = [
        Family(
            guardian_id=one,
            guardian=named[one].full_name,
            children=tuple(named[child].called for child in theirs if child in named),
            student_id=theirs[0],
            told=told.get(one, {}),
            offers=tuple(offers.get(one, ())),
        )
        for one, theirs in guardians.items()
        if one in named
    ]
    return OfClass(
        school_class=school_class,
        families=tuple(sorted(families, key=lambda one: one.guardian)),
        to_plan=_to_plan([one for theirs in offers.values() for one in theirs], viewer),
        interests=_common(told.values(), Part.INTERESTS),
        helps=_helps(told.values()),
    )


def wishes_of(guardian_ids: Collection[str], school_id: str, eyes: Collection[str]) -> Wishes:
    """What these guardians told that helps to plan, as far as it is for these eyes.

    Bare rows, and no words: a leader's form asks for all of a school.
    """
    told = Participation._get_collection().find(
        {"school_id": school_id},
        {"guardian_id": 1, **{f"told.{one}.codes": 1 for one in Part}}
        | {f"told.{one}.seen": 1 for one in Part},
    )
    asked = frozenset(guardian_ids)
    codes = [
        {
            code
            for one in row["told"].values()
            if one.get("seen") in eyes
            for code in one.get("codes", ())
        }
        for row in told.to_list()
        if row["guardian_id"] in asked and "told" in row
    ]
    return Wishes(helps=_supports(codes), times=_times(codes))


def guardian_for(viewer: Viewer, guardian_id: str, on: date) -> Whose:
    """The guardian, if a child of theirs is in a class that the viewer may look at.

    Raises:
        NotFound: there is none, or it is not the viewer's to know.
    """
    ids = [one.class_id for one in classes_for(viewer, on)]
    students = students_of(ids, viewer.school_id, on)
    if guardian_id not in guardians_of(students, viewer.school_id, on):
        raise NotFound("guardian")
    return Whose(guardian_id=guardian_id, school_id=viewer.school_id)


def offer_for(viewer: Viewer, offer_id: str, on: date) -> tuple[Whose, Offer]:
    """The offer, if it is for the viewer.

    Raises:
        NotFound: there is none, it was taken back, or it is not for the viewer.
    """
    offer = Offer.objects(id=offer_id, school_id=viewer.school_id).first()
    if offer is None or offer.state == "withdrawn":
        raise NotFound("offer")
    whose = guardian_for(viewer, offer.guardian_id, on)
    if offer.seen not in eyes_on(viewer, whose, on):
        raise NotFound("offer")
    return whose, offer


def eyes_on(viewer: Viewer, whose: Whose, on: date) -> frozenset[str]:
    """As whom the viewer sees the guardian: a leader who teaches its child sees as a teacher."""
    taught = classes_taught(viewer.person_ids, viewer.school_id, on)
    students = students_of([one.class_id for one in taught], viewer.school_id, on)
    is_taught = whose.guardian_id in guardians_of(students, viewer.school_id, on)
    return EYES_OF_TEACHERS if is_taught else EYES_OF_LEADERS


def _eyes(viewer: Viewer, class_id: str, on: date) -> frozenset[str]:
    taught = classes_taught(viewer.person_ids, viewer.school_id, on)
    return EYES_OF_TEACHERS if class_id in {one.class_id for one in taught} else EYES_OF_LEADERS


def _told(
    guardian_ids: Collection[str], school_id: str, eyes: Collection[str]
) -> dict[str, dict[Part, Told]]:
    found = Participation.objects(school_id=school_id, guardian_id__in=list(guardian_ids))
    shared = {one.guardian_id: one.parts(eyes) for one in found}
    return {guardian: parts for guardian, parts in shared.items() if parts}


def _offers(
    guardian_ids: Collection[str], viewer: Viewer, eyes: Collection[str]
) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    wanted = Offer.objects(school_id=viewer.school_id, guardian_id__in=list(guardian_ids))
    for one in wanted.filter(state__ne="withdrawn", seen__in=list(eyes)).order_by("-made_at"):
        found[one.guardian_id].append(one)
    return found


def _to_plan(offers: Iterable[Offer], viewer: Viewer) -> frozenset[str]:
    theirs = {
        one.id for one in offers if one.state == "open" or one.accepted_by in viewer.person_ids
    }
    return frozenset(theirs - offers_planned(theirs, viewer.school_id))


def _common(told: Collection[Mapping[Part, Told]], part: Part) -> tuple[tuple[str, int], ...]:
    counted = Counter(code for one in told if part in one for code in one[part].codes)
    return tuple(counted.most_common())


def _helps(told: Collection[Mapping[Part, Told]]) -> tuple[tuple[str, int], ...]:
    """Supports by how many guardians said what they answer."""
    return _supports({code for one in parts.values() for code in one.codes} for parts in told)


def _supports(codes_of_each: Iterable[Collection[str]]) -> tuple[tuple[str, int], ...]:
    """Supports by how many of these guardians they would help; each guardian once."""
    counted: Counter[str] = Counter()
    for codes in codes_of_each:
        counted.update({HELPED_BY[code].value for code in codes if code in HELPED_BY})
    return tuple(counted.most_common())


def _times(codes_of_each: Iterable[Collection[str]]) -> tuple[tuple[str, int], ...]:
    """Times of the week by how many of these guardians have time then."""
    times = frozenset(CODES[Part.TIMES]) - {FreeTime.CHANGING.value}
    counted = Counter(code for codes in codes_of_each for code in times.intersection(codes))
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
