"""Which households there are now that some children's guardians may be others than before."""

from collections.abc import Collection, Mapping

from services.evaluation.roster.decision_models import HouseholdDecision
from services.evaluation.roster.households import (
    Household,
    Said,
    household_id,
    households_around,
)
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterHousehold
from services.evaluation.roster.stored import Row
from shared.events.evaluation import ConfirmedBy, HouseholdChanged
from shared.tenancy import scope

Homes = dict[tuple[str, str], dict[str, str]]
"""School and student to the guardians who stand for the child there, and ``livesWith`` of each."""

_Key = tuple[str, frozenset[str]]


def households_of(homes: Homes, ids: Ids) -> list[tuple[str, HouseholdChanged]]:
    """School and state of every household that these students are in, or were in until now."""
    schools = {school_id for school_id, _ in homes}
    if not schools:
        return []
    said = _said(schools, {one for known in homes.values() for one in known})
    around: dict[_Key, tuple[ConfirmedBy, set[str]]] = {}
    for (school_id, student_id), known in homes.items():
        # Most children have one guardian, or two of whom nothing is told.
        if len(known) > 1:
            found = households_around(known, said.get(school_id, ()))
            for guardians, confirmed in found.items():
                by, students = around.setdefault((school_id, guardians), (confirmed, set()))
                students.add(student_id)
                # The school's word is the greater one, by the alphabet too.
                around[school_id, guardians] = (max(by, confirmed), students)
    return [
        (school_id, household.state(ids.district_id))
        for school_id, household in _merged(homes, around, ids, schools)
    ]


def _merged(
    homes: Homes,
    around: Mapping[_Key, tuple[ConfirmedBy, set[str]]],
    ids: Ids,
    schools: Collection[str],
) -> list[tuple[str, Household]]:
    """The households around these students, with the other children they were known to have."""
    merged: dict[_Key, Household] = {}
    wanted = [f"{school}/{household_id(ids.district_id, group)}" for school, group in around]
    for row in _known(schools, [student for _, student in homes], wanted):
        key = (row["school_id"], frozenset(row["guardian_ids"]))
        others = {one for one in row["student_ids"] if (row["school_id"], one) not in homes}
        merged[key] = Household(
            guardians=key[1], confirmed_by=ConfirmedBy(row["confirmed_by"]), students=others
        )
    for key, (confirmed, students) in around.items():
        household = merged.setdefault(key, Household(guardians=key[1], confirmed_by=confirmed))
        household.students |= students
        household.confirmed_by = confirmed
    return [(school_id, household) for (school_id, _), household in merged.items()]


def _known(
    schools: Collection[str], student_ids: Collection[str], identifiers: Collection[str]
) -> list[Row]:
    around = {"student_ids": {"$in": list(student_ids)}, "active": True}
    where = {"$or": [around, {"_id": {"$in": list(identifiers)}}]} if identifiers else around
    with scope(read=frozenset(schools)):
        return list(RosterHousehold._get_collection().find(where))


def _said(schools: Collection[str], guardian_ids: Collection[str]) -> dict[str, list[Said]]:
    """What each school decided of households with these guardians."""
    said: dict[str, list[Said]] = {}
    if guardian_ids:
        with scope(read=frozenset(schools)):
            for row in HouseholdDecision._get_collection().find(
                {"guardian_ids": {"$in": list(guardian_ids)}}
            ):
                one = Said(guardians=frozenset(row["guardian_ids"]), is_shared=row["is_shared"])
                said.setdefault(row["school_id"], []).append(one)
    return said
