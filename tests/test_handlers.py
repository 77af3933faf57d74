"""Every projection and every reaction of every service passes the handler suite."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from shared import store
from shared.consumer import process_batch
from shared.events import Text, types
from shared.handlers import ProjectionHandler
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import Projection, scope_of
from tests.handler_suite import (
    SCHOOL,
    Case,
    deliveries,
    empty_store,
    example,
    messages_of,
    state_after,
    vary,
)
from tests.shared.messages import tombstone_of

ROOT = Path(__file__).parents[1]
# The service that the platform's own tests stand on passes its own suite.
SAMPLE = ("sample", "tests.shared.sample", "tests.shared.handler_cases")


@dataclass(frozen=True)
class Subject:
    """A service, with the cases that its tests declare."""

    service: Service
    cases: Sequence[Case]
    order_fields: dict[str, set[str]]


def _subjects() -> list[Subject]:
    names = sorted(path.parent.name for path in (ROOT / "services").glob("*/service.py"))
    places = [(one, f"services.{one}.service", f"tests.{one}.handler_cases") for one in names]
    return [_subject(service, cases) for _, service, cases in (SAMPLE, *places)]


def _subject(service: str, cases: str) -> Subject:
    declared: Any = None
    if (ROOT / f"{cases.replace('.', '/')}.py").exists():
        declared = importlib.import_module(cases)
    return Subject(
        importlib.import_module(service).SERVICE,
        getattr(declared, "CASES", ()),
        getattr(declared, "ORDER_FIELDS", {}),
    )


SUBJECTS = _subjects()
PROJECTIONS = [
    pytest.param(one.service, handler, id=handler.name)
    for one in SUBJECTS
    for handlers in one.service.handlers
    for handler in handlers.projections
]
CASES = [
    pytest.param(one, case, way, id=f"{one.service.name}-{case.name}-{way}")
    for one in SUBJECTS
    for case in one.cases
    for way in list(deliveries(case))[1:]
]


@pytest.fixture
def into(open_store: Callable[[Service], Settings]) -> Iterator[Callable[[Service], None]]:
    """Opens a service's store, empty, in the school of the examples."""
    with scope_of(SCHOOL):
        yield lambda service: (open_store(service), None)[1]


@pytest.mark.parametrize(("service", "handler"), PROJECTIONS)
class TestProjections:
    def test_is_applied_once_however_often_it_comes(
        self, into: Any, service: Service, handler: ProjectionHandler
    ) -> None:
        into(service)
        event = _event(handler)
        [message] = messages_of([event])
        process_batch(service, [message])
        once = _row(handler)
        process_batch(service, [message, message])
        process_batch(service, [message])
        assert _row(handler) == once
        assert once["version"] == 1
        assert not once["erased"]

    def test_keeps_what_it_declares_and_nothing_else(
        self, into: Any, service: Service, handler: ProjectionHandler
    ) -> None:
        into(service)
        event = _event(handler)
        process_batch(service, messages_of([event]))
        row = _row(handler)
        frame = {"_id", "school_id", "version", "erased"}
        assert set(row) == frame | set(handler.fields)
        [document] = handler.document.objects
        for name in handler.fields:
            assert _plain(getattr(document, name)) == _plain(getattr(event, name)), name

    def test_an_older_event_never_replaces_a_newer_one(
        self, into: Any, service: Service, handler: ProjectionHandler
    ) -> None:
        into(service)
        older, newer = messages_of([_event(handler), vary(_event(handler), handler.fields)])
        process_batch(service, [older])
        process_batch(service, [newer])
        newest = _row(handler)
        assert newest["version"] == 2
        for late in ([older], [older, newer], [newer, older]):
            process_batch(service, late)
            assert _row(handler) == newest
        empty_store()
        process_batch(service, [newer])
        process_batch(service, [older])
        assert _row(handler) == newest

    def test_an_erased_record_stays_erased_and_holds_nothing(
        self, into: Any, service: Service, handler: ProjectionHandler
    ) -> None:
        into(service)
        event = _event(handler)
        first, second = messages_of([event, vary(event, handler.fields)])
        erased = tombstone_of(event, school_id=SCHOOL, version=3)
        for batches in (
            [[first], [erased], [second], [first]],
            [[erased], [second]],
            [[erased, first]],
        ):
            empty_store()
            for batch in batches:
                process_batch(service, batch)
            row = _row(handler)
            assert row["erased"]
            assert set(row) == {"_id", "school_id", "version", "erased"}

    def test_a_record_that_comes_back_later_is_known_again(
        self, into: Any, service: Service, handler: ProjectionHandler
    ) -> None:
        into(service)
        event = _event(handler)
        process_batch(service, [tombstone_of(event, school_id=SCHOOL, version=3)])
        process_batch(service, messages_of([event], first_version=4))
        row = _row(handler)
        assert (row["version"], row["erased"]) == (4, False)


@pytest.mark.parametrize(("subject", "case", "way"), CASES)
def test_every_way_of_delivery_gives_the_same_rows(
    into: Any, subject: Subject, case: Case, way: str
) -> None:
    into(subject.service)
    ways = deliveries(case)
    plain, other = (
        state_after(subject.service, case, ways[one](), order_fields=subject.order_fields)
        for one in ("one by one", way)
    )
    assert other == plain


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda one: one.service.name)
def test_every_reaction_has_a_case(subject: Subject) -> None:
    told = {type(event) for case in subject.cases for event in case.facts}
    missing = [
        types()[name].cls.__name__
        for name in sorted(subject.service.reactions)
        if types()[name].cls not in told
    ]
    assert missing == [], "declare them in handler_cases.py"


def _event(handler: ProjectionHandler) -> Any:
    return example(types()[handler.event_type].cls)


def _row(handler: ProjectionHandler) -> dict[str, Any]:
    document: type[Projection] = handler.document
    [row] = store.database()[document._get_collection_name()].find({})
    return row


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"text": value.text, "status": value.status.value}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime) or not isinstance(value, date):
        return value
    return value.isoformat()
