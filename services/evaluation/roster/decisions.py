"""What somebody at the school decides about families: held guardians taken, households told apart.

Each function is one transaction, noted in the audit log of the scope it is done in.
"""

from collections.abc import Collection

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
    _decide(school_id, guardians, household, is_shared=True)
    return household_id(settings().district_id, guardians)


@atomic
def split_household(school_id: str, household: str) -> None:
    """The guardians of this household do not share one, whatever a feed tells.

    Raises:
        NotFound: the school knows no such household.
    """
    row = RosterHousehold._get_collection().find_one({"_id": f"{school_id}/{household}"})
    if row is None or not row["active"]:
        raise NotFound("household")
    guardians = frozenset(row["guardian_ids"])
    ended = Household(guardians=guardians, confirmed_by=ConfirmedBy(row["confirmed_by"]))
    _decide(school_id, guardians, ended, is_shared=False)


def _decide(
    school_id: str, guardians: frozenset[str], household: Household, *, is_shared: bool
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
    publish_in(school_id, RosterHousehold, {identifier: household.state(district_id)})
    action = "household-confirmed" if is_shared else "household-split"
    audit.append(action, f"household/{identifier}")


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
