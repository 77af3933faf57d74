"""What tests of staff's pages of conferences share: looking, sending, the form of a round."""

from datetime import timedelta
from typing import Any

from services.invitations.conferences.models import Conference
from shared import clock, ids
from tests.invitations.fixtures import Room
from tests.web_client import Browser

HERE = "/invitations/conferences"


def text(visitor: Browser, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def send(visitor: Browser, path: str, **values: Any) -> Any:
    return visitor.post(path, data={"idempotency_key": ids.new_id(), **values})


def round_form(room: Room, **changes: Any) -> dict[str, Any]:
    day = (clock.now() + timedelta(days=9)).date()
    values = {
        "language": "en",
        "title": "Talk with us",
        "relevance": "What you know helps.",
        "form": "family",
        "mode": "in-person",
        "place": "Hall",
        "class_ids": [room.class_id],
        "slot_minutes": "10",
        "pause_minutes": "5",
        "day_1": day.isoformat(),
        "begins_1": "16:00",
        "ends_1": "18:00",
        "break_from_1": "17:00",
        "break_to_1": "17:15",
        "opens": clock.now().date().isoformat(),
        "closes": day.isoformat(),
        "with_colleagues": "true",
    }
    return {**values, **changes}


def at(conference: Conference, rest: str = "") -> str:
    return f"{HERE}/s/{conference.school_id}/{conference.id}{rest}"
