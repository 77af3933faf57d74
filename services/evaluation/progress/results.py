"""Publishing results: a batch of them, kept and told. ``rules`` decides what homes are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.evaluation.progress import facts, rules
from services.evaluation.progress.items import Item, items_of, result_id
from services.evaluation.progress.kept import (
    Batch,
    Change,
    Place,
    digest_of,
    earlier_rows,
    ended,
    identifier,
    midnight,
    places_before,
)
from services.evaluation.progress.lookups import (
    Schools,
    day_of,
    number_of,
    scales_of,
    students_on_roll,
    text_of,
    truth_of,
)
from services.evaluation.progress.models import Assignment, Result
from services.evaluation.roster.stored import Row, fields_of
from shared.tenancy import scope

_FLAGS = {
    "in_progress": "inProgress",
    "incomplete": "incomplete",
    "late": "late",
    "missing": "missing",
}


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What the results of a batch are read with; ``scales`` by result or line item."""

    schools: Schools
    own_scales: Mapping[str, Mapping[str, str]]
    item_scales: Mapping[str, Mapping[str, str]]
    holds: Mapping[Place, Row]


def plan_results(rows: Sequence[Row], schools: Schools) -> Batch:
    """What becomes of these results."""
    source = schools.ids.source
    names = {text_of(row["fields"], "lineItemSourcedId") for row in rows}
    items = items_of(fields_of(source, "lineItems", names).values(), schools)
    around = _Around(
        schools=schools,
        own_scales=scales_of(
            source, "resultScoreScales", "resultSourcedId", [row["sourced_id"] for row in rows]
        ),
        item_scales=scales_of(source, "lineItemScoreScales", "lineItemSourcedId", names),
        holds=_holds(items.values()),
    )
    return _plan(rows, items, around)


def _plan(rows: Sequence[Row], items: Mapping[str, Item], around: _Around) -> Batch:
    record_ids = [result_id(row["sourced_id"], around.schools) for row in rows]
    known = [
        (row, items[name], record_id)
        for row, record_id in zip(rows, record_ids, strict=True)
        if (name := text_of(row["fields"], "lineItemSourcedId")) in items
    ]
    places = {(item.school_id, record_id) for _, item, record_id in known}
    earlier = earlier_rows(Result, places | places_before(rows, record_ids))
    batch = Batch()
    for row, item, record_id in known:
        batch.stands_in(row["_id"], item.school_id)
        place = (item.school_id, record_id)
        change = _change(place, _told(row, item, record_id, around), earlier.pop(place, None))
        if change is not None:
            _hold(change.row, around.holds.get((item.school_id, item.assignment_id)))
            batch.changes.append(change)
    batch.changes += [ended(place, row) for place, row in earlier.items() if row["active"]]
    _tell(batch.changes, {item.assignment_id: item for item in items.values()})
    return batch


def _told(row: Row, item: Item, record_id: str, around: _Around) -> dict[str, Any]:
    fields = row["fields"]
    score = number_of(fields, "score")
    scale = around.own_scales.get(row["sourced_id"])
    scale = scale or around.item_scales.get(item.row["sourced_id"], {})
    return {
        "result_id": record_id,
        "assignment_id": item.assignment_id,
        "class_id": item.class_id,
        "student_id": around.schools.ids.person(text_of(fields, "studentSourcedId")),
        "status": text_of(fields, "scoreStatus"),
        "score": score,
        "text_score": text_of(fields, "textScore"),
        "scale": rules.label_of(score, scale),
        "scored_on": day_of(fields, "scoreDate"),
        "comment": text_of(fields, "comment"),
        **{name: truth_of(fields, told) is True for name, told in _FLAGS.items()},
        "active": row["is_active"],
    }


def _change(place: Place, told: dict[str, Any], earlier: Row | None) -> Change | None:
    digest = digest_of(told)
    if earlier is not None and earlier["digest"] == digest:
        return None
    row = {
        **told,
        "scored_on": midnight(told["scored_on"]),
        "is_posted": facts.outcome_of(told).is_posted,
        "hold": earlier["hold"] if earlier else None,
        "told": earlier["told"] if earlier else None,
        "digest": digest,
    }
    return Change(place=place, row=row, earlier=earlier)


def _hold(row: Row, hold: Row | None) -> None:
    """A result of work that is held as a whole is held as well, when it comes."""
    if hold is not None and row["hold"] is None:
        row["hold"] = {**hold, "of": "assignment"}


def _tell(changes: Sequence[Change], items: Mapping[str, Item]) -> None:
    on_roll = students_on_roll({(one.place[0], one.row["student_id"]) for one in changes})
    for change in changes:
        row = change.row
        if (change.place[0], row["student_id"]) in on_roll:
            item = items.get(row["assignment_id"])
            maximum = number_of(item.fields, "resultValueMax") if item else None
            change.facts = facts.tell_result(row, row["scored_on"].date(), maximum)


def _holds(items: Iterable[Item]) -> dict[Place, Row]:
    """The holds on whole assignments."""
    places = {(one.school_id, one.assignment_id) for one in items}
    with scope(read={school_id for school_id, _ in places}):
        rows = Assignment._get_collection().find(
            {"_id": {"$in": [identifier(one) for one in places]}, "hold": {"$ne": None}},
            {"school_id": 1, "assignment_id": 1, "hold": 1},
        )
        return {(row["school_id"], row["assignment_id"]): row["hold"] for row in rows}
