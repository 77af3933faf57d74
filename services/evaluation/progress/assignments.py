"""Publishing assignments: a batch of line items, kept and announced."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.evaluation.progress.items import Item, assignment_id, items_of
from services.evaluation.progress.kept import (
    Batch,
    Change,
    Place,
    digest_of,
    earlier_rows,
    ended,
    midnight,
    places_before,
)
from services.evaluation.progress.lookups import Fields, Schools, day_of, number_of, text_of
from services.evaluation.progress.models import Assignment
from services.evaluation.roster.marking import mark_where
from services.evaluation.roster.stored import Row, fields_of
from shared.events.progress import AssignmentAnnounced, AssignmentDueChanged
from shared.events.texts import written


def plan_assignments(rows: Sequence[Row], schools: Schools) -> Batch:
    """What becomes of these line items."""
    items = items_of(rows, schools)
    titles = _titles(schools.ids.source, (one.fields for one in items.values()))
    places = {(one.school_id, one.assignment_id) for one in items.values()}
    places |= places_before(rows, [assignment_id(row["sourced_id"], schools) for row in rows])
    earlier = earlier_rows(Assignment, places)
    _mark_results_of_moved(items.values(), earlier.values(), schools)
    batch = Batch()
    for item in items.values():
        place = (item.school_id, item.assignment_id)
        batch.stands_in(item.row["_id"], item.school_id)
        change = _change(place, item, earlier.pop(place, None), titles, schools)
        if change is not None:
            batch.changes.append(change)
    batch.changes += [ended(place, row) for place, row in earlier.items() if row["active"]]
    return batch


def announcement_of(told: Fields) -> AssignmentAnnounced:
    """The fact that a class was given this work; its dates are dates."""
    return AssignmentAnnounced(
        assignment_id=told["assignment_id"],
        class_id=told["class_id"],
        title=written(told["language"], told["title"]),
        assigned_on=told["assigned_on"],
        due_on=told["due_on"],
    )


def _titles(source: str, items: Iterable[Fields]) -> dict[str, str]:
    wanted = {text_of(fields, "categorySourcedId") for fields in items}
    return {
        one: text_of(row["fields"], "title")
        for one, row in fields_of(source, "categories", wanted).items()
        if row["is_active"]
    }


def _change(
    place: Place, item: Item, earlier: Row | None, titles: Mapping[str, str], schools: Schools
) -> Change | None:
    told = _told(item, titles, schools)
    digest = digest_of(told)
    if earlier is not None and earlier["digest"] == digest:
        return None
    was_announced = earlier is not None and earlier["is_announced"]
    is_due = told["active"] and told["assigned_on"] <= schools.today_at(item.org)
    row = {
        **told,
        "assigned_on": midnight(told["assigned_on"]),
        "due_on": midnight(told["due_on"]),
        "is_announced": bool(was_announced or is_due),
        "hold": earlier["hold"] if earlier else None,
        "digest": digest,
    }
    facts: list[Any] = []
    if is_due and not was_announced:
        facts.append(announcement_of(told))
    elif earlier is not None and was_announced and told["active"]:
        facts += _due_changed(told, earlier["due_on"].date())
    return Change(place=place, row=row, earlier=earlier, facts=facts)


def _told(item: Item, titles: Mapping[str, str], schools: Schools) -> dict[str, Any]:
    fields = item.fields
    return {
        "assignment_id": item.assignment_id,
        "class_id": item.class_id,
        "title": text_of(fields, "title"),
        "description": text_of(fields, "description"),
        "language": schools.language_of(item.org),
        "category": titles.get(text_of(fields, "categorySourcedId"), ""),
        "assigned_on": day_of(fields, "assignDate"),
        "due_on": day_of(fields, "dueDate"),
        "minimum": number_of(fields, "resultValueMin"),
        "maximum": number_of(fields, "resultValueMax"),
        "active": item.row["is_active"],
    }


def _due_changed(told: Fields, was_due_on: date) -> list[AssignmentDueChanged]:
    if was_due_on == told["due_on"]:
        return []
    changed = AssignmentDueChanged(
        assignment_id=told["assignment_id"],
        class_id=told["class_id"],
        was_due_on=was_due_on,
        due_on=told["due_on"],
    )
    return [changed]


def _mark_results_of_moved(items: Iterable[Item], earlier: Iterable[Row], schools: Schools) -> None:
    """The results of work that another class has now, perhaps in another school."""
    classes = {(row["assignment_id"], row["class_id"]) for row in earlier}
    known = {assignment for assignment, _ in classes}
    moved = [
        one.row["sourced_id"]
        for one in items
        if one.assignment_id in known and (one.assignment_id, one.class_id) not in classes
    ]
    if moved:
        mark_where(schools.ids.source, "results", {"refs": {"$in": moved}})
