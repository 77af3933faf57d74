"""The suite that the handlers of every service pass: once, twice, late, older after newer, erased.

Projections are tried with the contract's stored examples. For reactions a service declares in
``tests/<service>/handler_cases.py`` what happened::

    CASES = [Case(name="…", given=an_activity_stands, roster=[example(PersonChanged)], facts=[…])]
    ORDER_FIELDS = {"ledger": {"seq"}}  # say only in which order rows came; not compared

and every order in which Kafka may deliver it must leave the same rows in every collection.
"""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from shared import store
from shared.consumer import process_batch
from shared.envelope import Message
from shared.events import event_type, load
from shared.service import Service
from shared.tenancy import scope_of
from tests.contracts.stored import newest_example
from tests.shared.messages import message_of

SCHOOL = "125c777d-cd58-577c-879e-ede0cacc0703"
"""The school of the stored examples."""

RECORDED_AT = "2026-06-01T02:03:04.567000+00:00"
NOT_COMPARED = frozenset({"inbox", "idempotency_keys", "leases", "jwks"})
"""How deliveries are told apart, not what they did."""

_Event = TypeVar("_Event")
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """What happened in a school, for the reactions of one service.

    ``roster`` are events that it projects, ``facts`` those that it reacts to, both in the order
    they were recorded. ``given`` makes what stands in the service's own store before; it is called
    with the school's id, in its scope.
    """

    name: str
    facts: Sequence[Any]
    roster: Sequence[Any] = ()
    given: Callable[[str], object] | None = None


def example(cls: type[_Event], **changes: Any) -> _Event:
    """The event of the contract's newest stored example, with some fields changed."""
    declared = event_type(cls)
    event: _Event = load(declared.type, newest_example(declared)["data"])
    return dataclasses.replace(event, **changes)  # type: ignore[type-var]


def messages_of(events: Iterable[Any], *, first_version: int = 1) -> list[Message]:
    """The messages of the events in order; each record's versions grow by one."""
    versions: Counter[str] = Counter()
    messages = []
    for event in events:
        kind, key = event_type(type(event)), event_type(type(event)).subject_id(event, SCHOOL)
        versions[f"{kind.subject}/{key}"] += 1
        version = first_version - 1 + versions[f"{kind.subject}/{key}"]
        message = message_of(event, school_id=SCHOOL, version=version)
        headers = message.headers | {"ce_time": RECORDED_AT.encode()}
        messages.append(dataclasses.replace(message, headers=headers))
    return messages


Delivery = list[list[Message]]
"""Batches of messages, as the consumer gets them."""


def deliveries(case: Case) -> dict[str, Callable[[], Delivery]]:
    """The ways in which Kafka may deliver the case, by name.

    The first is the plain one. Order holds for each record only; anything may come again.
    """
    roster, facts = messages_of(case.roster), messages_of(case.facts)
    both = roster + facts
    return {
        "one by one": lambda: [[one] for one in both],
        "in one batch": lambda: [both],
        "each twice at once": lambda: [[one, one] for one in both],
        "all of it again": lambda: [[one] for one in both + both],
        "again in one batch": lambda: [both, both],
        "late": lambda: [[one] for one in roster + _last_records_first(facts)],
        "roster last": lambda: [[one] for one in facts + roster],
        "roster last in one batch": lambda: [facts, roster],
        "roster last and first again": lambda: [facts, roster, facts, roster],
    }


def state_after(
    service: Service,
    case: Case,
    batches: Delivery,
    *,
    order_fields: Mapping[str, Iterable[str]] | None = None,
) -> dict[str, list[str]]:
    """The rows of every collection after the delivery into an empty store; comparable.

    Raises:
        AssertionError: An event was parked, or still waits for something.
    """
    empty_store()
    if case.given is not None:
        with scope_of(SCHOOL):
            case.given(SCHOOL)
    for batch in batches:
        process_batch(service, batch)
    for left_over in ("parked", "waiting"):
        rows = list(store.database()[left_over].find({}, {"message": 0}))
        assert rows == [], f"{left_over}: {rows}"
    return comparable_rows(order_fields or {})


def comparable_rows(order_fields: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Every collection's rows as sorted JSON, without what differs from run to run.

    Moments of the last hour become ``<now>`` and ids minted in it ``<new>``.
    """
    found = {}
    for name in sorted(store.database().list_collection_names()):
        if name not in NOT_COMPARED:
            drop = frozenset(order_fields.get(name, ()))
            rows = store.database()[name].find({})
            found[name] = sorted(_comparable(row, drop) for row in rows)
    return {name: rows for name, rows in found.items() if rows}


def empty_store() -> None:
    """Delete every row of the store in use."""
    for name in store.database().list_collection_names():
        store.database()[name].delete_many({})


def vary(event: _Event, fields: Iterable[str]) -> _Event:
    """The event with other values in those of the fields that are text or yes or no."""
    id_field = event_type(type(event)).id_field
    changes = {
        name: not value if isinstance(value, bool) else f"{value} changed"
        for name, value in dataclasses.asdict(event).items()  # type: ignore[call-overload]
        if name in fields and name != id_field and type(value) in (bool, str)
    }
    return dataclasses.replace(event, **changes)  # type: ignore[type-var]


def _last_records_first(messages: Sequence[Message]) -> list[Message]:
    keys = list(dict.fromkeys(message.key for message in messages))
    return [one for key in reversed(keys) for one in messages if one.key == key]


def _comparable(row: Mapping[str, Any], drop: frozenset[str]) -> str:
    kept = {name: value for name, value in row.items() if name not in drop}
    text = json.dumps(kept, default=_as_json, sort_keys=True, ensure_ascii=False)
    text = _UUID7.sub(partial(_unless_new, _minted_at, "<new>"), text)
    return _INSTANT.sub(partial(_unless_new, datetime.fromisoformat, "<now>"), text)


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.isoformat()
    return value.decode() if isinstance(value, bytes) else repr(value)


def _unless_new(moment_of: Callable[[str], datetime], word: str, found: re.Match[str]) -> str:
    age = abs(datetime.now(UTC) - moment_of(found.group()))
    return word if age < timedelta(hours=1) else found.group()


def _minted_at(text: str) -> datetime:
    return datetime.fromtimestamp((UUID(text).int >> 80) / 1000, UTC)
