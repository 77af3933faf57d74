"""Publishing the roster: what became of changed records, recorded in each school it concerns.

Each call is one transaction: the published rows, their events and the cleared marks go together, so
a killed import goes on with what is still marked, and repeats nothing. Nothing is recorded when
nothing changed. Source: events.md §3 (state topics); the published version is kept per record and
school.
"""

import dataclasses
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from services.evaluation.roster import rules
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    Published,
    RosterClass,
    RosterContactPoints,
    RosterEnrollment,
    RosterLink,
    RosterOrg,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.roster.orgs import OrgTree
from services.evaluation.roster.rules import Person
from services.evaluation.roster.stored import (
    Row,
    active_pairs,
    changed_records,
    fields_of,
    load_org_tree,
    load_people,
)
from shared import events, outbox
from shared.store import atomic
from shared.tenancy import scope

State = Any
"""An event of the roster: the whole state of one record in one school."""

# What is left of a record in a school it no longer belongs to.
_ENDED: dict[type[Published], dict[str, Any]] = {
    RosterOrg: {"active": False},
    RosterClass: {"active": False},
    RosterPerson: {"active": False, "roles": ()},
    RosterEnrollment: {"active": False},
    RosterLink: {"active": False, "may_be_invited": False, "data_access": False},
    RosterContactPoints: {"emails": (), "phones": ()},
}


@dataclass
class _Plan:
    """What is to stand where. ``wanted``: by document, school and record; ``schools`` by record."""

    wanted: dict[tuple[type[Published], str, str], State] = field(default_factory=dict)
    earlier: set[tuple[type[Published], str, str]] = field(default_factory=set)
    schools: dict[str, set[str]] = field(default_factory=dict)

    def want(self, document: type[Published], school_id: str, state: State) -> None:
        """The record is to be so in this school."""
        subject = events.event_type(type(state)).subject_id(state, school_id)
        self.wanted[document, school_id, subject] = state

    def had(self, document: type[Published], schools: Iterable[str], record_id: str) -> None:
        """The record was published in these schools; where it is not wanted any more it ends."""
        self.earlier |= {(document, school_id, record_id) for school_id in schools}


@atomic
def publish_changed(ids: Ids, languages: Sequence[str], now: datetime, limit: int) -> int:
    """Publish up to ``limit`` changed records of the source; returns how many: 0 when done."""
    tree = load_org_tree(ids, languages)
    for kind, plan_for in _PLANS.items():
        rows = changed_records(ids.source, kind, limit)
        if rows:
            plan = plan_for(rows, tree, now)
            _publish(plan, ids.district_id)
            _clear_marks(rows, plan)
            return len(rows)
    return 0


def _plan_orgs(rows: Sequence[Row], tree: OrgTree, _: datetime) -> _Plan:
    plan = _Plan()
    for row in rows:
        sourced_id = row["sourced_id"]
        school_id = tree.tenant_of(sourced_id)
        plan.want(RosterOrg, school_id, tree.state_of(sourced_id))
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterOrg, row["published_in"], tree.id_of(sourced_id))
    return plan


def _plan_classes(rows: Sequence[Row], tree: OrgTree, _: datetime) -> _Plan:
    plan = _Plan()
    for row in rows:
        state = rules.class_state(
            row["sourced_id"], row["fields"], is_active=row["is_active"], ids=tree.ids
        )
        school_id = tree.tenant_of(row["fields"]["schoolSourcedId"])
        plan.want(RosterClass, school_id, state)
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterClass, row["published_in"], state.class_id)
    return plan


def _plan_enrollments(rows: Sequence[Row], tree: OrgTree, _: datetime) -> _Plan:
    plan = _Plan()
    source = tree.ids.source
    classes = fields_of(source, "classes", {row["fields"]["classSourcedId"] for row in rows})
    users = fields_of(source, "users", {row["fields"]["userSourcedId"] for row in rows})
    for row in rows:
        fields = row["fields"]
        of_class = classes.get(fields["classSourcedId"])
        user = users.get(fields["userSourcedId"])
        if of_class is None or user is None:
            continue
        is_active = row["is_active"] and of_class["is_active"] and user["is_active"]
        state = rules.enrollment_state(row["sourced_id"], fields, is_active=is_active, ids=tree.ids)
        if state is None:
            continue
        school_id = tree.tenant_of(of_class["fields"]["schoolSourcedId"])
        plan.want(RosterEnrollment, school_id, state)
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterEnrollment, row["published_in"], state.enrollment_id)
    return plan


def _plan_people(rows: Sequence[Row], tree: OrgTree, now: datetime) -> _Plan:
    plan, ids = _Plan(), tree.ids
    changed = {row["sourced_id"]: row for row in rows}
    pairs = sorted(active_pairs(ids.source, changed.keys()))
    related = {one for pair in pairs for one in pair} - changed.keys()
    users = changed | fields_of(ids.source, "users", related)
    people = load_people(ids.source, users, tree, now)
    ends = _ends(pairs, people)
    children: dict[str, list[Person]] = {}
    for student, guardian in ends:
        children.setdefault(guardian.sourced_id, []).append(student)
    for sourced_id, row in changed.items():
        person = people[sourced_id]
        states = rules.states_of_person(person, children.get(sourced_id, ()), ids)
        _plan_person(plan, row, person, states, ids)
    for student, guardian in ends:
        for school_id in student.student_of if student.sourced_id in changed else ():
            plan.want(RosterLink, school_id, rules.link_state(student, guardian, ids))
    _plan_earlier_links(plan, rows, ids)
    return plan


