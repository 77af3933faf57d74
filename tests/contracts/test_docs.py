"""The generated documents say what the code says, and the AsyncAPI document is one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from shared.events import all_events
from shared.events.asyncapi import asyncapi
from shared.events.docs import documents
from shared.events.json_schema import json_schema
from tests.contracts.stored import all_examples

OFFICIAL = Path(__file__).parent / "vendor" / "asyncapi-specs-6.11.1" / "3.0.0.json"


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_the_documents_are_up_to_date(path: Path) -> None:
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == documents()[path], "run `make docs`"


def test_the_document_is_valid_asyncapi() -> None:
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    faults = jsonschema_rs.validator_for(official).iter_errors(_document())
    assert [f"{fault.instance_path}: {fault.message}" for fault in faults] == []


def test_every_reference_leads_somewhere() -> None:
    document = _document()
    for reference in _references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found, reference


def test_every_event_is_a_message_of_its_channel() -> None:
    document = _document()
    for declared in all_events():
        channel = document["channels"][declared.topic.name]
        assert channel["address"] == declared.topic.value
        assert declared.cls.__name__ in channel["messages"]


@pytest.mark.parametrize("example", all_examples().values(), ids=list(all_examples()))
def test_every_example_obeys_the_published_schema(example: dict[str, Any]) -> None:
    cls = next(one.cls for one in all_events() if one.type == example["type"])
    jsonschema_rs.validate(json_schema(cls), example["data"])


@cache
def _document() -> dict[str, Any]:
    return asyncapi({"InvitationAnswered": ["messaging", "evaluation"]})


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
