"""An event that nobody records, or nobody handles, is a promise that nobody keeps."""

import pytest

from shared.events import EventType, all_events
from shared.events.handled import handlings
from tests.architecture.source import SERVICES, called_names, python_files, service

EVERY_EVENT = pytest.mark.parametrize("declared", all_events(), ids=lambda one: one.cls.__name__)
RECORDING = {"record", "record_many", "record_state"}


@EVERY_EVENT
def test_every_event_is_recorded_by_its_producer_only(declared: EventType) -> None:
    made_by = {
        path.parts[1]
        for path in python_files("services")
        if declared.cls.__name__ in called_names(path)
    }
    assert made_by == {declared.producer}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_makes_events_records_them(name: str) -> None:
    calls = {call for path in python_files(f"services/{name}") for call in called_names(path)}
    assert calls & RECORDING


@EVERY_EVENT
def test_every_event_is_handled_somewhere(declared: EventType) -> None:
    assert [name for name in SERVICES if declared.type in service(name).handled_types]


@pytest.mark.parametrize("name", SERVICES)
def test_the_catalogue_tells_who_handles_what(name: str) -> None:
    written = {
        declared.type
        for declared in all_events()
        if name in {one.service for one in handlings().get(declared.cls.__name__, [])}
    }
    assert written == service(name).handled_types


@pytest.mark.parametrize("name", SERVICES)
def test_state_is_projected_and_never_reacted_to(name: str) -> None:
    reacted = service(name).reactions
    assert [one.type for one in all_events() if one.topic.compacted and one.type in reacted] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_handler_says_by_what_it_is_idempotent(name: str) -> None:
    silent = [
        handler.name
        for handlers in service(name).handlers
        for handler in handlers.reactions
        if not handler.function.__doc__
    ]
    assert silent == []
