"""A removed school's days and work stay away, whatever the feed goes on to tell of it."""

import pytest

from services.evaluation.progress.models import CalendarDay
from services.evaluation.roster.changes import Record, Value
from services.evaluation.roster.models import SourceRecord
from services.evaluation.schools.models import School
from shared import store
from shared.closed import SchoolState
from shared.tenancy import every_school, scope, scope_of
from tests.evaluation.progress.conftest import (
    NORTH,
    SOUTH,
    Feed,
    assignments,
    attendance,
    results,
    told,
)


@pytest.fixture
def removed(feed: Feed) -> Feed:
    """The north school was removed; its org and people are still known."""
    with scope_of(feed.north):
        store.save(School(id=feed.north, school_id=feed.north, state=SchoolState.REMOVED.value))
    return feed


def test_nothing_that_the_feed_tells_of_a_removed_school_comes_back(removed: Feed) -> None:
    removed.mark()
    removed.item()
    removed.result()
    day: dict[str, Value] = {"schoolSourcedId": NORTH, "date": "2026-06-10", "inSession": "false"}
    removed.tell("calendar", Record(f"{NORTH}|2026-06-10", day))
    removed.publish()

    assert [*attendance(), *assignments(), *results()] == []
    with scope(read=every_school(CalendarDay)):
        assert list(CalendarDay.objects) == []
    assert told() == []


def test_the_feeds_records_do_not_stand_in_the_removed_school(removed: Feed) -> None:
    removed.mark()

    with scope(read=[removed.ids.district_id]):
        (record,) = SourceRecord.objects(kind="attendance")
        assert (record.published_in, record.is_changed) == ([], False)


def test_the_other_schools_go_on(removed: Feed) -> None:
    removed.mark()
    removed.mark("a2", schoolSourcedId=SOUTH)

    assert [one.school_id for one in attendance()] == [removed.south]
    assert len(told()) == 1
