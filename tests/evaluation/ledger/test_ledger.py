"""Facts in any order, in any batches and twice give the same measures, and so does a rebuild."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.evaluation.ledger import measures
from services.evaluation.ledger.cli import rebuild_command
from services.evaluation.ledger.models import LedgerEntry
from services.evaluation.ledger.rules import Measure
from services.evaluation.ledger.use_cases import rebuild_measures
from services.evaluation.service import SERVICE
from shared import events, store
from shared.consumer import process_batch
from shared.envelope import Message
from shared.events.activities import ActivityHeld
from shared.events.channels import Channel
from shared.events.invitations import Answer
from shared.events.messaging import DeliveryStatus
from shared.ids import derived_id
from shared.tenancy import scope_of
from tests.evaluation.ledger.conftest import SCHOOL
from tests.evaluation.story import (
    announced,
    answered,
    attended,
    delivery,
    issued,
    opened,
    practised,
    promoted,
    rows_of,
)
from tests.shared.messages import message_of

OTHER = "school-b"
pytestmark = pytest.mark.usefixtures("a_school")
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

FACTS: Sequence[tuple[Any, int]] = [
    (announced("a1"), 1),
    (announced("a2"), 1),
    (issued("mele", "sione"), 1),
    (issued("tevita", "sione"), 1),
    (issued("huda", "yusuf"), 1),
    (issued("wiremu", "tama", activity_id="a2"), 1),
    (opened("mele"), 2),
    (answered("mele", Answer.MAYBE), 3),
    (answered("mele", Answer.YES), 4),
    (promoted("mele"), 5),
    (answered("huda", Answer.NO), 2),
    (delivery("mele", DeliveryStatus.SENDING), 1),
    (delivery("mele"), 2),
    (delivery("huda", DeliveryStatus.PERMANENT_FAILURE), 1),
    (delivery("huda", channel=Channel.SMS), 1),
    (delivery("wiremu", DeliveryStatus.NO_CONTACT, activity_id="a2"), 1),
    (attended("mele", "sione"), 1),
    (attended("mele", "sione", present=False), 2),
    (attended("tevita", "sione"), 1),
    (attended(None, "tama", invited=False), 1),
    (practised("mele", "sione", practice_id="p1"), 1),
    (practised("tevita", "ana", practice_id="p2"), 1),
    (practised("huda", "yusuf", practice_id="p3"), 1),
]
MESSAGES = [message_of(event, school_id=SCHOOL, version=version) for event, version in FACTS]


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[Message]]:
    """The story in any order, some of it twice, cut into batches anywhere."""
    extra = draw(st.lists(st.sampled_from(MESSAGES), max_size=8))
    messages = draw(st.permutations([*MESSAGES, *extra]))
    cuts = draw(st.sets(st.integers(1, len(messages) - 1), max_size=6))
    edges = [0, *sorted(cuts), len(messages)]
    return [messages[begin:end] for begin, end in pairwise(edges)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=deliveries())
def test_any_order_gives_the_same_measures_and_equals_the_rebuild(
    batches: list[list[Message]],
) -> None:
    empty()
    process_batch(SERVICE, MESSAGES)
    expected = everything()
    empty()
    for batch in batches:
        process_batch(SERVICE, batch)
    assert everything() == expected
    assert rebuild_measures() == len(MESSAGES)
    assert everything() == expected


def test_a_family_counts_once_however_many_guardians_were_invited() -> None:
    process_batch(SERVICE, MESSAGES)
    groups = {one.languages: one for one in measures.family_groups(*YEAR)}
    mele = groups[("en", "to")]
    assert (mele.invited, mele.invitations, mele.reached, mele.answered) == (1, 2, 1, 1)
    assert (mele.came, mele.year) == (1, 4)


def test_an_attendance_taken_back_did_not_happen() -> None:
    facts = [issued("mele", "sione"), attended("mele", "sione")]
    take_in(facts)
    take_in([attended("mele", "sione", present=False)], version=2)
    [group] = measures.family_groups(*YEAR)
    assert group.came == 0


def test_who_came_without_an_invitation_took_part_and_was_not_invited() -> None:
    take_in([attended("huda", "yusuf", invited=False)])
    [group] = measures.family_groups(*YEAR)
    assert (group.came, group.invited, group.came_invited, group.invitations) == (1, 0, 0, 0)


def test_a_walk_in_told_by_the_child_is_of_the_family_of_its_guardian() -> None:
    take_in([issued("mele", "sione"), attended(None, "sione", invited=False)])
    [group] = measures.family_groups(*YEAR)
    assert (group.invited, group.came) == (1, 1)


def test_a_guest_nobody_knows_is_in_the_ledger_and_no_family() -> None:
    take_in([attended(None, invited=False)])
    assert measures.family_groups(*YEAR) == []
    assert len(rows_of("ledger")) == 1


def test_an_answer_on_paper_was_reached_without_a_delivery() -> None:
    take_in([issued("wiremu", "tama"), answered("wiremu")])
    [group] = measures.family_groups(*YEAR)
    assert (group.tried, group.reached, group.answered) == (0, 1, 1)


def test_contacts_tried_are_deliveries_and_not_their_steps() -> None:
    steps = [delivery("huda", one) for one in (DeliveryStatus.SENDING, DeliveryStatus.DELIVERED)]
    take_in([issued("huda", "yusuf"), *steps, delivery("huda", channel=Channel.SMS)])
    [group] = measures.family_groups(*YEAR)
    assert group.tried == 2


def test_what_was_not_needed_any_more_was_no_try_and_reached_nobody_less() -> None:
    steps = [delivery("huda", one) for one in (DeliveryStatus.SENDING, DeliveryStatus.NOT_NEEDED)]
    take_in([issued("huda", "yusuf"), *steps])
    [group] = measures.family_groups(*YEAR)
    assert (group.tried, group.reached) == (0, 0)


def test_a_sheet_on_its_way_home_is_a_try() -> None:
    sheet = delivery("huda", DeliveryStatus.SENDING, channel=Channel.PAPER)
    take_in([issued("huda", "yusuf"), sheet])
    [group] = measures.family_groups(*YEAR)
    assert group.tried == 1


@pytest.mark.row("S5")
def test_what_came_of_an_activity_is_counted_by_its_newest_word() -> None:
    def held(*told: str) -> ActivityHeld:
        return ActivityHeld(activity_id="a1", families=9, told=told)

    take_in([announced("a1"), announced("a2"), held("students"), held("students", "families")])
    assert measures.activities_closed(*YEAR) == (1, {"students": 1, "families": 1})


@pytest.mark.row("R2", "S44")
def test_home_learning_and_attendance_share_no_document_and_no_number() -> None:
    take_in([practised("mele", "sione")])
    assert measures.family_groups(*YEAR) == []
    assert rows_of(Measure.STANDINGS) == {}
    home = rows_of(Measure.HOME_LEARNING)
    take_in([issued("mele", "sione"), attended("mele", "sione", present=False)])
    assert rows_of(Measure.HOME_LEARNING) == home


def test_a_fact_outside_the_period_is_not_counted() -> None:
    take_in([issued("mele", "sione")])
    before = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert measures.family_groups(*before) == []


def test_the_ledger_keeps_the_fact_as_it_came_with_the_moments_dimensions() -> None:
    event = issued("mele", "sione")
    take_in([event])
    [row] = rows_of("ledger").values()
    assert row["data"] == events.dump(event)
    assert (row["subject"], row["version"]) == ("invitation/a1-mele", 1)
    assert row["family"] == derived_id(SCHOOL, "ana", "sione")
    assert (row["year"], row["language"], row["class_ids"]) == (4, "to", ["room-7"])


def test_a_person_not_on_the_roster_has_unknown_dimensions() -> None:
    take_in([dataclasses.replace(issued("nobody", "child"), grades=("03",))])
    [row] = rows_of("ledger").values()
    assert (row["family"], row["year"]) == (derived_id(SCHOOL, "child"), 3)
    assert row["language"] == "und"


def test_dimensions_stay_those_of_the_moment_through_a_rebuild() -> None:
    take_in([issued("mele", "sione")])
    before = everything()
    store.database()["roster_people"].update_many({}, {"$set": {"languages": ["fj"]}})
    rebuild_measures()
    assert everything() == before


def test_a_schools_facts_touch_no_other_schools_measures() -> None:
    take_in([issued("mele", "sione")])
    with scope_of(OTHER):
        assert measures.family_groups(*YEAR) == []
        assert rebuild_measures() == 0
    assert len(measures.family_groups(*YEAR)) == 1


def test_every_fact_has_its_place_in_the_order_of_its_school() -> None:
    process_batch(SERVICE, MESSAGES)
    places = [entry.seq for entry in LedgerEntry.objects.order_by("seq")]
    assert len(set(places)) == len(MESSAGES)


def take_in(facts: Sequence[Any], *, version: int = 1) -> None:
    """Let each fact take effect; facts of one record come in the order given."""
    seen: dict[str, int] = {}
    for event in facts:
        known = events.event_type(type(event))
        key = f"{known.subject}/{known.subject_id(event, SCHOOL)}"
        seen[key] = seen.get(key, version - 1) + 1
        process_batch(SERVICE, [message_of(event, school_id=SCHOOL, version=seen[key])])


def everything() -> dict[str, Any]:
    assert store.database()["parked"].count_documents({}) == 0
    assert len(rows_of("ledger")) == len({row["seq"] for row in rows_of("ledger").values()})
    return {one.value: rows_of(one.value) for one in Measure}


def empty() -> None:
    for name in ("ledger", "inbox", *Measure):
        store.database()[name].delete_many({})


def test_the_operators_command_rebuilds_every_school() -> None:
    take_in([issued("mele", "sione"), practised("mele", "sione")])
    before = everything()
    for measure in Measure:
        store.database()[measure].delete_many({})
    result = CliRunner().invoke(rebuild_command)
    assert (result.exit_code, result.output) == (0, f"{SCHOOL}: 2 facts\n")
    assert everything() == before
