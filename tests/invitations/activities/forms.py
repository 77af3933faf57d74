"""What a teacher's browser sends when the form of an activity is filled in."""

from datetime import timedelta
from typing import Any

from shared import clock, ids
from tests.invitations.fixtures import Room


def new(room: Room) -> str:
    """Where the form goes."""
    return f"/invitations/activities/s/{room.school_id}/new"


def page_of(room: Room, activity_id: str) -> str:
    """The activity's page."""
    return f"/invitations/activities/s/{room.school_id}/{activity_id}"


def typed(room: Room, **changes: Any) -> dict[str, Any]:
    """A form without faults, for the room's class."""
    return {
        "kind": "collaboration",
        "focus": "learning",
        "language": "en",
        "title": "A number game",
        "relevance": "Who explains a game understands it better.",
        "day": (clock.now() + timedelta(days=9)).date().isoformat(),
        "begins": "17:30",
        "ends": "18:15",
        "place": "Room 7",
        "answer_by": (clock.now() + timedelta(days=4)).date().isoformat(),
        "class_ids": [room.class_id],
        "supports": ["food"],
        "idempotency_key": ids.new_id(),
        **changes,
    }
