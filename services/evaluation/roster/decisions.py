"""What somebody at the school decides about families: held guardians taken, households told apart.

Each function is one transaction, noted in the audit log of the scope it is done in.
"""

from collections.abc import Collection, Iterable

from services.evaluation.roster.decision_models import GuardianHold, HouseholdDecision
from services.evaluation.roster.households import Household, household_id
from services.evaluation.roster.marking import mark_these
from services.evaluation.roster.models import RosterHousehold, RosterLink
from services.evaluation.roster.publishing import publish_in
from services.evaluation.settings import settings
from shared import audit, clock, context
from shared.errors import Invalid, NotFound
from shared.events.evaluation import ConfirmedBy
from shared.store import atomic
from shared.web.languages import lazy_


@atomic
def approve_guardians(student_id: str) -> None:
    """Take every guardian of the child that waits; a worker tells the schools in some seconds.

    The district is in scope.

    Raises:
        NotFound: nobody waits for this child.
    """
    waiting = {"student_id": student_id, "held.0": {"$exists": True}}
    hold = GuardianHold._get_collection().find_one(waiting)
    if hold is None:
        raise NotFound("guardian-hold")
    source, held = hold["source"], hold["held"]
    GuardianHold._get_collection().update_one(
        {"_id": hold["_id"]},
        {"$set": {"held": [], "allowed": sorted({*hold["allowed"], *held})}},
    )
    mark_these(source, "users", (hold["student"], *held))
    audit.append("guardians-approved", f"person/{student_id}", {"guardians": len(held)})


@atomic
def confirm_household(school_id: str, guardian_ids: Collection[str]) -> str:
    """These guardians share a household: they may share an answer about their children here.

    Stands against what a feed tells. Returns the household's id.

    Raises:
        Invalid: they are fewer than two, or no child at the school is theirs together.
    """
    guardians = frozenset(guardian_ids)
    students = _children_together(school_id, guardians)
    if len(guardians) < 2 or not students:
        message = lazy_("Choose guardians of the same child")
        raise Invalid({"guardian_ids": [message]})
    household = Household(guardians=guardians, confirmed_by=ConfirmedBy.SCHOOL, students=students)
    _forget_that_some_are_apart(school_id, guardians)
    _decide(school_id, guardians, [household], is_shared=True)
    return household_id(settings().district_id, guardians)


@atomic
def split_household(school_id: str, household: str) -> None:
    """The guardians of this household do not share one, whatever a feed tells.

    Nor does any household that has all of them and others.

    Raises:
        NotFound: the school knows no such household.
    """
    row = RosterHousehold._get_collection().find_one({"_id": f"{school_id}/{household}"})
    if row is None or not row["active"]:
        raise NotFound("household")
    guardians = frozenset(row["guardian_ids"])
    with_others = {
        "school_id": school_id,
        "active": True,
        "guardian_ids": {"$all": list(guardians)},
    }
    ended = [
        Household(
            guardians=frozenset(one["guardian_ids"]), confirmed_by=ConfirmedBy(one["confirmed_by"])
        )
        for one in RosterHousehold._get_collection().find(with_others)
    ]
    _decide(school_id, guardians, ended, is_shared=False)


def _decide(
    school_id: str,
    guardians: frozenset[str],
    households: Iterable[Household],
    *,
    is_shared: bool,
) -> None:
    district_id = settings().district_id
    identifier = household_id(district_id, guardians)
    HouseholdDecision._get_collection().replace_one(
        {"_id": f"{school_id}/{identifier}"},
        {
            "school_id": school_id,
            "household_id": identifier,
            "guardian_ids": sorted(guardians),
            "is_shared": is_shared,
            "decided_by": context.current_actor(),
            "decided_at": clock.now(),
        },
        upsert=True,
    )
    states = [one.state(district_id) for one in households]
    publish_in(school_id, RosterHousehold, {one.household_id: one for one in states})
    action = "household-confirmed" if is_shared else "household-split"
    audit.append(action, f"household/{identifier}")


def _forget_that_some_are_apart(school_id: str, guardians: frozenset[str]) -> None:
    """The school's newest word counts: who shares a household is not apart from any other in it."""
    decisions = HouseholdDecision._get_collection()
    apart = {"school_id": school_id, "is_shared": False, "guardian_ids": {"$in": list(guardians)}}
    found = [
        row["_id"] for row in decisions.find(apart) if guardians.issuperset(row["guardian_ids"])
    ]
    if found:
        decisions.delete_many({"_id": {"$in": found}})


def _children_together(school_id: str, guardians: frozenset[str]) -> set[str]:
    """The children at the school whom every one of these guardians stands for."""
    found: dict[str, set[str]] = {}
    for row in RosterLink._get_collection().find(
        {
            "school_id": school_id,
            "guardian_id": {"$in": sorted(guardians)},
            "active": True,
            "data_access": True,
        },
        {"guardian_id": 1, "student_id": 1},
    ):
        found.setdefault(row["student_id"], set()).add(row["guardian_id"])
    return {student for student, theirs in found.items() if theirs == guardians}
