"""What stays of a row when it names nobody any more: that it was, when, and how many. Pure.

Ids of rows are made from those of persons, so each row that stays gets a new one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.invitations.privacy.rules import NOBODY

Row = dict[str, Any]
NewId = Callable[[], str]
# Somebody of the staff, whoever it was.
SOMEBODY = NOBODY + "of-staff"
_OF_STEPS = ("what", "at", "side", "channel")


def invitation(row: Row, new_id: NewId) -> Row:
    """The answer, the numbers and whether it reached anybody stay."""
    nobody = NOBODY + new_id()
    return {
        **row,
        "_id": new_id(),
        "guardian_id": nobody,
        "student_ids": [nobody],
        "note": "",
        "entered_by": SOMEBODY if row.get("entered_by") else None,
        "deliveries": {
            str(number): one for number, one in enumerate(row.get("deliveries", {}).values())
        },
        "reason": _without_ids(row.get("reason") or {}),
        "replaced_by": nobody if row.get("replaced_by") else None,
    }


def attendance(row: Row) -> Row:
    """The heads that were counted stay."""
    return {**row, "invitation_id": None, "guardian_id": None, "student_ids": []}


def sign_up(row: Row, new_id: NewId) -> Row:
    """How much of the slot was taken stays."""
    nobody = NOBODY + new_id()
    return {
        **row,
        **{"_id": new_id(), "guardian_id": nobody, "invitation_id": nobody, "note": ""},
        "entered_by": SOMEBODY if row.get("entered_by") else None,
    }


def talk(row: Row, new_id: NewId) -> Row:
    """That the talk took place stays, and whether the student led it."""
    nobody = NOBODY + new_id()
    return {
        **row,
        **{"_id": new_id(), "guardian_id": nobody, "student_id": nobody},
        **{"note": "", "hopes": "", "items": [], "host_items": [], "notes": ""},
        **{"actions": [], "confirmations": []},
        "entered_by": SOMEBODY if row.get("entered_by") else None,
    }


def visit(row: Row, new_id: NewId) -> Row:
    """That it took place, who of the staff went, and how many were met stays."""
    nobody = NOBODY + new_id()
    return {
        **without_words_of_visit(row),
        **{"_id": new_id(), "guardian_id": nobody, "student_ids": [nobody]},
    }


def without_words_of_visit(row: Row) -> Row:
    """The visit without anything that anybody said or wrote, where it was and what was needed."""
    steps = [
        {**{name: one.get(name) for name in _OF_STEPS}, "by": "", "entered_by": "", "words": ""}
        for one in row.get("steps", [])
    ]
    kept = {name: value for name, value in row.items() if name != "follow_up"}
    return {
        **kept,
        **{"words": "", "family_words": "", "place_words": "", "company_name": ""},
        **{"needs": [], "offered": [], "notes": [], "steps": steps},
    }


def home_practice(row: Row, new_id: NewId) -> Row:
    """What kind of practice it was, and on which day, stays."""
    return {
        **_pair(row, new_id),
        **{"thanks": "", "photo_width": 0, "photo_height": 0, "has_voice": False},
        **{
            name: SOMEBODY if row.get(name) else None for name in ("recorded_by", "acknowledged_by")
        },
    }


def homework_reply(row: Row, new_id: NewId) -> Row:
    """Which way was chosen, how it went and how long it took stays."""
    return {
        **_pair(row, new_id),
        "entered_by": SOMEBODY if row.get("entered_by") else None,
    }


def help_request(row: Row, new_id: NewId) -> Row:
    """That help was asked for, and given, stays."""
    return _pair(row, new_id)


def offer(row: Row, new_id: NewId) -> Row | None:
    """An offer that was taken up stays, as nobody's; every other one goes."""
    if row.get("state") != "accepted":
        return None
    nobody = NOBODY + new_id()
    return {**row, "_id": new_id(), "guardian_id": nobody, "words": "", "made_by": ""}


def proposal(row: Row, new_id: NewId) -> Row | None:
    """That one was answered stays; one that waits goes."""
    if row.get("state") == "waiting":
        return None
    nobody = NOBODY + new_id()
    return {**row, "_id": new_id(), "proposed_by": nobody, "title": "", "about": "", "answer": ""}


def gone(_: Row, __: NewId) -> None:
    """Nothing of it stays."""


def _pair(row: Row, new_id: NewId) -> Row:
    nobody = NOBODY + new_id()
    return {**row, "_id": new_id(), "guardian_id": nobody, "student_id": nobody, "words": ""}


def _without_ids(reason: Mapping[str, Any]) -> dict[str, Any]:
    return {**reason, "what": []} if reason.get("kind") == "child" else dict(reason)