def _ends(
    pairs: Iterable[tuple[str, str]], people: Mapping[str, Person]
) -> list[tuple[Person, Person]]:
    """Student and guardian of every pair that is one; told twice, from either end, is told once."""
    found = {}
    for declarer, agent in pairs:
        if declarer in people and agent in people:
            ends = rules.student_and_guardian(people[declarer], people[agent])
            if ends is not None:
                found[ends[0].sourced_id, ends[1].sourced_id] = ends
    return list(found.values())


def _plan_person(
    plan: _Plan, row: Row, person: Person, states: Mapping[str, State], ids: Ids
) -> None:
    person_id = ids.person(person.sourced_id)
    for school_id, state in states.items():
        plan.want(RosterPerson, school_id, state)
        if rules.has_contact_points(state):
            plan.want(RosterContactPoints, school_id, rules.contact_points_of(person, ids))
    plan.schools[row["_id"]] = set(states)
    plan.had(RosterPerson, row["published_in"], person_id)
    plan.had(RosterContactPoints, row["published_in"], person_id)


def _plan_earlier_links(plan: _Plan, rows: Sequence[Row], ids: Ids) -> None:
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


def _publish(plan: _Plan, district_id: str) -> None:
    places = plan.wanted.keys() | plan.earlier
    by_school: dict[tuple[str, type[Published]], list[str]] = {}
    for document, school_id, record_id in places:
        by_school.setdefault((school_id, document), []).append(record_id)
    for (school_id, document), record_ids in sorted(
        by_school.items(), key=lambda item: (item[0][0], item[0][1].__name__)
    ):
        with scope(read=[district_id, school_id], write=school_id):
            _publish_in(school_id, document, sorted(record_ids), plan.wanted)


def _publish_in(
    school_id: str,
    document: type[Published],
    record_ids: Collection[str],
    wanted: Mapping[tuple[type[Published], str, str], State],
) -> None:
    collection = document._get_collection()
    identifiers = [f"{school_id}/{record_id}" for record_id in record_ids]
    known = {row["_id"]: row for row in collection.find({"_id": {"$in": identifiers}})}
    rows = []
    for identifier, record_id in zip(identifiers, record_ids, strict=True):
        earlier = known.get(identifier)
        state = wanted.get((document, school_id, record_id))
        if state is None and earlier is not None:
            state = _ended(document, earlier)
        row = None if state is None else _next_row(identifier, school_id, state, earlier)
        if row is not None:
            rows.append(row)
            outbox.record_state(
                state, school_id=school_id, subject_id=record_id, version=row["version"]
            )
    fresh = [row for row in rows if row["_id"] not in known]
    if fresh:
        collection.insert_many(fresh, ordered=False)
    collection.replace_newer([row for row in rows if row["_id"] in known])


def _next_row(identifier: str, school_id: str, state: State, earlier: Row | None) -> Row | None:
    """The row to store; None when this is what was published last."""
    data = events.dump(state)
    content = json.dumps(data, sort_keys=True, ensure_ascii=False)
    digest = blake2b(content.encode(), digest_size=16).hexdigest()
    if earlier is not None and earlier["digest"] == digest:
        return None
    return {
        "_id": identifier,
        "school_id": school_id,
        "version": 1 if earlier is None else earlier["version"] + 1,
        "digest": digest,
        **{name: _kept(getattr(state, name), value) for name, value in data.items()},
    }


def _ended(document: type[Published], earlier: Row) -> State:
    names = [one.name for one in dataclasses.fields(document.event)]
    data = {
        name: value.date().isoformat() if isinstance(value, datetime) else value
        for name in names
        if (value := earlier.get(name)) is not None
    }
    last = events.load(events.event_type(document.event).type, data)
    return dataclasses.replace(last, **_ENDED[document])


def _kept(value: Any, data: Any) -> Any:
    """MongoDB has no dates without a time; mongoengine keeps them as midnight."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return data


def _clear_marks(rows: Sequence[Row], plan: _Plan) -> None:
    """Note where each record stands now; most of a batch stand in the same few schools."""
    by_schools: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        stands_in = plan.schools.get(row["_id"], set()) | set(row["published_in"])
        by_schools.setdefault(tuple(sorted(stands_in)), []).append(row["_id"])
    for schools, identifiers in by_schools.items():
        SourceRecord._get_collection().update_many(
            {"_id": {"$in": identifiers}},
            {"$set": {"is_changed": False, "published_in": list(schools)}},
        )


_PLANS = {
    "orgs": _plan_orgs,
    "classes": _plan_classes,
    "users": _plan_people,
    "enrollments": _plan_enrollments,
}
