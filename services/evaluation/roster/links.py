"""What a guardian is to a child: from feed, supplement and the school's setting. Pure.

Source: design lms.md §2 and §8 rules 9 and 13; architecture.md §5: a restriction always wins.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.evaluation.roster.changes import Value
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.orgs import SchoolRules
from services.evaluation.roster.rules import Fields, Person, is_in_force
from shared.events.evaluation import GuardianLinkChanged, Role

MOST_GUARDIANS = 5
"""So many guardians of a child are taken unseen; beyond that somebody has to look."""

OUR_FILE = "tuhono.guardians"
"""The file that has the last word on a pair; the others say parts of it."""

_NOTHING: Fields = {}
# Words of feeds and supplements for what a person is to one child, letters only.
_PARENTS = re.compile(
    r"(step|foster|adoptive|birth|biological)?(parent|mother|father|mum|mom|dad)|matua|whaea"
)
_GUARDIANS = re.compile(
    r"(legal|courtappointed|primary)?(guardian|caregiver|carer)|guardianadlitem|kaitiaki"
)


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A student and a guardian, with our supplement's row on the two, if there is one."""

    student: Person
    guardian: Person
    told: Fields = field(default_factory=dict)


def student_and_guardian(declarer: Person, agent: Person) -> tuple[Person, Person] | None:
    """Which end of a told relation is the student, which the guardian; None when neither fits.

    The direction in the file is not fixed, so the roles at both ends decide; where they leave it
    open, a student names a guardian as agent. Source: lms.md §2.
    """
    if declarer.student_of and agent.relation:
        return declarer, agent
    if agent.student_of and declarer.relation:
        return agent, declarer
    return None


def ties_of(
    pairs: Iterable[tuple[str, str]],
    supplements: Mapping[tuple[str, str], Fields],
    people: Mapping[str, Person],
) -> list[Tie]:
    """The guardian link in every pair that is one; told twice, from either end, is told once.

    Pairs of which one person is not among ``people`` are left out.
    """
    found: dict[tuple[str, str], Tie] = {}
    for declarer, agent in (*pairs, *supplements):
        if declarer in people and agent in people:
            ends = student_and_guardian(people[declarer], people[agent])
            if ends is not None:
                student, guardian = ends
                key = (student.sourced_id, guardian.sourced_id)
                both = (supplements.get((key[1], key[0]), _NOTHING), supplements.get(key, _NOTHING))
                found[key] = Tie(student=student, guardian=guardian, told=merged(both))
    return list(found.values())


def merged(rows: Iterable[Fields]) -> Fields:
    """What several rows tell of one pair: each cell by the last row that fills it.

    A restriction is one whichever row tells it. Source: architecture.md §5.
    """
    return {name: value for row in rows for name, value in row.items() if value}


def relation_kind(word: str, role: Role | None) -> str:
    """Parent, guardian or relative: by the word told of the two, else by the person's role.

    A word that nobody knows is a relative's: who it is has to be said before anything is shown.
    """
    if not word:
        return str(role or Role.RELATIVE)
    plain = "".join(char for char in word.casefold() if char.isalpha())
    if _PARENTS.fullmatch(plain):
        return Role.PARENT
    return Role.GUARDIAN if _GUARDIANS.fullmatch(plain) else Role.RELATIVE


def has_data_access(tie: Tie, with_access: Collection[str]) -> bool:
    """Whether the guardian may see the child's data, dates apart."""
    told = tie.told
    if told.get("restriction"):
        return False
    if "dataAccess" in told:
        return told["dataAccess"] == "true"
    kind = relation_kind(str(told.get("relation", "")), tie.guardian.relation)
    if told.get("legalGuardian"):
        kind = Role.GUARDIAN if told["legalGuardian"] == "true" else Role.RELATIVE
    return kind in with_access


def link_state(tie: Tie, school: SchoolRules, ids: Ids) -> GuardianLinkChanged:
    """What the guardian is to the student at a school on its day.

    Who is barred from post of the school may still look; who may not look is not invited either.
    """
    student, guardian, told = tie.student, tie.guardian, tie.told
    is_active = (
        student.is_active
        and guardian.may_act
        and is_in_force(told, school.today, "validFrom", "validTo")
    )
    has_access = is_active and has_data_access(tie, school.with_access)
    return GuardianLinkChanged(
        link_id=ids.link(student.sourced_id, guardian.sourced_id),
        student_id=ids.person(student.sourced_id),
        guardian_id=ids.person(guardian.sourced_id),
        relation=str(told.get("relation") or guardian.relation or ""),
        may_be_invited=has_access and told.get("receivesMail") != "false",
        data_access=has_access,
        priority=int(str(told["contactPriority"])) if told.get("contactPriority") else None,
        valid_from=day_of(told.get("validFrom")),
        valid_to=day_of(told.get("validTo")),
        active=is_active,
    )


def languages_of(person: Person, ties: Iterable[Tie]) -> tuple[str, ...]:
    """The languages a person reads: what is told of the person, else of one as a guardian."""
    own = person.supplement.get("languages")
    if own:
        return tuple(own)
    told = {str(tie.told["language"]): None for tie in ties if tie.told.get("language")}
    return tuple(sorted(told))


def held_of(guardians: Collection[str], allowed: Collection[str]) -> frozenset[str]:
    """Which guardians of one child wait for somebody to look: all new ones when they are many."""
    if len(guardians) <= MOST_GUARDIANS:
        return frozenset()
    return frozenset(guardians) - frozenset(allowed)


def day_of(value: Value | None) -> date | None:
    """The day that a cell of ISO 8601 tells, if it tells one."""
    return date.fromisoformat(str(value)) if value else None
