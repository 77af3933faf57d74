"""Publishing attendance: a batch of marks, each weighed against the others of the same key.

The key is school, student, day, daily or section, class and whether it is about leaving early: a
later mark for the same key corrects the earlier one. Nothing is ever inferred from a mark that is
missing. Source: design lms.md §4.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.evaluation.progress import facts, rules
from services.evaluation.progress.kept import (
    Batch,
    Change,
    Place,
    digest_of,
    earlier_rows,
    ended,
    midnight,
)
from services.evaluation.progress.lookups import (
    Fields,
    Schools,
    codes_of,
    number_of,
    students_by_name,
    students_on_roll,
    text_of,
    truth_of,
)
from services.evaluation.progress.models import Attendance, CalendarDay
from services.evaluation.progress.rules import NO_CODE, Code
from services.evaluation.roster.stored import Row, records_referring_to
from shared.events.progress import AttendanceCategory, AttendanceKind
from shared.ids import derived_id
from shared.tenancy import scope


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """A record whose school and student are known."""

    row: Row
    place: Place
    student_id: str
    class_id: str | None
    on: date
    kind: AttendanceKind

    @property
    def fields(self) -> Fields:
        """What was told."""
        return self.row["fields"]  # type: ignore[no-any-return]

    @property
    def category(self) -> AttendanceCategory:
        """What the row itself says."""
        return AttendanceCategory(text_of(self.fields, "category"))


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What the marks of a batch are read with; ``closed`` are the days without school.

    ``on_roll``: school and student, where the school knows the student.
    """

    schools: Schools
    codes: Mapping[str, Code]
    closed: frozenset[Place]
    on_roll: Collection[tuple[str, str]]


def plan_attendance(rows: Sequence[Row], schools: Schools) -> Batch:
    """What becomes of these marks, and what homes are told of them."""
    source = schools.ids.source
    marks = _marks(rows, schools)
    earlier = earlier_rows(Attendance, {one.place for one in marks})
    earlier |= _told_earlier_by(rows)
    keys = {key for row in rows for key in row["refs"]}
    keys |= {key for row in earlier.values() for key in row["keys"]}
    rivals = _marks(records_referring_to(source, "attendance", sorted(keys)), schools)
    best = _best(rivals)
    around = _around([*marks, *rivals], earlier.values(), schools)
    batch = Batch()
    for mark in marks:
        batch.stands_in(mark.row["_id"], mark.place[0])
    for place in sorted({one.place for one in marks} | earlier.keys()):
        change = _change(place, best.get(place), earlier.get(place), around)
        if change is not None:
            batch.changes.append(change)
    return batch


def _marks(rows: Iterable[Row], schools: Schools) -> list[_Mark]:
    rows = list(rows)
    names = {name for row in rows for name in _student_names(row["fields"])}
    students = students_by_name(schools.ids.source, names)
    found = []
    for row in rows:
        org = schools.resolve(text_of(row["fields"], "schoolSourcedId"))
        named = (students.get(name) for name in _student_names(row["fields"]))
        student = next((one for one in named if one is not None), None)
        if org is not None and student is not None:
            found.append(_mark(row, org, student, schools))
    return found


def _student_names(fields: Fields) -> list[str]:
    names = (text_of(fields, "userSourcedId"), text_of(fields, "studentIdentifier"))
    return [name for name in names if name]


def _mark(row: Row, org: str, student: str, schools: Schools) -> _Mark:
    ids, fields = schools.ids, row["fields"]
    kind = AttendanceKind(text_of(fields, "type") or AttendanceKind.DAILY)
    in_class = text_of(fields, "classSourcedId")
    slot = rules.slot_of(text_of(fields, "category"))
    day = text_of(fields, "date")
    key = (ids.district_id, ids.source, "attendance", org, student, day, kind, in_class, slot)
    return _Mark(
        row=row,
        place=(schools.tenant_of(org), derived_id(*key)),
        student_id=ids.person(student),
        class_id=ids.school_class(in_class) if in_class else None,
        on=date.fromisoformat(day),
        kind=kind,
    )


