"""Queries of their own size: what this service keeps about who is signed in, as they may see it.

A guardian gets what is theirs, and of a child only while they stand for it; nothing of another
guardian. A student gets what is their own, not what a guardian told.
Source: product.md R10, R11; Privacy Act 2020 (NZ), IPP 6.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.invitations.activities.models import Activity
from services.invitations.home_practice.models import PracticeClip
from services.invitations.homework.models import Homework
from services.invitations.privacy.forgetting import Row
from services.invitations.privacy.holdings import holdings_of
from services.invitations.privacy.rules import DataClass
from services.invitations.roster.queries import School, children_of, people, schools
from shared.events import pick, texts_from_dict

# What a copy shows of a row, by class of data, in this order; ids of people become names.
FIELDS: Mapping[DataClass, tuple[str, ...]] = {
    DataClass.INVITATIONS: (
        *("activity_id", "starts_at", "student_ids", "issued_at", "opened_at", "answer"),
        *("adults", "children", "needs", "note", "answered_at", "channel", "entered_by", "way"),
    ),
    DataClass.ATTENDANCE: ("activity_id", "recorded_at", "mode", "adults", "children", "present"),
    DataClass.SIGN_UPS: ("activity_id", "at", "quantity", "note", "entered_by"),
    DataClass.TALKS: (
        *("starts_at", "host_id", "student_id", "state", "hopes", "items", "note"),
        *("host_items", "came", "notes", "actions", "confirmations"),
    ),
    DataClass.PREPARATIONS: ("prepared_at", "invitation", "proud", "show", "next_step"),
    DataClass.VISITS: (
        *("starts_at", "student_ids", "host_ids", "state", "words", "place_kind", "place_words"),
        *("needs", "family_words", "notes", "follow_up"),
    ),
    DataClass.HOME_PRACTICE: (
        *("practised_on", "student_id", "kind", "words", "recorded_at", "recorded_by", "thanks"),
        "acknowledged_by",
    ),
    DataClass.HOMEWORK: (
        *("homework_id", "student_id", "way", "chosen_at", "helped", "minutes", "words"),
        *("shared_at", "entered_by"),
    ),
    DataClass.HELP: ("homework_id", "student_id", "words", "asked_at", "answered_at"),
    DataClass.PARTICIPATION: ("told", "not_now_until", "history"),
    DataClass.OFFERS: ("kind", "words", "seen", "state", "made_at", "accepted_by", "accepted_at"),
    DataClass.PROPOSALS: ("proposed_at", "title", "about", "state", "answer", "answered_at"),
}
# What a field is called in a copy, where it holds a name instead of an id.
KEYS = {
    "activity_id": "activity",
    "homework_id": "homework",
    "host_id": "with",
    "host_ids": "with",
    "student_id": "child",
    "student_ids": "about_children",
}
_WHICH_TALK = ("_id", "school_id", "starts_at", "host_id", "student_id")
OF_STUDENTS = (DataClass.PREPARATIONS, DataClass.PROPOSALS)
_HIDDEN = ("guardian_id", "by", "entered_by", "id")
PERSONS = frozenset(
    {
        *("student_id", "student_ids", "host_id", "host_ids", "entered_by", "recorded_by"),
        *("acknowledged_by", "accepted_by"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One class of data: its records, each by field as text, number or list of these."""

    data: DataClass
    records: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """All that somebody may have of what is kept about them.

    ``left_out``: how many records concern children whom they do not stand for today.
    ``practice_ids`` are those of own practices that may have a photo or a recording.
    """

    parts: tuple[Part, ...]
    left_out: int
    practice_ids: tuple[str, ...]
    media: int
    made_at: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class _Names:
    """What ids stand for, in the reader's language; ``zones`` are those of schools."""

    people: Mapping[str, str]
    things: Mapping[str, str]
    zones: Mapping[str, str]


def copy_for(
    person_ids: Collection[str], *, is_student: bool, language: str, now: datetime
) -> Copy:
    """Everything these persons may have of what is kept about them, oldest first."""
    theirs = {
        (one.school_id, one.guardian_id, one.student_id) for one in children_of(person_ids, now)
    }
    wanted = OF_STUDENTS if is_student else tuple(FIELDS)
    found = {data: list(_own_rows(data, person_ids)) for data in wanted}
    kept = {
        data: [seen for row in rows if (seen := _as_seen(row, theirs)) is not None]
        for data, rows in found.items()
    }
    names = _names([row for rows in kept.values() for row in rows], language)
    practices = tuple(row["_id"] for row in kept.get(DataClass.HOME_PRACTICE, ()))
    return Copy(
        parts=tuple(
            Part(data=data, records=tuple(_record(row, FIELDS[data], names) for row in rows))
            for data, rows in kept.items()
            if rows
        ),
        left_out=sum(map(len, found.values())) - sum(map(len, kept.values())),
        practice_ids=practices,
        media=_clips().count_documents({"practice_id": {"$in": list(practices)}}),
        made_at=now,
        zone=next(iter(schools().values()), School(school_id="")).zone,
    )


