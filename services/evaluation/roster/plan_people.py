"""What changed people are in the schools: roles, contact points, guardian links, households."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.evaluation.roster import rules
from services.evaluation.roster.circle import Circle, load_circle
from services.evaluation.roster.holds import Waiting, settle_holds
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.links import Tie, languages_of, link_state
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterHousehold,
    RosterLink,
    RosterPerson,
)
from services.evaluation.roster.orgs import OrgTree, SchoolRules
from services.evaluation.roster.plan import Plan
from services.evaluation.roster.plan_households import Homes, households_of
from services.evaluation.roster.rules import Person
from services.evaluation.roster.stored import Row, record_id
from shared.events.evaluation import GuardianLinkChanged, PersonChanged
from shared.tenancy import scope

Standing = list[tuple[str, Tie, GuardianLinkChanged]]
"""School, tie and what it is there; of every tie that is not held."""


def plan_people(rows: Sequence[Row], tree: OrgTree, now: datetime) -> Plan:
    """Each person stands where a role is held, or a child with a link in force is."""
    plan, ids = Plan(), tree.ids
    changed = {row["sourced_id"]: row for row in rows}
    circle = load_circle(changed, tree, now)
    waiting, concerned = settle_holds(circle, changed.keys(), ids)
    plan.again = {record_id(ids.source, "users", one) for one in concerned - changed.keys()}
    standing = _standing(circle, waiting, tree, now)
    guardian_in: dict[str, set[str]] = {}
    ties: dict[str, list[Tie]] = {}
    for school_id, tie, state in standing:
        ties.setdefault(tie.guardian.sourced_id, []).append(tie)
        if state.active:
            guardian_in.setdefault(tie.guardian.sourced_id, set()).add(school_id)
        if tie.student.sourced_id in changed:
            plan.want(RosterLink, school_id, state)
    for sourced_id, row in changed.items():
        person = circle.people[sourced_id]
        languages = languages_of(person, ties.get(sourced_id, ()))
        schools = guardian_in.get(sourced_id, ())
        states = rules.states_of_person(person, schools, languages, ids)
        _plan_person(plan, row, person, states, ids)
    _plan_earlier_links(plan, rows, ids)
    for school_id, household in households_of(_homes(changed, circle, standing, ids), ids):
        plan.want(RosterHousehold, school_id, household)
    return plan


def _standing(circle: Circle, waiting: Waiting, tree: OrgTree, now: datetime) -> Standing:
    found: Standing = []
    by_school: dict[str, SchoolRules] = {}
    for tie in circle.ties:
        if (tie.student.sourced_id, tie.guardian.sourced_id) in waiting:
            continue
        for school_id in tie.student.student_of:
            if school_id not in by_school:
                by_school[school_id] = tree.school_rules(school_id, now)
            found.append((school_id, tie, link_state(tie, by_school[school_id], tree.ids)))
    return found


def _plan_person(
    plan: Plan,
    row: Row,
    person: Person,
    states: Mapping[str, PersonChanged],
    ids: Ids,
) -> None:
    person_id = ids.person(person.sourced_id)
    points = rules.contact_points_of(person, ids)
    for school_id, state in states.items():
        plan.want(RosterPerson, school_id, state)
        if rules.has_contact_points(state):
            plan.want(RosterContactPoints, school_id, points)
    plan.schools[row["_id"]] = set(states)
    plan.people[person_id] = row["_id"]
    plan.had(RosterPerson, row["published_in"], person_id)
    plan.had(RosterContactPoints, row["published_in"], person_id)


def _plan_earlier_links(plan: Plan, rows: Sequence[Row], ids: Ids) -> None:
    """Links published earlier of these students, so that those no longer told end."""
    schools = {school_id for row in rows for school_id in row["published_in"]}
    if not schools:
        return
    students = [ids.person(row["sourced_id"]) for row in rows]
    with scope(read=schools):
        found = RosterLink._get_collection().find(
            {"student_id": {"$in": students}, "active": True}, {"link_id": 1, "school_id": 1}
        )
        for link in found:
            plan.had(RosterLink, [link["school_id"]], link["link_id"])


def _homes(changed: Mapping[str, Row], circle: Circle, standing: Standing, ids: Ids) -> Homes:
    """School and changed student to the guardians who stand for the child there, and their homes.

    A student whom nobody stands for, or who has left, is there too: households end by that.
    """
    homes: Homes = {
        (school_id, ids.person(sourced_id)): {}
        for sourced_id, row in changed.items()
        for school_id in {*row["published_in"], *circle.people[sourced_id].student_of}
    }
    for school_id, tie, state in standing:
        if tie.student.sourced_id in changed and state.data_access:
            home = str(tie.told.get("livesWith", ""))
            homes[school_id, state.student_id][state.guardian_id] = home
    return homes