def _told_earlier_by(rows: Sequence[Row]) -> dict[Place, Row]:
    """What these records told before, perhaps of another day or student."""
    schools = {school_id for row in rows for school_id in row["published_in"]}
    if not schools:
        return {}
    with scope(read=schools):
        found = Attendance._get_collection().find(
            {"told_by": {"$in": [row["_id"] for row in rows]}}
        )
        return {(row["school_id"], row["attendance_id"]): row for row in found}


def _best(marks: Iterable[_Mark]) -> dict[Place, _Mark]:
    """For each key the mark that was told last; told together, the one that says most."""
    found: dict[Place, _Mark] = {}
    for mark in marks:
        known = found.get(mark.place)
        if mark.row["is_active"] and (known is None or _rank(mark) > _rank(known)):
            found[mark.place] = mark
    return found


def _rank(mark: _Mark) -> tuple[str, str, int, str]:
    row = mark.row
    weight = rules.weight_of(mark.category)
    return row["modified"] or "", row.get("told_at") or "", weight, row["sourced_id"]


def _around(marks: Sequence[_Mark], earlier: Iterable[Row], schools: Schools) -> _Around:
    days = {(one.place[0], one.on.isoformat()) for one in marks}
    closed = {
        place
        for place, row in earlier_rows(CalendarDay, days).items()
        if row["active"] and not row["in_session"]
    }
    students = {(one.place[0], one.student_id) for one in marks}
    students |= {(row["school_id"], row["student_id"]) for row in earlier}
    return _Around(
        schools=schools,
        codes=codes_of(schools.ids.source),
        closed=frozenset(closed),
        on_roll=students_on_roll(students),
    )


def _change(
    place: Place, mark: _Mark | None, earlier: Row | None, around: _Around
) -> Change | None:
    if mark is None:
        if earlier is None or not earlier["active"]:
            return None
        gone = ended(place, earlier)
        _tell(gone, None, around)
        return gone
    said = _said(mark, around)
    told = _told(mark, said, around)
    keys = sorted({*mark.row["refs"], *(earlier["keys"] if earlier else ())})
    digest = digest_of({**told, "keys": keys, "notify": said.notify})
    if earlier is not None and earlier["digest"] == digest:
        return None
    row = {
        **told,
        "on": midnight(mark.on),
        "keys": keys,
        "told": earlier["told"] if earlier else None,
        "corrected_at": earlier["corrected_at"] if earlier else None,
        "digest": digest,
    }
    change = Change(place=place, row=row, earlier=earlier)
    _tell(change, said, around)
    return change


def _tell(change: Change, said: rules.Mark | None, around: _Around) -> None:
    if (change.place[0], change.row["student_id"]) not in around.on_roll:
        return
    change.facts = facts.tell_attendance(change.row, said)
    if change.facts and change.row["told"] and change.earlier and change.earlier["told"]:
        change.row["corrected_at"] = around.schools.now


def _said(mark: _Mark, around: _Around) -> rules.Mark:
    code = around.codes.get(_code_name(mark.fields), NO_CODE)
    return rules.mark_of(
        mark.category,
        code,
        excused=truth_of(mark.fields, "excused"),
        in_session=(mark.place[0], mark.on.isoformat()) not in around.closed,
    )


def _told(mark: _Mark, said: rules.Mark, around: _Around) -> dict[str, Any]:
    fields = mark.fields
    minutes = number_of(fields, "minutes")
    code = around.codes.get(_code_name(fields), NO_CODE)
    return {
        "attendance_id": mark.place[1],
        "student_id": mark.student_id,
        "class_id": mark.class_id,
        "on": mark.on,
        "kind": mark.kind.value,
        "category": said.category.value,
        "reason_title": code.title or text_of(fields, "reason"),
        "is_excused": said.is_excused,
        "minutes": None if minutes is None else int(minutes),
        "arrived": text_of(fields, "arrivalTime"),
        "left": text_of(fields, "departureTime"),
        "comment": text_of(fields, "comment"),
        "in_session": said.in_session,
        "told_by": mark.row["_id"],
        "active": True,
    }


def _code_name(fields: Fields) -> str:
    return text_of(fields, "reasonCode") or text_of(fields, "reason")
