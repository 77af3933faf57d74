"""A package that cannot be trusted changes nothing in the store, and its run says what is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.demo.bundle import zipped
from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.diagnostics import SEVERITIES
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.oneroster.packages import (
    Package,
    changed_file,
    replaced,
    with_entry,
    without,
)

BAD: dict[str, tuple[Package, str, str]] = {
    "no zip": (b"this is not a zip", "not_a_zip", ""),
    "half a zip": (zipped(bundles.make_files())[:2_000], "not_a_zip", ""),
    "no manifest": (without("manifest.csv"), "missing_manifest", "manifest.csv"),
    "listed file missing": (without("users.csv"), "file_missing", "users.csv"),
    "path out of the zip": (with_entry("../users.csv"), "entry_unsafe_path", "../users.csv"),
    "bomb": (
        with_entry("resources.csv", b"a" * 8_000_000),
        "entry_ratio_exceeded",
        "resources.csv",
    ),
    "utf-16": (
        changed_file("users.csv", lambda text: text.encode("utf-16")),
        "not_utf8",
        "users.csv",
    ),
    "header only": (
        changed_file("users.csv", lambda text: text.splitlines()[0] + "\r\n"),
        "no_rows",
        "users.csv",
    ),
    "cut in mid-row": (
        changed_file("enrollments.csv", lambda text: text[:-30]),
        "file_cut",
        "enrollments.csv",
    ),
    "required column renamed": (
        replaced("users.csv", "familyName", "surname"),
        "missing_column",
        "users.csv",
    ),
    "identifier twice": (
        changed_file("users.csv", lambda text: text + text.splitlines()[-1].replace("Cleo", "C")),
        "duplicate_sourced_id",
        "users.csv",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_it_changes_nothing_and_says_where(
    name: str, load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    package, code, file = BAD[name]
    load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))
    before = snapshot()

    run = load(package)

    assert run.state == RunState.REFUSED
    assert snapshot() == before
    assert (code, file) in _found(run)
    assert SEVERITIES[code].value in run.found
    assert run.counts == {}
    assert not Path(run.path).exists(), "what was refused is not kept"


def test_a_check_refuses_in_the_same_way(load: Load, snapshot: Callable[[], Snapshot]) -> None:
    before = snapshot()

    run = load(without("users.csv"), is_dry_run=True)

    assert run.state == RunState.REFUSED
    assert snapshot() == before


def test_a_row_set_aside_is_counted_and_the_rest_is_loaded(load: Load) -> None:
    files = bundles.edit_row(
        bundles.make_files(), "enrollments.csv", "e-north-1-ben", userSourcedId="nobody"
    )

    run = load(files)

    assert run.state == RunState.FINISHED
    assert _found(run) == {("missing_target_record", "enrollments.csv")}
    assert run.counts["enrollments"] == {"created": 3, "quarantined": 1}


def test_findings_are_kept_without_cells(load: Load) -> None:
    files = bundles.edit_row(
        bundles.make_files(), "users.csv", "ben", familyName="Canary\n", enabledUser="canary"
    )

    run = load(files)

    with scope_of(run.school_id):
        kept = repr([one.to_mongo().to_dict() for one in FeedFinding.objects])
    assert "invalid_boolean" in kept
    assert "canary" not in kept.lower()


def _found(run: FeedRun) -> set[tuple[str, str]]:
    with scope_of(run.school_id):
        return {(one.code, one.file or "") for one in FeedFinding.objects(run_id=run.id)}
