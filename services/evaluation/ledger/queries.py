"""Reading the ledger: a moment's dimensions from the roster, facts to fold again, last times."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.evaluation.ledger.models import LedgerEntry, RollCount
from services.evaluation.ledger.rules import (
    UNKNOWN_LANGUAGE,
    Dimensions,
    Fact,
    Party,
    RollGroup,
    families_on_roll,
    party_of,
    youngest_year,
)
from services.evaluation.roster.models import RosterLink, RosterPerson
from shared import events
from shared.events.evaluation import Role
from shared.events.invitations import InvitationIssued
from shared.ids import derived_id
from shared.store import Row
from shared.tenancy import projection_id, write_scope

_STANDS_FOR = {"active": True, "data_access": True}


def dimensions_of(facts: Sequence[Any]) -> list[Dimensions]:
    """The dimensions of each event, from the roster as it is now; some queries for all of them.

    Evaluation owns the roster, so whom a fact names is known before the fact. A person who is not
    (erased meanwhile) gives an unknown year and language, and the family of the children named.
    """
    parties = [party_of(event) for event in facts]
    guardians = _guardians_of(parties)
    named = {one for one in guardians.values() if one} | {
        party.guardian_id for party in parties if party.guardian_id
    }
    children = _children_of(named)
    students = {child for own in children.values() for child in own}
    people = _people(named | students | {one for party in parties for one in party.student_ids})
    return [
        _dimensions(event, party, party.guardian_id or guardians[party], children, people)
        for event, party in zip(facts, parties, strict=True)
    ]


def family_of(guardian_id: str, school_id: str) -> str | None:
    """The family that the guardian's facts at a school in scope count for, if there is one."""
    children = _children_of({guardian_id}, school_id=school_id).get(guardian_id)
    return derived_id(school_id, *sorted(children)) if children else None


def roll_of(school_id: str) -> list[RollGroup]:
    """The families of a school in scope, as last counted; as they are now if nobody counted yet."""
    counted = RollCount._get_collection().find_one({"_id": school_id})
    if counted is None:
        return count_roll(school_id)
    return [
        RollGroup(year=one["year"], languages=tuple(one["languages"]), families=one["families"])
        for one in counted["groups"]
    ]


def roll_counted_at(school_id: str) -> datetime | None:
    """When the families of a school in scope were last counted, if ever."""
    counted = RollCount._get_collection().find_one({"_id": school_id}, {"counted_at": 1})
    return counted["counted_at"] if counted else None


def count_roll(school_id: str) -> list[RollGroup]:
    """The families of a school in scope, from the roster as it stands now; reads all of it."""
    children = _children_of(None, school_id=school_id)
    people = RosterPerson._get_collection().find(
        {"school_id": school_id, "active": True},
        {"_id": 0, "person_id": 1, "roles": 1, "grades": 1, "languages": 1},
    )
    grades: dict[str, list[str]] = {}
    languages: dict[str, str] = {}
    for row in people:
        if Role.STUDENT.value in row["roles"]:
            grades[row["person_id"]] = row["grades"]
        languages[row["person_id"]] = _first_language(row)
    return families_on_roll(children, grades, languages)


def stored_facts(rows: int) -> Iterator[list[Fact]]:
    """The facts of the school in scope, by ``seq``, so many at a time."""
    last = ""
    while True:
        found = list(
            LedgerEntry._get_collection().find({"seq": {"$gt": last}}).sort("seq", 1).limit(rows)
        )
        if not found:
            return
        yield [_fact(row) for row in found]
        last = found[-1]["seq"]


def last_at(event_classes: Collection[type]) -> datetime | None:
    """When the last fact of these classes was recorded, in the schools in scope."""
    times = []
    for event_class in event_classes:
        row = LedgerEntry._get_collection().find_one(
            {"type": events.event_type(event_class).type}, {"at": 1}, sort=[("at", -1)]
        )
        times += [row["at"]] if row else []
    return max(times, default=None)


def _dimensions(
    event: Any,
    party: Party,
    guardian_id: str | None,
    children: Mapping[str, list[str]],
    people: Mapping[str, Row],
) -> Dimensions:
    """A guardian's family is all children the guardian stands for, not only those named."""
    family = children.get(guardian_id or "") or list(party.student_ids)
    grades = [grade for child in family for grade in people.get(child, {}).get("grades", ())]
    return Dimensions(
        family=derived_id(write_scope(), *sorted(family)) if family else None,
        year=youngest_year(grades or _grades_told(event)),
        language=_first_language(people.get(guardian_id or "", {})),
        class_ids=tuple(getattr(event, "class_ids", ())),
    )


def _grades_told(event: Any) -> Sequence[str]:
    return event.grades if isinstance(event, InvitationIssued) else ()


def _guardians_of(parties: Collection[Party]) -> dict[Party, str | None]:
    """For those that name children only: the guardian of the first one who is asked first."""
    nameless = {
        party: min(party.student_ids)
        for party in parties
        if party.guardian_id is None and party.student_ids
    }
    first: dict[str, tuple[int, str]] = {}
    if nameless:
        for row in RosterLink._get_collection().find(
            {"student_id": {"$in": sorted(set(nameless.values()))}, **_STANDS_FOR},
            {"student_id": 1, "guardian_id": 1, "priority": 1},
        ):
            priority = row.get("priority")
            rank = (1000 if priority is None else priority, row["guardian_id"])
            first[row["student_id"]] = min(first.get(row["student_id"], rank), rank)
    guardians: dict[Party, str | None] = dict.fromkeys(parties)
    for party, student_id in nameless.items():
        guardians[party] = first[student_id][1] if student_id in first else None
    return guardians


def _children_of(
    guardian_ids: Collection[str] | None, *, school_id: str | None = None
) -> dict[str, list[str]]:
    """The children by guardian; of every guardian with None."""
    wanted: Row = dict(_STANDS_FOR)
    if school_id is not None:
        wanted["school_id"] = school_id
    if guardian_ids is not None:
        wanted["guardian_id"] = {"$in": sorted(guardian_ids)}
    children: dict[str, list[str]] = {}
    if guardian_ids is None or guardian_ids:
        for row in RosterLink._get_collection().find(
            wanted, {"_id": 0, "guardian_id": 1, "student_id": 1}
        ):
            children.setdefault(row["guardian_id"], []).append(row["student_id"])
    return children


def _people(person_ids: Collection[str]) -> dict[str, Row]:
    if not person_ids:
        return {}
    school_id = write_scope()
    found = RosterPerson._get_collection().find(
        {"_id": {"$in": [projection_id(school_id, one) for one in sorted(person_ids)]}},
        {"_id": 0, "person_id": 1, "grades": 1, "languages": 1},
    )
    return {row["person_id"]: row for row in found}


def _first_language(row: Mapping[str, Any]) -> str:
    return next(iter(row.get("languages") or ()), UNKNOWN_LANGUAGE)


def _fact(row: Row) -> Fact:
    return Fact(
        event=events.load(row["type"], row["data"]),
        version=row["version"],
        at=row["at"],
        dimensions=Dimensions(
            family=row["family"],
            year=row["year"],
            language=row["language"],
            class_ids=tuple(row["class_ids"]),
        ),
    )