def media_of(copy: Copy) -> Iterator[PracticeClip]:
    """The photos and recordings that belong to the copy, one in memory at a time."""
    for practice_id in copy.practice_ids:
        yield from PracticeClip.objects(practice_id=practice_id)


def _own_rows(data: DataClass, person_ids: Collection[str]) -> Iterator[Row]:
    """The rows that these persons told or were asked; a guardian's are under their own id."""
    holding = holdings_of(data)[0]
    mine = {holding.persons[0]: {"$in": list(person_ids)}}
    # In memory: MongoDB would go through everybody's rows by their ids instead.
    rows = holding.document._get_collection().find(mine)
    yield from sorted(rows, key=lambda row: str(row["_id"]))
    if data is DataClass.TALKS:
        yield from _confirmed(person_ids)


def _confirmed(person_ids: Collection[str]) -> Iterator[Row]:
    """What they said of another guardian's talk, and which it was; nothing of the other's."""
    these = {"$in": list(person_ids)}
    wanted = {"confirmations.guardian_id": these, "guardian_id": {"$not": these}}
    for row in holdings_of(DataClass.TALKS)[0].document._get_collection().find(wanted):
        which = {name: row.get(name) for name in _WHICH_TALK}
        for one in row["confirmations"]:
            if one["guardian_id"] in person_ids:
                yield {**which, "guardian_id": one["guardian_id"], "confirmations": [one]}


def _as_seen(row: Row, theirs: Collection[tuple[str, str, str]]) -> Row | None:
    """The row as its guardian may see it today; None when it is about others' children only."""
    guardian, at = row.get("guardian_id"), row["school_id"]
    if guardian is None or not ({"student_id", "student_ids"} & set(row)):
        return row
    named = row.get("student_ids") or [row.get("student_id")]
    children = [one for one in named if (at, guardian, one) in theirs]
    if not children:
        return None
    said = [one for one in row.get("confirmations", ()) if one.get("guardian_id") == guardian]
    return {
        **row,
        "confirmations": said,
        **({"student_ids": children} if "student_ids" in row else {}),
    }


def _names(rows: Iterable[Row], language: str) -> _Names:
    rows = list(rows)
    persons = {one for row in rows for name in PERSONS for one in _ids(row.get(name))}
    activities = Activity.objects(
        id__in=list({row["activity_id"] for row in rows if "activity_id" in row})
    )
    tasks = Homework.objects(
        id__in=list({row["homework_id"] for row in rows if "homework_id" in row})
    )
    return _Names(
        people={one.person_id: one.full_name for one in people(persons).values()},
        things={one.id: pick(texts_from_dict(one.title), language).text for one in activities}
        | {one.id: pick(one.texts("title"), language).text for one in tasks},
        zones={one: at.zone for one, at in schools({row["school_id"] for row in rows}).items()},
    )


def _record(row: Row, fields: Iterable[str], names: _Names) -> Row:
    """The fields that say anything, as a file can hold them."""
    zone = ZoneInfo(names.zones[row["school_id"]])
    shown = {KEYS.get(name, name): _shown(name, row.get(name), names, zone) for name in fields}
    return {name: value for name, value in shown.items() if value not in (None, "", [], {})}


def _shown(name: str, value: Any, names: _Names, zone: ZoneInfo) -> Any:
    if name in PERSONS:
        called = [names.people[one] for one in _ids(value) if one in names.people]
        return called if isinstance(value, list) else next(iter(called), "")
    if name in ("activity_id", "homework_id"):
        return names.things.get(value, "")
    return _plain(name, value, zone)


def _plain(name: str, value: Any, zone: ZoneInfo) -> Any:
    """Times by the school's clock, days as they are; of what is nested, no ids of people."""
    if isinstance(value, datetime):
        if name.endswith("_on") or name == "not_now_until":
            return value.date().isoformat()  # kept as midnight UTC
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Mapping):
        kept = {key: one for key, one in value.items() if key not in _HIDDEN}
        return {key: _plain(key, one, zone) for key, one in kept.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, one, zone) for one in value]
    return value


def _ids(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value else []


def _clips() -> Any:
    return PracticeClip._get_collection()
