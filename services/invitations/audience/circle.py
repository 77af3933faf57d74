"""Who of a circle of families is asked: rules, on what was read of them. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from services.invitations.audience.rules import Audience, Invitee, Kind, reason_for
from shared.small_counts import SMALLEST_SHOWN


@dataclass(frozen=True, kw_only=True)
class Circle:
    """Guardians who may be invited, their children, and what is known of both on a day.

    ``children``: guardian → students; ``classes`` and ``grades`` by student, of active ones in a
    class only; ``languages`` the one each active guardian reads best. ``interests``: guardian →
    what they told and who may see it. ``resting``: who said "not now"; ``elsewhere``: who told, for
    the same eyes, to like other ways than coming. ``housemates``: with whom each shares a confirmed
    household.
    """

    children: Mapping[str, Collection[str]]
    classes: Mapping[str, frozenset[str]]
    grades: Mapping[str, Collection[str]]
    languages: Mapping[str, str]
    interests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    resting: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    housemates: Mapping[str, Collection[str]] = field(default_factory=dict)

    def students(self) -> Iterator[str]:
        """Every student in a class."""
        return (one for one in self.grades if one in self.classes)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whom an invitation would reach: families and guardians, their languages, who rests.

    ``elsewhere``: how many guardians like other ways than coming; 0 for too few to be shown.
    """

    families: int = 0
    guardians: int = 0
    children: int = 0
    languages: tuple[str, ...] = ()
    resting: int = 0
    elsewhere: int = 0


Family = str | frozenset[str]
"""A family as its children, or its only one."""
Part = tuple[str, str]
"""What an audience could name: its ``Kind``, and which class, year level or interest."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many families each part of a circle has; a part without any is not there."""

    classes: Mapping[str, int]
    grades: Mapping[str, int]
    interests: Mapping[str, int]
    everyone: int


def invitees_of(
    audience: Audience, circle: Circle, among: Collection[str] | None = None
) -> list[Invitee]:
    """The guardians whom the audience holds; of those in ``among`` only, if it is given."""
    asked = _asked(audience, circle)
    return [
        _invitee(audience, circle, guardian, asked)
        for guardian in asked
        if among is None or guardian in among
    ]


def reach_of(audience: Audience, circle: Circle) -> Reach:
    """Whom an invitation to the audience would reach; each household is one family."""
    asked = _asked(audience, circle)
    spoken = {circle.languages[one] for one in asked}
    elsewhere = sum(one in circle.elsewhere for one in asked)
    return Reach(
        families=len(_families(asked, circle.housemates)),
        guardians=len(asked),
        children=len(set[str]().union(*asked.values())),
        languages=tuple(sorted(one for one in spoken if one)),
        resting=sum(one in circle.resting for one in asked),
        elsewhere=elsewhere if elsewhere >= SMALLEST_SHOWN else 0,
    )


def counts_of(circle: Circle, within: Collection[str] = ()) -> Counts:
    """The families of ``reach_of`` for each part of the circle alone, all in one pass.

    Interests count within these classes only, if any are given.
    """
    limit = frozenset(within)
    families = _of_only_children(circle, limit)
    for part, asked in _others_asked(circle, limit).items():
        families[part] |= {_family(one) for one in _families(asked, circle.housemates)}
    found = {
        kind: {what: len(of) for (name, what), of in families.items() if name == kind}
        for kind in Kind
    }
    return Counts(
        classes=found[Kind.CLASS],
        grades=found[Kind.GRADE],
        interests=found[Kind.INTEREST],
        everyone=found[Kind.SCHOOL].get("", 0),
    )


def _of_only_children(circle: Circle, limit: frozenset[str]) -> dict[Part, set[Family]]:
    """The families that are a guardian with one child, by part: most are, so they are told fast."""
    families: dict[Part, set[Family]] = defaultdict(set)
    only_children = set[str]()
    for guardian, children in circle.children.items():
        if guardian in circle.languages and _is_alone(circle, guardian):
            only_children.update(children)
            for child in children if guardian in circle.interests else ():
                for part in _liked_parts(circle, guardian, child, limit):
                    families[part].add(child)
    for child in only_children:
        for part in _parts_of(circle, child):
            families[part].add(child)
    return families


