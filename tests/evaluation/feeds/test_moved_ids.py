"""An export whose identifiers are others than before: nothing is loaded until somebody says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedRun, RunState, Verdict
from services.evaluation.feeds.use_cases import approve_held, reject_held
from services.evaluation.roster.models import RosterOrg, RosterPerson
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot, Work
from tests.evaluation.feeds.told import published

pytestmark = pytest.mark.usefixtures("in_district")
REFERRING = ("users.csv", "roles.csv", "enrollments.csv", "tuhono.people.csv")


def make_crowd() -> bundles.Files:
    """Thirty more students; each has a name of their own."""
    return bundles.make_files(bundles.with_students(bundles.make_small_district(), 30))


def renumbered(files: bundles.Files, prefix: str = "student-") -> bundles.Files:
    """The same people with other identifiers, as after a move to another system."""
    for name in REFERRING:
        text = files[name]
        assert isinstance(text, str)
        files = {**files, name: text.replace(prefix, "moved-")}
    return files


def named(files: bundles.Files, name: str = "Name") -> bundles.Files:
    """Everybody with a name that is not made from the identifier."""
    return bundles.edit_rows(
        files,
        "users.csv",
        lambda rows: [row | {"givenName": f"{name} {at}"} for at, row in enumerate(rows)],
    )


def stopped(load: Load) -> FeedRun:
    files = named(make_crowd())
    load(files)
    return load(renumbered(files))


def test_nothing_is_loaded_and_the_alarm_says_why(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    files = named(make_crowd())
    load(files)
    before = snapshot()

    run = load(renumbered(files))

    assert run.state == RunState.HELD
    assert [(one["code"], one["kind"]) for one in run.alarms] == [("sourced_ids_changed", "users")]
    assert run.alarms[0]["number"] >= 30
    assert snapshot() == before
    assert {one.reason for one in queries.holds_of(run.id)} == {"ids-changed"}


def test_a_run_that_was_stopped_is_no_load_of_its_source(load: Load, work: Work) -> None:
    files = named(make_crowd())
    first = load(files)
    held = load(renumbered(files))

    source = queries.source_of("sis")
    assert (source.last_run_id, source.last_loaded_at) == (first.id, first.finished_at)

    run = work(lambda: approve_held(held.id))
    assert run is not None
    assert queries.source_of("sis").last_run_id == run.id


def test_a_dry_run_raises_the_same_alarm(load: Load) -> None:
    files = named(make_crowd())
    load(files)

    dry = load(renumbered(files), is_dry_run=True)

    assert [one["code"] for one in dry.alarms] == ["sourced_ids_changed"]


def test_when_approved_the_new_come_and_the_old_end(load: Load, work: Work) -> None:
    held = stopped(load)

    run = work(lambda: approve_held(held.id))

    assert run is not None
    assert run.state == RunState.FINISHED
    assert run.counts["users"] == run.counts["users"] | {"created": 30, "deactivated": 30}
    assert sum(one.active for one in published(RosterPerson, roles="student")) == 32
    assert queries.run_of(held.id).verdict == Verdict.APPROVED


def test_when_rejected_nothing_changes_and_the_package_is_dropped(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    held = stopped(load)
    before = snapshot()

    reject_held(held.id)

    assert snapshot() == before
    assert not Path(held.path).exists()


def test_a_school_under_another_identifier_is_no_new_school(load: Load) -> None:
    files = bundles.make_files()
    load(files)
    moved = {
        name: text.replace(bundles.SOUTH, "south-2") if isinstance(text, str) else text
        for name, text in files.items()
    }

    run = load(moved)

    assert [(one["code"], one["kind"]) for one in run.alarms] == [("sourced_ids_changed", "orgs")]
    assert len(published(RosterOrg, kind="school")) == 2


def test_a_new_year_with_other_people_raises_no_alarm(load: Load) -> None:
    files = make_crowd()
    load(files)
    others = renumbered(files)
    leavers_gone = bundles.edit_rows(
        others,
        "users.csv",
        lambda rows: [
            row | {"givenName": f"New {at}"} if "moved-" in row["sourcedId"] else row
            for at, row in enumerate(rows)
        ],
    )

    run = load(leavers_gone)

    assert run.alarms == []
    assert run.counts["users"] == run.counts["users"] | {"created": 30, "held": 30}
