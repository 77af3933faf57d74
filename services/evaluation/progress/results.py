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


_Whose = tuple[str, str, str]
"""A school, an assignment and a student."""


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What the results of a batch are read with; ``scales`` by result or line item.

    ``holds`` are on whole assignments, ``own_holds`` on results of the same work and student.
    """

    schools: Schools
    own_scales: Mapping[str, Mapping[str, str]]
    item_scales: Mapping[str, Mapping[str, str]]
    holds: Mapping[Place, Row]
    own_holds: Mapping[_Whose, Row]


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
        own_holds=_own_holds(rows, items, schools),
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
            _hold(change, around)
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
        "student_id": _student_of(row, around.schools),
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
    # Somebody else's, or of other work: what was held and told of it was another result.
    same = earlier if earlier is not None and not _is_another(told, earlier) else None
    row = {
        **told,
        "scored_on": midnight(told["scored_on"]),
        "is_posted": facts.outcome_of(told).is_posted,
        "hold": same["hold"] if same else None,
        "told": same["told"] if same else None,
        "digest": digest,
    }
    return Change(place=place, row=row, earlier=earlier)


def _is_another(told: Row, earlier: Row) -> bool:
    return any(told[name] != earlier[name] for name in ("assignment_id", "student_id"))


def _hold(change: Change, around: _Around) -> None:
    """A result that comes is held as well as its work is, or the same under another id."""
    row, school_id = change.row, change.place[0]
    is_new = change.earlier is None or _is_another(row, change.earlier)
    whole = around.holds.get((school_id, row["assignment_id"]))
    if is_new:
        row["hold"] = around.own_holds.get((school_id, row["assignment_id"], row["student_id"]))
    if whole is not None and row["hold"] is None:
        row["hold"] = {**whole, "of": "assignment"}


def _tell(changes: Sequence[Change], items: Mapping[str, Item]) -> None:
    whose = {(one.place[0], one.row["student_id"]) for one in changes}
    whose |= {(one.place[0], one.earlier["student_id"]) for one in changes if one.earlier}
    on_roll = students_on_roll(whose)
    for change in changes:
        row, earlier = change.row, change.earlier
        if (
            earlier is not None
            and _is_another(row, earlier)
            and (change.place[0], earlier["student_id"]) in on_roll
        ):
            change.facts = facts.withdraw_result(earlier)
        if (change.place[0], row["student_id"]) in on_roll:
            item = items.get(row["assignment_id"])
            maximum = number_of(item.fields, "resultValueMax") if item else None
            told = facts.tell_result(row, row["scored_on"].date(), maximum)
            change.facts = [*change.facts, *told]


def _holds(items: Iterable[Item]) -> dict[Place, Row]:
    """The holds on whole assignments."""
    places = {(one.school_id, one.assignment_id) for one in items}
    with scope(read={school_id for school_id, _ in places}):
        rows = Assignment._get_collection().find(
            {"_id": {"$in": [identifier(one) for one in places]}, "hold": {"$ne": None}},
            {"school_id": 1, "assignment_id": 1, "hold": 1},
        )
        return {(row["school_id"], row["assignment_id"]): row["hold"] for row in rows}


def _own_holds(
    rows: Iterable[Row], items: Mapping[str, Item], schools: Schools
) -> dict[_Whose, Row]:
    """The holds on results of the same work and student, whatever their ids."""
    wanted = {
        (item.school_id, item.assignment_id, _student_of(row, schools))
        for row in rows
        if (item := items.get(text_of(row["fields"], "lineItemSourcedId"))) is not None
    }
    if not wanted:
        return {}
    with scope(read={school_id for school_id, _, _ in wanted}):
        found = Result._get_collection().find(
            {
                "assignment_id": {"$in": sorted({one for _, one, _ in wanted})},
                "student_id": {"$in": sorted({one for _, _, one in wanted})},
                "hold": {"$type": "object"},
            },
            {"school_id": 1, "assignment_id": 1, "student_id": 1, "hold": 1},
        )
        return {
            (row["school_id"], row["assignment_id"], row["student_id"]): row["hold"]
            for row in found
        }


def _student_of(row: Row, schools: Schools) -> str:
    return schools.ids.person(text_of(row["fields"], "studentSourcedId"))
