"""A package loaded again, or by several workers, comes to the same end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.demo.awanui import awanui_valley
from deploy.demo.bundle import manifest
from services.evaluation.feeds import checking, loading, workbench
from services.evaluation.feeds import jobs as feed_jobs
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.use_cases import start_run
from services.evaluation.service import SERVICE
from shared import jobs, store
from shared.loops import run_next_job
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.told import envelopes, forget_everything, roster


def test_both_versions_of_the_standard_give_the_same_roster(
    load: Load,
) -> None:
    load(bundles.make_files(awanui_valley(), "1.2"))
    newer = roster()
    forget_everything()

    load(bundles.make_files(awanui_valley(), "1.1"))

    assert roster() == newer


def test_the_same_package_again_changes_nothing_and_tells_nothing(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    files = bundles.make_files()
    load(files)
    before = snapshot()

    again = load(files)

    assert again.state == RunState.FINISHED
    assert {change for counts in again.counts.values() for change in counts} == {"unchanged"}
    assert snapshot() == before


def test_an_import_handed_on_between_workers_comes_to_the_same_end(
    load: Load,
    evaluation_store: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    district = bundles.with_students(bundles.make_small_district(), 40)
    files = bundles.make_files(district)
    load(files)
    expected, told = roster(), len(envelopes())
    forget_everything()
    # Small pieces, so that many steps are there to be killed between.
    monkeypatch.setattr(checking, "ROWS_CHECKED_AT_ONCE", 200)
    monkeypatch.setattr(loading, "ROWS_LOADED_AT_ONCE", 7)
    monkeypatch.setattr(feed_jobs, "RECORDS_PUBLISHED_AT_ONCE", 9)
    path = bundles.write_package(tmp_path / "big.zip", files)
    with scope_of(evaluation_store.district_id), path.open("rb") as stream:
        start_run(
            stream,
            file_name="big.zip",
            source="sis",
            is_dry_run=False,
            directory=evaluation_store.data_directory,
        )

    steps = 0
    is_done = False
    while not is_done:
        steps += 1
        # Every fifth step another worker takes over, which has nothing at hand.
        if steps % 5 == 0:
            workbench.clear_workbenches()
        # A killed worker leaves its lease behind; it runs out.
        store.database()["jobs"].update_many({}, {"$unset": {"lease_until": ""}})
        claimed = jobs.claim(f"worker-{steps}")
        assert claimed is not None
        is_done = jobs.run_step(feed_jobs.import_roster, claimed, f"worker-{steps}")
        assert steps < 500

    assert steps > 30
    assert roster() == expected
    assert len(envelopes()) == told


def test_a_package_with_a_manifest_only_means_no_change(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(bundles.make_files())
    before = snapshot()

    run = load({"manifest.csv": manifest("1.2", {})})

    assert run.state == RunState.FINISHED
    assert snapshot() == before


def test_a_check_begun_anew_says_each_thing_once(
    evaluation_store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "ROWS_CHECKED_AT_ONCE", 25)
    district = bundles.with_students(bundles.make_small_district(), 20)
    files = bundles.edit_row(bundles.make_files(district), "users.csv", "ben", email="no address")
    path = bundles.write_package(tmp_path / "package.zip", files)
    with scope_of(evaluation_store.district_id), path.open("rb") as stream:
        start_run(
            stream,
            file_name="package.zip",
            source="sis",
            is_dry_run=True,
            directory=evaluation_store.data_directory,
        )
    findings = store.database()["feed_findings"]
    while findings.count_documents({}) == 0:
        claimed = jobs.claim("first")
        assert claimed is not None
        jobs.run_step(feed_jobs.import_roster, claimed, "first")
        jobs.let_go(claimed["_id"], "first")

    workbench.clear_workbenches()
    while run_next_job(SERVICE, "second"):
        pass

    assert [row["code"] for row in findings.find()] == ["invalid_email"]
    run = store.database()["feed_runs"].find_one()
    assert run is not None
    assert run["found"] == {"warning": 1}
