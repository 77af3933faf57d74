"""How many families are on the roll: counted by the timer, kept until a feed or an hour is over."""

from datetime import timedelta

import pytest

from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.ledger.jobs import count_rolls
from services.evaluation.ledger.queries import roll_of
from services.evaluation.roster.models import RosterPerson
from shared import clock
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.evaluation.ledger.conftest import SCHOOL

pytestmark = pytest.mark.usefixtures("a_school")


def test_it_is_counted_by_the_timer_and_read_until_the_next_feed(
    evaluation_store: Settings,
) -> None:
    before = roll_of(SCHOOL)
    assert sum(group.families for group in before) == 3
    count_rolls.function()
    RosterPerson.objects(person_id="tama").update(active=False)
    count_rolls.function()
    assert roll_of(SCHOOL) == before
    a_feed_ended(evaluation_store.district_id)
    count_rolls.function()
    assert sum(group.families for group in roll_of(SCHOOL)) == 2


def test_it_is_counted_again_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    count_rolls.function()
    RosterPerson.objects(person_id="tama").update(active=False)
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    count_rolls.function()
    assert sum(group.families for group in roll_of(SCHOOL)) == 2


def a_feed_ended(district_id: str) -> None:
    row = {
        "_id": "run",
        "school_id": district_id,
        "state": RunState.FINISHED.value,
        "started_at": clock.now(),
        "finished_at": clock.now(),
    }
    with scope_of(district_id):
        FeedRun._get_collection().insert_one(row)
