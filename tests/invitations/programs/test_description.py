"""The description says of each call who may ask, what it takes, and every error it answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.web_client import browser

PROBLEM = "application/problem+json"


@pytest.fixture
def description(app: Flask) -> Any:
    return browser(app).get("/api/invitations/openapi.json").get_json()


def operations(description: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def component(description: Any, reference: Any) -> Any:
    for part in reference["$ref"].removeprefix("#/").split("/"):
        description = description[part]
    return description


@pytest.mark.row("X2")
def test_each_call_has_a_name_of_its_own_a_summary_and_a_heading(description: Any) -> None:
    found = [one for _, _, one in operations(description)]
    names = [one["operationId"] for one in found]
    assert len(names) == len(set(names)) > 30
    headings = {one["name"]: one["description"] for one in description["tags"]}
    assert all(one["summary"] and headings[one["tags"][0]] for one in found)
    assert {one["tags"][0] for one in found} == set(headings)


def test_each_call_says_who_may_ask(description: Any) -> None:
    assert all(one["security"] == [{"session": []}] for _, _, one in operations(description))
    session = description["components"]["securitySchemes"]["session"]
    assert session == {"type": "apiKey", "in": "cookie", "name": "session"}


def test_each_command_says_its_headers_and_no_reading_does(description: Any) -> None:
    for _, method, operation in operations(description):
        described = [
            component(description, one) for one in operation.get("parameters", []) if "$ref" in one
        ]
        headers = {one["name"]: one["required"] for one in described}
        is_command = method != "get"
        assert headers == ({"Origin": True, "Idempotency-Key": True} if is_command else {})


def test_each_error_is_a_problem(description: Any) -> None:
    for path, method, operation in operations(description):
        answers = operation["responses"]
        assert "default" not in answers
        errors = {status: one for status, one in answers.items() if status >= "400"}
        expected = {"401", "403", "500", "503"}
        expected |= {"404"} if "{" in path else set()
        expected |= {"400", "409", "413", "422"} if method != "get" else set()
        expected |= {"415"} if "requestBody" in operation else set()
        assert expected <= set(errors)
        for one in errors.values():
            [(kind, body)] = component(description, one)["content"].items()
            assert (kind, body["schema"]["$ref"]) == (PROBLEM, "#/components/schemas/Problem")


def test_what_is_one_of_a_few_is_listed(description: Any) -> None:
    schemas = description["components"]["schemas"]
    assert schemas["Activity"]["properties"]["state"]["enum"] == ["held", "announced", "cancelled"]
    assert None in schemas["Answered"]["properties"]["answer"]["enum"]
    assert set(schemas["Activity"]["required"]) == set(schemas["Activity"]["properties"])
    path = "/api/invitations/participation/at/{school_id}/{part}"
    parts = {one["name"]: one["schema"] for one in description["paths"][path]["parameters"]}
    assert parts["part"]["enum"] == ["access", "barriers", "interests", "times", "ways"]
