"""Assignments and results told by a feed: what schools keep of them and what homes are told."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.evaluation.progress.jobs import announce_assignments
from services.evaluation.roster.changes import Record
from shared import clock, closed, store
from shared.closed import SchoolState
from shared.events.progress import (
    AssignmentAnnounced,
    AssignmentDueChanged,
    ResultPosted,
    ResultStanding,
    ResultWithdrawn,
)
from tests.evaluation.progress.conftest import (
    NORTH,
    NOW,
    Feed,
    assignments,
    results,
    told,
    told_with_envelopes,
)


@pytest.fixture
def gradebook(feed: Feed) -> Feed:
    """A line item that was announced already."""
    feed.item()
    told()
    return feed


def tell_scale(feed: Feed, *steps: str, link: str = "lineItemScoreScales") -> None:
    feed.tell("scoreScales", Record("letters", {"scoreScaleValue": list(steps)}))
    is_item = link == "lineItemScoreScales"
    column, name = ("lineItemSourcedId", "sums") if is_item else ("resultSourcedId", "r1")
    fields = {column: name, "scoreScaleSourcedId": "letters"}
    feed.tell(link, Record("link", fields, (name, "letters")))
    feed.publish()


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


@pytest.mark.row("S25")
def test_a_mark_is_kept_and_told(gradebook: Feed) -> None:
    gradebook.result(comment="Well thought", late="true")

    (kept,) = results()
    assert (kept.school_id, kept.student_id) == (gradebook.north, gradebook.ids.person("ben"))
    assert (kept.score, kept.comment, kept.late) == (8.0, "Well thought", True)
    assert kept.is_posted
    ((envelope, event),) = told_with_envelopes()
    assert (envelope.subject_id, envelope.version) == (kept.result_id, 1)
    assert isinstance(event, ResultPosted)
    assert (event.standing, event.score, event.maximum) == (ResultStanding.GRADED, "8", "10")
    assert (event.late, event.missing, event.again) == (True, False, False)
    assert "Well thought" not in repr(event)


def test_the_same_result_again_changes_and_tells_nothing(gradebook: Feed) -> None:
    gradebook.result()
    told()
    before = list(store.database()["results"].find())

    gradebook.result()

    assert list(store.database()["results"].find()) == before
    assert told() == []


def test_another_mark_is_told_again(gradebook: Feed) -> None:
    gradebook.result()
    gradebook.result(score="9.5")

    assert [(one.score, one.again) for one in told()] == [("8", False), ("9.5", True)]
    assert [one.version for one in results()] == [2]


def test_another_comment_is_kept_and_not_told(gradebook: Feed) -> None:
    gradebook.result()
    told()

    gradebook.result(comment="See me")

    assert told() == []
    assert [one.comment for one in results()] == ["See me"]


@pytest.mark.parametrize(
    "cells",
    [
        {"scoreStatus": "partially graded"},
        {"scoreStatus": "submitted"},
        {"scoreStatus": "not submitted", "score": "0"},
        {"scoreStatus": "exempt", "score": ""},
        {"score": ""},
    ],
)
def test_what_is_no_mark_is_kept_and_not_told(gradebook: Feed, cells: dict[str, str]) -> None:
    gradebook.result(**cells)

    assert told() == []
    assert len(results()) == 1


def test_more_than_the_maximum_is_legal(gradebook: Feed) -> None:
    gradebook.result(score="300")

    assert [(one.score, one.maximum) for one in told()] == [("300", "10")]


def test_zero_is_a_mark_and_blank_is_none(gradebook: Feed) -> None:
    gradebook.result("r1", score="0")
    gradebook.result("r2", score="", studentSourcedId="cleo")

    assert [one.score for one in told()] == ["0"]
    assert sorted(str(one.score) for one in results()) == ["0.0", "None"]


def test_missing_work_is_told_without_a_mark(gradebook: Feed) -> None:
    gradebook.result(scoreStatus="not submitted", score="0", missing="true")

    (event,) = told()
    assert (event.standing, event.score, event.missing) == (ResultStanding.PENDING, None, True)


def test_a_mark_taken_back_is_told(gradebook: Feed) -> None:
    gradebook.result()
    told()

    gradebook.result(status="deleted")

    assert [type(one) for one in told()] == [ResultWithdrawn]
    assert [one.active for one in results()] == [False]


@pytest.mark.parametrize("cells", [{"studentSourcedId": "cleo"}, {"lineItemSourcedId": "essay"}])
def test_a_mark_that_turns_out_to_be_another_is_withdrawn_and_told_anew(
    gradebook: Feed, cells: dict[str, str]
) -> None:
    gradebook.item("essay")
    told()
    gradebook.result()
    gradebook.result(**cells)

    first, withdrawn, posted = told()
    assert (type(withdrawn), type(posted)) == (ResultWithdrawn, ResultPosted)
    assert withdrawn.student_id == first.student_id == gradebook.ids.person("ben")
    assert withdrawn.assignment_id == first.assignment_id
    (kept,) = results()
    assert (posted.student_id, posted.assignment_id) == (kept.student_id, kept.assignment_id)
    assert (posted.student_id, posted.assignment_id) != (first.student_id, first.assignment_id)
    assert (posted.score, posted.again, kept.version) == ("8", False, 3)


@pytest.mark.parametrize("link", ["lineItemScoreScales", "resultScoreScales"])
def test_a_scale_gives_the_mark_its_label(gradebook: Feed, link: str) -> None:
    tell_scale(gradebook, "Beginning:5", "Secure:8", link=link)
    gradebook.result()

    assert [one.scale for one in results()] == ["Secure"]


@pytest.mark.parametrize("link", ["lineItemScoreScales", "resultScoreScales"])
def test_a_scale_that_comes_late_or_changes_reaches_the_marks(gradebook: Feed, link: str) -> None:
    gradebook.result()
    told()

    tell_scale(gradebook, "Secure:8", link=link)
    first = [one.scale for one in results()]
    tell_scale(gradebook, "Strong:8", link=link)

    assert (first, [one.scale for one in results()]) == (["Secure"], ["Strong"])
    assert told() == []


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


def test_nothing_is_told_of_a_student_whom_the_school_does_not_know(gradebook: Feed) -> None:
    gradebook.result(studentSourcedId="dan")

    assert len(results()) == 1
    assert told() == []


def test_a_result_stays_when_the_student_leaves_the_class(gradebook: Feed) -> None:
    gradebook.result()
    told()
    fields = {
        "classSourcedId": "north-1",
        "schoolSourcedId": NORTH,
        "userSourcedId": "ben",
        "role": "student",
    }
    gradebook.tell(
        "enrollments", Record("north-1-ben", fields, ("north-1", "ben"), is_deleted=True)
    )
    gradebook.publish()

    assert [one.active for one in results()] == [True]
    assert told() == []
