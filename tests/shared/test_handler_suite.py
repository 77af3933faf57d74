"""The handler suite finds a handler that depends on how its events are delivered."""

from collections.abc import Callable

import pytest

from shared.envelope import Envelope
from shared.events.invitations import InvitationAnswered, InvitationOpened
from shared.handlers import Handlers
from shared.service import Service
from shared.settings import Settings
from tests.handler_suite import Case, deliveries, example, state_after, vary
from tests.shared.sample import SERVICE, Count, Letter

handlers = Handlers("careless")


@handlers.react(InvitationOpened)
def on_opened_keep_the_last(event: InvitationOpened, envelope: Envelope) -> None:
    """What the last event left, of whichever record: depends on the order of records."""
    Count._get_collection().replace_one(
        {"_id": "last"},
        {"_id": "last", "school_id": envelope.school_id, "invitation": event.invitation_id},
        upsert=True,
    )


CARELESS = Service(name="sample", handlers=[handlers], documents=[Letter, Count])
CASE = Case(
    name="two openings",
    facts=[example(InvitationOpened), example(InvitationOpened, invitation_id="another")],
)


def test_a_handler_that_depends_on_order_is_found(
    open_store: Callable[[Service], Settings],
) -> None:
    open_store(CARELESS)
    ways = deliveries(CASE)
    plain = state_after(CARELESS, CASE, ways["one by one"]())
    assert state_after(CARELESS, CASE, ways["in one batch"]()) == plain
    assert state_after(CARELESS, CASE, ways["late"]()) != plain


def test_a_field_that_only_tells_the_order_is_not_compared(
    open_store: Callable[[Service], Settings],
) -> None:
    open_store(CARELESS)
    ways = deliveries(CASE)
    plain, late = (
        state_after(CARELESS, CASE, ways[way](), order_fields={"counts": {"invitation"}})
        for way in ("one by one", "late")
    )
    assert late == plain != {}


def test_an_event_that_was_parked_is_found(open_store: Callable[[Service], Settings]) -> None:
    open_store(SERVICE)
    broken = Case(name="a bug", facts=[example(InvitationOpened, activity_id="bad")])
    with pytest.raises(AssertionError, match="parked"):
        state_after(SERVICE, broken, deliveries(broken)["one by one"]())


def test_an_event_that_waits_for_ever_is_found(open_store: Callable[[Service], Settings]) -> None:
    open_store(SERVICE)
    lonely = Case(name="nobody known", facts=[example(InvitationAnswered)])
    with pytest.raises(AssertionError, match="waiting"):
        state_after(SERVICE, lonely, deliveries(lonely)["one by one"]())


def test_varying_changes_only_what_was_named() -> None:
    event = example(InvitationOpened)
    changed = vary(event, ("invitation_id", "guardian_id"))
    assert changed.guardian_id != event.guardian_id
    assert (changed.invitation_id, changed.activity_id) == (event.invitation_id, event.activity_id)
