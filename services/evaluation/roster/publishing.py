"""Publishing the roster: what became of changed records, recorded in each school it concerns.

Each call is one transaction: the published rows, their events and the cleared marks go together, so
a killed import goes on with what is still marked, and repeats nothing. Nothing is recorded when
nothing changed. Source: events.md §3 (state topics); the published version is kept per record and
school.
"""

import dataclasses
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from services.evaluation.roster.forgetting import forget_records
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.marking import clear_marks
from services.evaluation.roster.models import (
    Published,
    RosterClass,
    RosterContactPoints,
    RosterEnrollment,
    RosterHousehold,
    RosterLink,
    RosterOrg,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.roster.orgs import OrgTree
from services.evaluation.roster.plan import Place, Plan, State
from services.evaluation.roster.plan_people import plan_people
from services.evaluation.roster.plan_places import plan_classes, plan_enrollments, plan_orgs
from services.evaluation.roster.quotas import keep_within_limits
from services.evaluation.roster.stored import Row, changed_records, load_org_tree
from shared import events, outbox
from shared.store import atomic
from shared.tenancy import scope, scope_of

# One encoder for all: making one takes longer than a state.
_as_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
# What is left of a record in a school it no longer belongs to.
_ENDED: dict[type[Published], dict[str, Any]] = {
    RosterOrg: {"active": False},
    RosterClass: {"active": False},
    RosterPerson: {"active": False, "roles": ()},
    RosterEnrollment: {"active": False},
    RosterLink: {"active": False, "may_be_invited": False, "data_access": False},
    RosterHousehold: {"active": False, "student_ids": ()},
    RosterContactPoints: {"emails": (), "phones": ()},
}
_PLANS: dict[str, Callable[[Sequence[Row], OrgTree, datetime], Plan]] = {
    "orgs": plan_orgs,
    "classes": plan_classes,
    "users": plan_people,
    "enrollments": plan_enrollments,
}


@atomic
def publish_changed(ids: Ids, languages: Sequence[str], now: datetime, limit: int) -> int:
    """Publish up to ``limit`` changed records of the source; returns how many: 0 when done."""
    tree = load_org_tree(ids, languages)
    for kind, plan_for in _PLANS.items():
        rows = changed_records(ids.source, kind, limit)
        if rows:
            plan = plan_for(rows, tree, now)
            keep_within_limits(plan)
            _publish(plan)
            clear_marks(rows, plan.schools)
            _note_waiting(plan)
            if kind != "orgs":  # an org stays known as the removed school's
                forget_records([row for row in rows if row["_id"] in plan.gone])
            return len(rows)
    return 0


def publish_in(school_id: str, document: type[Published], states: Mapping[str, State]) -> None:
    """Record these states, by record, where they differ from what the school was told last."""
    plan = Plan(wanted={(document, school_id, one): state for one, state in states.items()})
    _publish(plan)


def _publish(plan: Plan) -> None:
    by_document: dict[type[Published], list[Place]] = {}
    for place in plan.wanted.keys() | plan.earlier:
        by_document.setdefault(place[0], []).append(place)
    for document, places in sorted(by_document.items(), key=lambda item: item[0].__name__):
        places.sort(key=lambda place: place[1:])
        _publish_all(document, places, plan.wanted)


def _publish_all(
    document: type[Published], places: Sequence[Place], wanted: Mapping[Place, State]
) -> None:
    """One read for all schools; the writes go school by school, as every school's rows do."""
    with scope(read=frozenset(school_id for _, school_id, _ in places)):
        found = document._get_collection().find(
            {"_id": {"$in": [f"{school_id}/{one}" for _, school_id, one in places]}}
        )
        known = {row["_id"]: row for row in found}
    rows: dict[str, list[Row]] = {}
    for place in places:
        row = _recorded(place, wanted.get(place), known.get(f"{place[1]}/{place[2]}"))
        if row is not None:
            rows.setdefault(place[1], []).append(row)
    for school_id, of_school in rows.items():
        with scope_of(school_id):
            _store(document, of_school, known)


def _recorded(place: Place, state: State | None, earlier: Row | None) -> Row | None:
    """The row to store, its event recorded; None when nothing changed."""
    document, school_id, record_id = place
    if state is None and earlier is not None:
        state = dataclasses.replace(state_of(document, earlier), **_ENDED[document])
    if state is None:
        return None
    data = events.dump(state)
    row = _next_row(f"{school_id}/{record_id}", school_id, state, data, earlier)
    if row is not None:
        outbox.record_state(
            state, school_id=school_id, subject_id=record_id, version=row["version"], data=data
        )
    return row


def _store(document: type[Published], rows: Sequence[Row], known: Collection[str]) -> None:
    collection = document._get_collection()
    fresh = [row for row in rows if row["_id"] not in known]
    if fresh:
        collection.insert_many(fresh, ordered=False)
    collection.replace_newer([row for row in rows if row["_id"] in known])


def _next_row(
    identifier: str, school_id: str, state: State, data: Mapping[str, Any], earlier: Row | None
) -> Row | None:
    """The row to store; None when this is what was published last."""
    digest = blake2b(_as_text(data).encode(), digest_size=16).hexdigest()
    if earlier is not None and earlier["digest"] == digest:
        return None
    return {
        "_id": identifier,
        "school_id": school_id,
        "version": 1 if earlier is None else earlier["version"] + 1,
        "digest": digest,
        **{name: _kept(getattr(state, name), value) for name, value in data.items()},
    }


def state_of(document: type[Published], row: Row) -> State:
    """What the school was told last of the record."""
    names = [one.name for one in dataclasses.fields(document.event)]
    data = {
        name: value.date().isoformat() if isinstance(value, datetime) else value
        for name in names
        if (value := row.get(name)) is not None
    }
    return events.load(events.event_type(document.event).type, data)


def _kept(value: Any, data: Any) -> Any:
    """MongoDB has no dates without a time; mongoengine keeps them as midnight."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return data


def _note_waiting(plan: Plan) -> None:
    """Keep who waits for a full school, and mark who has to be looked at again."""
    for identifier, schools in plan.waits_for.items():
        SourceRecord._get_collection().update_one(
            {"_id": identifier}, {"$addToSet": {"waits_for": {"$each": sorted(schools)}}}
        )
    if plan.again:
        SourceRecord._get_collection().update_many(
            {"_id": {"$in": sorted(plan.again)}, "is_changed": False},
            {"$set": {"is_changed": True}},
        )
