"""Work a feed tells of: what schools keep of it, and when homes hear."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.evaluation.progress.jobs import announce_assignments
from services.evaluation.roster.changes import Record
from shared import clock, closed
from shared.closed import SchoolState
from shared.events.progress import (
    AssignmentAnnounced,
    AssignmentDueChanged,
    ResultPosted,
    ResultWithdrawn,
)
from tests.evaluation.progress.conftest import (
    NOW,
    Feed,
    assignments,
    results,
    told,
    told_with_envelopes,
)


def test_a_category_that_was_taken_back_is_named_no_more(gradebook: Feed) -> None:
    gradebook.tell("categories", Record("homework", {"title": "Homework"}, is_deleted=True))
    gradebook.item(title="Sums again")

    assert [(one.title, one.category) for one in assignments()] == [("Sums again", "")]


@pytest.mark.row("S100")
def test_work_is_kept_and_announced_once(feed: Feed) -> None:
    feed.item()
    feed.item()

    (kept,) = assignments()
    assert (kept.school_id, kept.class_id) == (feed.north, feed.ids.school_class("north-1"))
    assert (kept.title, kept.category, kept.language) == ("Sums", "Homework", "en")
    assert (kept.minimum, kept.maximum) == (0.0, 10.0)
    ((envelope, event),) = told_with_envelopes()
    assert envelope.subject_id == kept.assignment_id
    assert isinstance(event, AssignmentAnnounced)
    assert event.title["en"].text == "Sums"
    assert (event.assigned_on, event.due_on) == (date(2026, 6, 1), date(2026, 6, 12))


def test_another_due_day_is_told(gradebook: Feed) -> None:
    gradebook.item(dueDate="2026-06-19")

    (changed,) = told()
    assert isinstance(changed, AssignmentDueChanged)
    assert (changed.was_due_on, changed.due_on) == (date(2026, 6, 12), date(2026, 6, 19))


def test_another_title_is_kept_and_not_told(gradebook: Feed) -> None:
    gradebook.item(title="Harder sums")

    assert [one.title for one in assignments()] == ["Harder sums"]
    assert told() == []


def test_another_title_of_the_category_reaches_its_work(gradebook: Feed) -> None:
    gradebook.tell("categories", Record("homework", {"title": "At home"}))
    gradebook.publish()

    assert [one.category for one in assignments()] == ["At home"]
    assert told() == []


def test_work_is_announced_on_the_day_it_is_assigned(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In Auckland it is the tenth already.
    feed.item("today", assignDate="2026-06-10")
    feed.item("tomorrow", assignDate="2026-06-11")
    today = told()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))

    announce_assignments.function()
    tomorrow = told()
    announce_assignments.function()
    feed.item("tomorrow", assignDate="2026-06-11", title="Still the same work")

    assert [one.assigned_on for one in today] == [date(2026, 6, 10)]
    assert [one.assigned_on for one in tomorrow] == [date(2026, 6, 11)]
    assert told() == []


def test_a_closed_school_announces_nothing_until_it_is_open_again(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.item(assignDate="2026-06-11")
    told()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    closed.note_state(feed.north, SchoolState.SUSPENDED, 1)
    closed.forget_kept()
    announce_assignments.function()
    assert told() == []

    closed.note_state(feed.north, SchoolState.OPEN, 2)
    closed.forget_kept()
    announce_assignments.function()
    assert [one.assigned_on for one in told()] == [date(2026, 6, 11)]


def test_work_that_is_gone_is_not_announced(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.item(assignDate="2026-06-11")
    feed.item(status="deleted")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))

    announce_assignments.function()

    assert told() == []
    assert [one.active for one in assignments()] == [False]


def test_work_moved_to_another_class_takes_its_results_along(gradebook: Feed) -> None:
    gradebook.result()

    gradebook.item(classSourcedId="north-2")

    assert [one.class_id for one in results()] == [gradebook.ids.school_class("north-2")]


def test_work_moved_to_another_school_ends_in_the_first(gradebook: Feed) -> None:
    gradebook.result()
    told()

    gradebook.item(classSourcedId="south-1")

    standing = {one.school_id: one.active for one in results()}
    assert standing == {gradebook.north: False, gradebook.south: True}
    found: dict[str, list[Any]] = {}
    for envelope, event in told_with_envelopes():
        found.setdefault(envelope.school_id, []).append(type(event))
    assert found[gradebook.north] == [ResultWithdrawn]
    assert set(found[gradebook.south]) == {AssignmentAnnounced, ResultPosted}
