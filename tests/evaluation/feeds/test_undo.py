"""The newest load of a source can be undone: all is as it was before, and told so."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.evaluation.feeds import queries
from services.evaluation.feeds.jobs import drop_old_journals
from services.evaluation.feeds.models import FeedRun, RunState, Task, Verdict
from services.evaluation.feeds.use_cases import approve_held, undo_run
from services.evaluation.roster.journal import RecordChange
from services.evaluation.roster.models import RosterPerson, SourceRecord
from shared import clock, store
from shared.audit import AuditEntry
from shared.errors import Conflict
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Work
from tests.evaluation.feeds.told import envelopes, published, roster

pytestmark = pytest.mark.usefixtures("in_district")
Undo = Callable[[FeedRun], FeedRun]
TOLD = ("kind", "sourced_id", "fields", "refs", "owner", "digest", "modified", "is_active")


@pytest.fixture
def undo(work: Work) -> Undo:
    def undone(run: FeedRun) -> FeedRun:
        found = work(lambda: undo_run(run.id))
        assert found is not None
        return found

    return undone


def records() -> list[dict[str, object]]:
    """The source's records as told, those that are active."""
    rows = SourceRecord._get_collection().find({"is_active": True}).sort("_id", 1)
    return [{name: row.get(name) for name in TOLD} for row in rows]


def active_roster() -> dict[str, list[dict[str, object]]]:
    """What is published and active."""
    return {
        name: [row for row in rows if row.get("active", row.get("emails"))]
        for name, rows in roster().items()
    }


def make_second() -> bundles.Files:
    """Another state of the district: somebody new, somebody gone, others renamed or moved."""
    district = bundles.without_users(bundles.make_small_district(), "cleo")
    district.users.append(
        bundles.make_user("dana", "student", bundles.SOUTH, agents=("teacher-north", "ana"))
    )
    files = bundles.make_files(district)
    files = bundles.edit_row(files, "users.csv", "ben", givenName="Benny", agentSourcedIds="")
    return bundles.edit_row(files, "classes.csv", "north-1", title="Another name")


def test_everything_is_as_it_was_before_the_load(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    before, told_before = records(), active_roster()
    run = load(make_second())
    assert run.state == RunState.FINISHED
    assert records() != before

    undoing = undo(run)

    assert (undoing.state, undoing.task) == (RunState.FINISHED, Task.UNDO)
    assert records() == before
    assert active_roster() == told_before
    assert queries.run_of(run.id).undone_by == undoing.id
    assert AuditEntry.objects(action="feed-undone").count() == 1


def test_an_undo_is_told_in_events(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    run = load(bundles.edit_row(bundles.make_files(), "users.csv", "ben", givenName="Benny"))
    store.database()["outbox"].delete_many({})

    undo(run)

    (told,) = envelopes()
    assert (told.type.split(".")[3], told.version) == ("person", 3)
    (ben,) = published(RosterPerson, given_name="Ben")
    assert ben.active


def test_after_an_undo_the_same_package_loads_again(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    run = load(make_second())
    second, told_second = records(), active_roster()
    undo(run)

    again = load(make_second())

    assert again.state == RunState.FINISHED
    assert records() == second
    assert active_roster() == told_second


def test_a_first_load_undone_leaves_nobody_active(load: Load, undo: Undo) -> None:
    run = load(bundles.make_files())

    undo(run)

    assert records() == []
    assert not any(one.active for one in published(RosterPerson))


def test_only_the_newest_load_can_be_undone(load: Load) -> None:
    first = load(bundles.make_files())
    load(make_second())

    with pytest.raises(Conflict):
        undo_run(first.id)


def test_a_load_that_changed_nothing_is_in_nobodys_way(load: Load, undo: Undo) -> None:
    files = bundles.make_files()
    first = load(files)
    same = load(files)

    assert not queries.may_be_undone(same)
    assert undo(first).state == RunState.FINISHED


def test_a_load_is_undone_once(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    run = load(make_second())
    undo(run)

    with pytest.raises(Conflict):
        undo_run(run.id)


def test_loads_can_be_undone_one_after_another(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    before = records()
    second = load(make_second())
    third = load(bundles.edit_row(make_second(), "users.csv", "ben", givenName="Benito"))

    undo(third)
    undo(second)

    assert records() == before


def test_other_sources_go_on_as_they_are(load: Load, undo: Undo) -> None:
    run = load(bundles.make_files(), source="one")
    load(bundles.make_files(), source="two")

    undo(run)

    assert {row["source"] for row in SourceRecord._get_collection().find({"is_active": True})} == {
        "two"
    }


def test_what_an_undone_load_held_is_closed(load: Load, undo: Undo) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    fewer = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))
    files = bundles.edit_row(bundles.make_files(fewer), "users.csv", "ben", givenName="Benny")
    run = load(files)
    assert run.state == RunState.HELD

    undo(run)

    assert queries.run_of(run.id).verdict == Verdict.UNDONE
    with pytest.raises(Conflict):
        approve_held(run.id)


def test_an_approval_can_be_undone(load: Load, work: Work, undo: Undo) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    before, told_before = records(), active_roster()
    fewer = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))
    run = load(bundles.make_files(fewer))
    approval = work(lambda: approve_held(run.id))
    assert approval is not None

    undo(approval)

    assert records() == before
    assert active_roster() == told_before


def test_a_change_that_came_later_is_put_back_with_its_time(load: Load, undo: Undo) -> None:
    files = bundles.make_files()
    load(files)
    (ben,) = [row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben"]

    def told(moment: str, name: str) -> bundles.Files:
        row = ben | {"status": "active", "dateLastModified": moment, "givenName": name}
        return bundles.as_changes(files, {"users": [row]})

    run = load(told("2026-11-20T08:00:00.000Z", "Later"))
    undo(run)

    between = load(told("2026-11-19T08:00:00.000Z", "Between"))

    assert between.counts["users"] == {"updated": 1}


def test_a_journal_is_not_kept_for_ever(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    load(bundles.make_files())
    run = load(make_second())
    assert queries.may_be_undone(run)
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)

    drop_old_journals.function()

    assert RecordChange.objects.count() == 0
    with pytest.raises(Conflict):
        undo_run(run.id)


def test_what_an_undone_load_told_beside_the_standard_is_forgotten(load: Load, undo: Undo) -> None:
    load(bundles.make_files())
    told_before = active_roster()
    files: bundles.Files = bundles.make_files()
    files["tuhono.orgs.csv"] = (
        f"orgSourcedId,zone,languages,guardianAccess\r\n{bundles.NORTH},,mi,none\r\n"
    )
    files["tuhono.people.csv"] = "userSourcedId,languages,preferredName\r\nben,to,Benny\r\n"
    run = load(files)
    assert active_roster() != told_before

    undo(run)

    assert active_roster() == told_before
