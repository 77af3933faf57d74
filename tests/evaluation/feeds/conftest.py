"""Importing in a test: the real job on a real store."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.queries import run_of
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared import context, store
from shared.loops import run_next_job
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.bundles import write_package

Snapshot = dict[str, list[dict[str, Any]]]
# What a run leaves of itself; everything else is what it changed.
_OF_THE_RUN = {
    "applied_files",
    "audit",
    "feed_findings",
    "feed_holds",
    "feed_runs",
    "feed_sources",
    "jobs",
    "leases",
    "record_changes",
}


class Load(Protocol):
    """Imports files, or bytes that should be a zip, and returns the finished run."""

    def __call__(
        self,
        files: Mapping[str, str | bytes] | bytes,
        *,
        source: str = ...,
        is_dry_run: bool = ...,
        is_strict: bool = ...,
    ) -> FeedRun: ...


@pytest.fixture
def load(evaluation_store: Settings, tmp_path: Path) -> Load:
    assert evaluation_store.service == "evaluation"

    def imported(
        files: Mapping[str, str | bytes] | bytes,
        *,
        source: str = "sis",
        is_dry_run: bool = False,
        is_strict: bool = False,
    ) -> FeedRun:
        path = tmp_path / "package.zip"
        if isinstance(files, bytes):
            path.write_bytes(files)
        else:
            write_package(path, files)
        return run_import(SERVICE, path, source=source, is_dry_run=is_dry_run, is_strict=is_strict)

    return imported


@pytest.fixture
def ids(evaluation_store: Settings) -> Ids:
    return Ids(evaluation_store.district_id, "sis")


class Work(Protocol):
    """Does what an action in the district queues, and returns the run it is about."""

    def __call__(self, action: Callable[[], str | None]) -> FeedRun | None: ...


@pytest.fixture
def work(evaluation_store: Settings) -> Work:
    def worked(action: Callable[[], str | None]) -> FeedRun | None:
        with context.acting(), scope_of(evaluation_store.district_id):
            run_id = action()
        while run_next_job(SERVICE, "worker"):
            pass
        with scope_of(evaluation_store.district_id):
            return run_of(run_id) if run_id else None

    return worked


@pytest.fixture
def in_district(evaluation_store: Settings) -> Iterator[None]:
    """The district in scope, as its pages have it."""
    with context.acting(), scope_of(evaluation_store.district_id):
        yield


@pytest.fixture
def snapshot(evaluation_store: Settings) -> Callable[[], Snapshot]:
    assert evaluation_store.service == "evaluation"

    def taken() -> Snapshot:
        database = store.database()
        return {
            name: sorted(database[name].find(), key=lambda row: str(row["_id"]))
            for name in sorted(database.list_collection_names())
            if name not in _OF_THE_RUN and database[name].find_one() is not None
        }

    return taken