def _others_asked(circle: Circle, limit: frozenset[str]) -> dict[Part, dict[str, set[str]]]:
    """All other guardians with the children who are in each part."""
    asked: dict[Part, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for guardian, children in circle.children.items():
        if guardian in circle.languages and not _is_alone(circle, guardian):
            for child in children:
                liked = _liked_parts(circle, guardian, child, limit)
                for part in (*_parts_of(circle, child), *liked):
                    asked[part][guardian].add(child)
    return asked


def _is_alone(circle: Circle, guardian: str) -> bool:
    """Whether nobody else belongs to the family but one child."""
    return len(circle.children[guardian]) == 1 and guardian not in circle.housemates


def _parts_of(circle: Circle, child: str) -> list[Part]:
    """Every class and year level that an audience could name, of a child in a class."""
    if child not in circle.grades or child not in circle.classes:
        return []
    classes, grades = circle.classes[child], circle.grades[child]
    return [
        (Kind.SCHOOL, ""),
        *((Kind.CLASS, one) for one in classes),
        *((Kind.GRADE, one) for one in grades),
    ]


def _liked_parts(circle: Circle, guardian: str, child: str, limit: frozenset[str]) -> list[Part]:
    """Every interest of the guardian that an audience could name, for a child in a class."""
    liked = circle.interests.get(guardian)
    if not liked or child not in circle.grades or child not in circle.classes:
        return []
    if limit and limit.isdisjoint(circle.classes[child]):
        return []
    return [(Kind.INTEREST, one) for one in liked]


def _family(children: frozenset[str]) -> Family:
    """The family as ``counts_of`` tells it from others: an only child stands for it."""
    return next(iter(children)) if len(children) == 1 else children


def _families(
    asked: Mapping[str, Collection[str]], housemates: Mapping[str, Collection[str]]
) -> set[frozenset[str]]:
    """Each family as its children: those of one guardian, or of a confirmed household together."""
    return {
        frozenset(children).union(*(asked.get(one, ()) for one in housemates.get(guardian, ())))
        for guardian, children in asked.items()
    }


def _asked(audience: Audience, circle: Circle) -> dict[str, set[str]]:
    """The guardians whom the audience holds, each with the children it means."""
    students = _students_meant(audience, circle)
    return {
        guardian: theirs
        for guardian, children in circle.children.items()
        if guardian in circle.languages
        and (theirs := _children_meant(audience, circle, guardian, children, students))
    }


def _students_meant(audience: Audience, circle: Circle) -> set[str]:
    """The students whom the audience means by themselves, whatever their guardians like."""
    if audience.everyone:
        return set(circle.students())
    children, classes = frozenset(audience.student_ids), frozenset(audience.class_ids)
    grades = frozenset(audience.grades)
    return {
        one
        for one in circle.students()
        if one in children
        or not classes.isdisjoint(circle.classes[one])
        or not grades.isdisjoint(circle.grades[one])
    }


def _children_meant(
    audience: Audience,
    circle: Circle,
    guardian: str,
    children: Collection[str],
    students: Collection[str],
) -> set[str]:
    meant = {one for one in children if one in students}
    if audience.interests and not circle.interests.get(guardian, frozenset()).isdisjoint(
        audience.interests
    ):
        within = frozenset(audience.within)
        meant |= {
            one
            for one in children
            if one in circle.grades
            and (own := circle.classes.get(one))
            and (not within or not within.isdisjoint(own))
        }
    return meant


def _invitee(
    audience: Audience, circle: Circle, guardian: str, asked: Mapping[str, set[str]]
) -> Invitee:
    children = asked[guardian]
    classes = _classes_meant(audience, circle, children)
    grades = {grade for one in children for grade in circle.grades[one]}
    home = children.union(*(asked.get(one, ()) for one in circle.housemates.get(guardian, ())))
    return Invitee(
        guardian_id=guardian,
        student_ids=tuple(sorted(children)),
        class_ids=tuple(sorted(classes)),
        grades=tuple(sorted(grades)),
        family=tuple(sorted(home)),
        reason=reason_for(
            audience,
            students=children,
            classes=classes,
            grades=grades,
            interests=circle.interests.get(guardian, ()),
        ),
    )


def _classes_meant(audience: Audience, circle: Circle, children: Collection[str]) -> set[str]:
    """The chosen classes that the children are in; of one reached otherwise, all of them."""
    chosen = frozenset(audience.class_ids)
    return set[str]().union(
        *((circle.classes[one] & chosen) or circle.classes[one] for one in children)
    )
