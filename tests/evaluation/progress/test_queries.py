"""What home sees of a child's days and work."""

from datetime import timedelta
from typing import Any

import pytest

from services.evaluation.feeds.models import SOURCED_IDS_CHANGED, FeedRun, RunState, Task
from services.evaluation.progress import queries
from services.evaluation.progress.queries import ChildProgress, HomeResult, Shown, Synced
from shared import store
from shared.tenancy import scope_of
from tests.evaluation.progress.conftest import NOW, TODAY, Feed


def progress(feed: Feed, student: str = "ben") -> ChildProgress:
    with scope_of(feed.north):
        return queries.child_progress(feed.north, feed.ids.person(student), TODAY)


def shown(feed: Feed) -> HomeResult:
    (work,) = progress(feed).work
    assert work.result is not None
    return work.result


def add_run(feed: Feed, minutes: int, *kinds: str, **changes: Any) -> None:
    values = {
        "source": "sis",
        "file_name": "x.zip",
        "path": "-",
        "package_digest": "-",
        "is_dry_run": False,
        "state": RunState.FINISHED.value,
        "counts": {kind: {"unchanged": 1} for kind in kinds},
        "started_at": NOW + timedelta(minutes=minutes),
        "finished_at": NOW + timedelta(minutes=minutes + 1),
        "started_by": "system",
        "job_id": "-",
    }
    run_id = f"run-{minutes}-{changes.get('source')}"
    with scope_of(feed.ids.district_id):
        run = FeedRun(id=run_id, school_id=feed.ids.district_id, **{**values, **changes})
        store.save(run)


@pytest.mark.row("S100")
def test_a_child_sees_the_work_of_its_classes_the_latest_due_first(feed: Feed) -> None:
    feed.item("sums")
    feed.item("essay", dueDate="2026-06-20")
    feed.item("other", classSourcedId="north-2")
    feed.item("secret", assignDate="2026-06-11")

    assert [one.assignment.due_on.isoformat() for one in progress(feed).work] == [
        "2026-06-20",
        "2026-06-12",
    ]


def test_work_of_a_class_left_behind_stays_when_there_is_a_result(feed: Feed) -> None:
    feed.item("other", classSourcedId="north-2")
    feed.result(lineItemSourcedId="other")

    assert [one.result and one.result.score for one in progress(feed).work] == [8.0]


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ({"score": "0"}, (Shown.GRADED, 0.0, "")),
        ({"score": "", "textScore": "Secure"}, (Shown.GRADED, None, "Secure")),
        ({"scoreStatus": "exempt", "score": "5"}, (Shown.EXEMPT, None, "")),
        ({"scoreStatus": "partially graded"}, (Shown.OPEN, None, "")),
        ({"scoreStatus": "submitted", "score": "0"}, (Shown.OPEN, None, "")),
    ],
)
def test_only_a_posted_mark_is_seen(
    feed: Feed, cells: dict[str, str], seen: tuple[Shown, float | None, str]
) -> None:
    feed.item()
    feed.result(comment="Only with the mark", **cells)

    found = shown(feed)

    assert (found.shown, found.score, found.text_score) == seen
    assert bool(found.comment) == (found.shown is Shown.GRADED)


def test_flags_are_seen_without_a_mark(feed: Feed) -> None:
    feed.item()
    feed.result(scoreStatus="not submitted", score="0", missing="true", late="true")

    found = shown(feed)

    assert (found.shown, found.missing, found.late) == (Shown.OPEN, True, True)


@pytest.mark.row("S24")
def test_marks_of_attendance_are_seen_the_newest_first(feed: Feed) -> None:
    feed.mark("a1", date="2026-06-08")
    feed.mark("a2", date="2026-06-10", category="present")
    feed.mark("a3", date="2025-06-01")
    feed.mark("a4", userSourcedId="cleo")
    feed.mark("a5", date="2026-06-09")
    feed.mark("a5", date="2026-06-09", status="deleted")

    assert [one.on.isoformat() for one in progress(feed).attendance] == [
        "2026-06-10",
        "2026-06-08",
    ]


@pytest.mark.row("S24")
def test_the_last_sync_is_that_of_the_newest_finished_run_that_told_of_it(feed: Feed) -> None:
    add_run(feed, 0, "lineItems", "results")
    add_run(feed, 10, "attendance")
    add_run(feed, 20, "results")
    add_run(feed, 30, "attendance", is_dry_run=True)
    add_run(feed, 40, "attendance", state=RunState.FAILED.value)
    add_run(feed, 50, "attendance", source="elsewhere")
    add_run(feed, 60, "users")
    add_run(feed, 70, "attendance", task=Task.UNDO.value)
    add_run(feed, 80, "attendance", task=Task.APPROVE.value)
    stopped = {"code": SOURCED_IDS_CHANGED, "kind": "users", "number": 9, "of": 9}
    add_run(feed, 90, "attendance", state=RunState.HELD.value, alarms=[stopped])

    assert progress(feed).synced == Synced(
        attendance=NOW + timedelta(minutes=11),
        assignments=NOW + timedelta(minutes=1),
        results=NOW + timedelta(minutes=21),
    )


def test_a_school_that_no_feed_told_has_no_last_sync(feed: Feed) -> None:
    assert progress(feed).synced == Synced()
