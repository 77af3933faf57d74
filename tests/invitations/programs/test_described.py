"""Whatever a program sends, the answer is one that the description names: schemathesis tries.

It sends what the description allows and what it forbids, for who may ask and for who may not.
``TRIES=200`` in the environment makes it try longer. Its own plug-in for pytest does not know
pytest 9.2, so the test puts its parts together.
"""

import itertools
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis import Case, Config, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi import checks

from shared import ids
from shared.access.current import COOKIE
from tests.invitations.programs.somewhere import Known, Somewhere
from tests.web_client import token_for

DESCRIPTION = "/api/invitations/openapi.json"
TRIES = int(os.environ.get("TRIES", "3"))
# Of the many edges of a big body each seventh is enough, unless there is time.
EDGES = 30
EACH = 7 if TRIES < 50 else 1
KEY = "Idempotency-Key"
STAFF = {"Activities", "Families", "Door", "Visits", "Term plan"}
OF_BOTH = {"list_family_calendar": "teacher"}
# Whether what is well formed is also allowed is the rules' question, and many times it is not.
NOT_ASKED = [checks.positive_data_acceptance]
Seen = dict[str, Counter[int]]


def described(app: Flask, there: Somewhere | None, tries: int = TRIES) -> BaseSchema:
    """The description; in its paths are ids of what is there, or with None any text."""
    settings: dict[str, Any] = {
        "seed": 20261123,
        "generation": {
            "max-examples": tries,
            "deterministic": True,
            "no-shrink": True,
            "database": "none",
            "with-security-parameters": False,
        },
        "phases": {"examples": {"enabled": False}, "coverage": {"enabled": tries >= TRIES}},
    }
    if there:
        settings["parameters"] = {f"path.{name}": one for name, one in there.known.items()}
        settings["operations"] = [
            {
                "include-operation-id": ["get_door", "post_taps"],
                "parameters": {"path.activity_id": there.soon},
            },
            {
                "include-operation-id": "put_sign_up",
                "parameters": {"path.slot_id": there.sign_up_slot_id},
            },
        ]
    return schemathesis.openapi.from_wsgi(DESCRIPTION, app, config=Config.from_dict(settings))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("who", ["guardian", "teacher"])
def test_each_answer_is_one_that_is_described(app: Flask, there: Somewhere, who: str) -> None:
    description = signed_in(described(app, there), app, there, who)
    theirs = [one for one in operations(description) if asked_by(one) == who]
    wrong, seen = tried(theirs, there.known)
    assert wrong == [], "\n\n".join(["", *wrong])
    # Or it would have been tried in vain.
    assert [one for one, answers in seen.items() if not any(map(is_done, answers))] == []


@pytest.mark.parametrize("who", ["guardian", "teacher", "nobody"])
def test_who_may_not_is_refused_as_is_described(app: Flask, there: Somewhere, who: str) -> None:
    description = signed_in(described(app, there, tries=1), app, there, who)
    others = [one for one in operations(description) if asked_by(one) != who]
    wrong, seen = tried(others, there.known)
    assert wrong == [], "\n\n".join(["", *wrong])
    assert [one for one, answers in seen.items() if any(map(is_done, answers))] == []


@pytest.mark.parametrize("who", ["guardian", "teacher"])
def test_what_is_nowhere_is_answered_as_is_described(
    app: Flask, there: Somewhere, who: str
) -> None:
    description = signed_in(described(app, None, tries=TRIES - 1), app, there, who)
    somewhere_else = [
        one for one in operations(description) if asked_by(one) == who and "{" in one.path
    ]
    wrong, seen = tried(somewhere_else, there.known)
    assert wrong == [], "\n\n".join(["", *wrong])
    assert [one for one, answers in seen.items() if any(map(is_done, answers))] == []


def signed_in(description: BaseSchema, app: Flask, there: Somewhere, who: str) -> BaseSchema:
    """The description for that person's calls."""
    if who != "nobody":
        description.auth()(session_of(token_for(app, getattr(there, who))))
    return description


def operations(described: BaseSchema) -> Iterator[APIOperation]:
    """Everything that can be called."""
    for found in described.get_all_operations():
        yield found.ok()


def asked_by(operation: APIOperation) -> str:
    """Who asks for it."""
    raw = operation.definition.raw
    usually = "teacher" if raw["tags"][0] in STAFF else "guardian"
    return OF_BOTH.get(raw["operationId"], usually)


def is_done(status: int) -> bool:
    """Whether the answer says that it is done."""
    return 200 <= status < 300


def session_of(token: str) -> type:
    """What puts the session's cookie on a call, so that schemathesis can take it away again."""

    class Session:
        def get(self, *_: Any) -> str:
            return token

        def set(self, case: Case, data: str, _: Any) -> None:
            case.cookies = {**case.cookies, COOKIE: data}

    return Session


def tried(of: list[APIOperation], known: Known) -> tuple[list[str], Seen]:
    """What is wrong with these operations' answers, and which statuses each of them had."""
    seen: Seen = defaultdict(Counter)
    numbers = itertools.count()

    def send(case: Case) -> None:
        answers = seen[case.operation.label]
        number = next(numbers)
        if answers.total() > EDGES and number % EACH and is_edge(case):
            return
        make_likely(case, known, number)
        answer: Response = case.call_and_validate(excluded_checks=NOT_ASKED)
        answers[answer.status_code] += answer.request.method == case.operation.method.upper()

    return [text for one in of for text in faults(one, send)], seen


def faults(operation: APIOperation, send: Callable[[Case], None]) -> Iterator[str]:
    """What is wrong with an operation's answers."""
    trial = build_operation_test(
        config=operation.schema.config,
        operation=operation,
        test_func=send,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    try:
        trial()
    except FailureGroup as found:
        notes = "\n".join(getattr(found, "__notes__", []))
        yield "\n".join([f"# {operation.label}", *map(str, found.exceptions), notes])


def is_edge(case: Case) -> bool:
    """Whether it was not drawn but is one of the edges of what is described."""
    return case.meta is not None and case.meta.phase.name.value == "coverage"


def make_likely(case: Case, known: Known, number: int) -> None:
    """A key of its own for most commands, and values that fit there, but for half of the edges."""
    if case.meta and case.meta.generation.mode.is_positive and KEY in case.headers:
        case.headers[KEY] = ids.new_id()
    if isinstance(case.body, dict | list) and (number % 2 or not is_edge(case)):
        case.body = _likely(case.body, known)


def _likely(value: Any, known: Known, name: str = "") -> Any:
    if isinstance(value, dict):
        return {inner: _likely(one, known, inner) for inner, one in value.items()}
    if isinstance(value, list):
        return [_likely(one, known, name) for one in value]
    return known[name] if isinstance(value, str) and name in known else value
