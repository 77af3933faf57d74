"""What is not published although a feed tells it: removed schools, and people beyond a quota.

Nobody who is there is turned away; who comes later waits, is counted, and comes in when the quota
is raised.
"""

from collections.abc import Collection

from services.evaluation.roster.marking import mark_these
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterLink,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.roster.plan import Place, Plan
from services.evaluation.roster.stored import related_users
from services.evaluation.schools.queries import count_people, people_quotas, removed_among
from shared.tenancy import scope


def keep_within_limits(plan: Plan) -> None:
    """Take out of the plan what no school may be told; note in it who waits for a quota."""
    schools = {school_id for _, school_id, _ in (*plan.wanted, *plan.earlier)}
    removed = removed_among(schools)
    _drop(plan, [place for place in (*plan.wanted, *plan.earlier) if place[1] in removed])
    for record, standing in plan.schools.items():
        if standing and standing <= removed:
            plan.gone.add(record)
        standing -= removed
    for school_id, quota in people_quotas(schools - removed).items():
        _keep_within(plan, school_id, quota)


def let_in(school_id: str, district_id: str) -> int:
    """Have those published who waited for this school's quota; returns how many they are.

    Those related to them are published with them: a link stands with the student, who may be there
    already. Idempotent: who is still too many waits again.
    """
    with scope(read=[district_id], write=district_id):
        collection = SourceRecord._get_collection()
        waiting: dict[str, list[str]] = {}
        for row in collection.find({"waits_for": school_id}, {"source": 1, "sourced_id": 1}):
            waiting.setdefault(row["source"], []).append(row["sourced_id"])
        for source, users in waiting.items():
            mark_these(source, "users", related_users(source, users))
        found = collection.update_many(
            {"waits_for": school_id},
            {"$set": {"is_changed": True}, "$pull": {"waits_for": school_id}},
        )
    return int(found.modified_count)


def count_waiting(school_id: str, district_id: str) -> int:
    """How many people wait for the school's quota."""
    with scope(read=[district_id]):
        return int(SourceRecord._get_collection().count_documents({"waits_for": school_id}))


def _keep_within(plan: Plan, school_id: str, quota: int) -> None:
    wanted = {
        record_id
        for document, school, record_id in plan.wanted
        if document is RosterPerson and school == school_id
    }
    with scope(read=[school_id]):
        there = RosterPerson.objects(person_id__in=sorted(wanted), active=True)
        known = set(there.scalar("person_id"))
    fresh = sorted(wanted - known)
    room = max(quota - count_people(school_id), 0)
    _turn_away(plan, school_id, frozenset(fresh[room:]))


def _turn_away(plan: Plan, school_id: str, people: frozenset[str]) -> None:
    about = [
        place
        for place, state in plan.wanted.items()
        if place[1] == school_id and _is_about(place, state, people)
    ]
    _drop(plan, about)
    for person_id in people:
        record = plan.people[person_id]
        plan.schools[record].discard(school_id)
        plan.waits_for.setdefault(record, set()).add(school_id)


def _is_about(place: Place, state: object, people: Collection[str]) -> bool:
    document, _, record_id = place
    if document in (RosterPerson, RosterContactPoints):
        return record_id in people
    if document is not RosterLink:
        return False
    return bool({getattr(state, "student_id", ""), getattr(state, "guardian_id", "")} & set(people))


def _drop(plan: Plan, places: Collection[Place]) -> None:
    for place in places:
        plan.wanted.pop(place, None)
        plan.earlier.discard(place)
