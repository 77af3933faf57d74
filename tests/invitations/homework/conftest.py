"""A teacher, a family and a task of their class."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.homework.models import Homework
from shared import clock, ids
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

SetTask = Callable[..., str]


def staff_path(room: Room, rest: str = "") -> str:
    return f"/invitations/homework/s/{room.school_id}{rest}"


def home_path(homework_id: str, rest: str = "") -> str:
    return f"/invitations/homework/h/{homework_id}{rest}"


def task_form(room: Room, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": "interactive",
        "class_ids": [room.class_id],
        "language": "en",
        "title": "Cook something and count",
        "task": "Measure one thing.",
        "family_guide": "Choose a dish you make anyway.",
        "family_role": "You are the cook who knows how.",
        "if_stuck": "Count spoons instead.",
        "prompts": "How much do we need?\nWho taught you this dish?",
        "ways": ["do-together", "ask-and-listen"],
        "minutes": "20",
        "level": "together",
        "due_on": (clock.now() + timedelta(days=5)).date().isoformat(),
        "idempotency_key": ids.new_id(),
    }
    return {**values, **changes}


def told_form(**changes: Any) -> dict[str, Any]:
    values = {"helped": "well", "took": "25", "words": "Na’a ma kuki", "chosen": "do-together"}
    return {**values, "idempotency_key": ids.new_id(), **changes}


def text(client: Browser, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return str(answer.get_data(as_text=True))


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


@pytest.fixture
def set_task(teacher: Browser, room: Room) -> SetTask:
    """Set a task by the form; its id."""

    def set_it(**changes: Any) -> str:
        answer = teacher.post(staff_path(room, "/new"), data=task_form(room, **changes))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.headers["Location"].rpartition("/")[2].partition("?")[0])

    return set_it


def stored(room: Room, homework_id: str) -> Homework:
    with scope_of(room.school_id):
        return Homework.objects.get(id=homework_id)  # type: ignore[no-any-return]
