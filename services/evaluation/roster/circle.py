"""Reading changed people with everybody they are related to: roles, ties, supplements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.evaluation.roster.links import MOST_GUARDIANS, OUR_FILE, Tie, merged, ties_of
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.orgs import OrgTree
from services.evaluation.roster.rules import Fields, Person, holdings_of
from services.evaluation.roster.stored import Row, fields_of

Pairs = dict[tuple[str, str], Fields | None]
"""Who named whom, with what the supplements' rows say of the two if there are any."""


@dataclass(frozen=True, kw_only=True)
class Circle:
    """``people`` by identifier, the changed ones and their relations; the ``ties`` among them.

    ``ties`` are all of each changed person, and all of each student among the others whose number
    of guardians matters. ``ignored``: student to who is named with one and no guardian by role.
    """

    people: Mapping[str, Person]
    ties: tuple[Tie, ...]
    ignored: Mapping[str, frozenset[str]]


def load_circle(users: Mapping[str, Row], tree: OrgTree, now: datetime) -> Circle:
    """The changed users, as stored, with their relations."""
    source = tree.ids.source
    pairs = _pairs_of(source, users.keys())
    others = {one for pair in pairs for one in pair} - users.keys()
    people = _people(source, {**users, **fields_of(source, "users", others)}, tree, now)
    # How many guardians a child has decides for each of them, also when only one has changed.
    children = [one for one in others if one in people and people[one].student_of]
    beyond = _pairs_of(source, children) if children else {}
    crowded = _crowded(beyond)
    if crowded:
        named = {one for pair in beyond if crowded & set(pair) for one in pair} - people.keys()
        people |= _people(source, fields_of(source, "users", named), tree, now)
    every: Pairs = {**pairs, **{pair: told for pair, told in beyond.items() if crowded & set(pair)}}
    supplements = {pair: told for pair, told in every.items() if told is not None}
    ties = ties_of(sorted(every), supplements, people)
    return Circle(people=people, ties=tuple(ties), ignored=_ignored(every, ties, people))


def _ignored(
    pairs: Pairs, ties: Collection[Tie], people: Mapping[str, Person]
) -> dict[str, frozenset[str]]:
    """Teachers, aides and other students are no guardians by being named."""
    tied = {frozenset({tie.student.sourced_id, tie.guardian.sourced_id}) for tie in ties}
    found: dict[str, frozenset[str]] = {}
    for one, other in pairs:
        if frozenset({one, other}) not in tied and one in people and other in people:
            for student, named in ((one, other), (other, one)):
                if people[student].student_of and people[named].holdings:
                    found[student] = found.get(student, frozenset()) | {named}
    return found


def _pairs_of(source: str, users: Collection[str]) -> Pairs:
    """Every relation told in which one of these users stands, whoever told it."""
    wanted = {"source": source, "refs": {"$in": list(users)}, "is_active": True}
    found: Pairs = {}
    for row in SourceRecord._get_collection().find(
        {**wanted, "kind": "agents"}, {"fields.userSourcedId": 1, "fields.agentSourcedId": 1}
    ):
        found[row["fields"]["userSourcedId"], row["fields"]["agentSourcedId"]] = None
    rows = SourceRecord._get_collection().find(
        {**wanted, "kind": "guardians"}, {"fields": 1, "sourced_id": 1}
    )
    told: dict[frozenset[str], list[Fields]] = {}
    for row in sorted(rows, key=_weight):
        told.setdefault(frozenset(_ends(row["fields"])), []).append(row["fields"])
    for of_pair in told.values():
        whole = merged(of_pair)
        found |= dict.fromkeys(map(_ends, of_pair), whole)
    return found


def _ends(told: Fields) -> tuple[str, str]:
    return str(told["studentSourcedId"]), str(told["guardianSourcedId"])


def _weight(row: Row) -> tuple[bool, str]:
    """Rows of our own file come last, so that they have the last word on their pair."""
    _, _, file = row["sourced_id"].split("|", 1)[1].partition("|")
    return file in {"", OUR_FILE}, row["sourced_id"]


def _crowded(pairs: Pairs) -> set[str]:
    """Who is named together with more people than a child may have guardians unseen."""
    named: dict[str, set[str]] = {}
    for one, other in pairs:
        named.setdefault(one, set()).add(other)
        named.setdefault(other, set()).add(one)
    return {one for one, others in named.items() if len(others) > MOST_GUARDIANS}


def _people(
    source: str, users: Mapping[str, Row], tree: OrgTree, now: datetime
) -> dict[str, Person]:
    """The users with their roles in force and our supplement."""
    if not users:
        return {}
    roles: dict[str, list[Fields]] = {}
    for row in SourceRecord._get_collection().find(
        {"source": source, "kind": "roles", "refs": {"$in": list(users)}, "is_active": True},
        {"fields": 1},
    ):
        roles.setdefault(row["fields"]["userSourcedId"], []).append(row["fields"])
    supplements = {
        one: row["fields"]
        for one, row in fields_of(source, "people", users).items()
        if row["is_active"]
    }
    return {
        sourced_id: Person(
            sourced_id=sourced_id,
            fields=row["fields"],
            is_active=row["is_active"],
            holdings=holdings_of(roles.get(sourced_id, ()), tree, now),
            supplement=supplements.get(sourced_id, {}),
        )
        for sourced_id, row in users.items()
    }
