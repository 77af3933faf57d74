"""Importing in a test: the real job on a real store."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedRun
from services.evaluation.service import SERVICE
from shared import store
from shared.settings import Settings
from tests.bundles import write_package

Snapshot = dict[str, list[dict[str, Any]]]
# What a run leaves of itself; everything else is what it changed.
_OF_THE_RUN = {"feed_runs", "feed_findings", "jobs", "audit", "leases"}


class Load(Protocol):
    """Imports files, or bytes that should be a zip, and returns the finished run."""

    def __call__(
        self,
        files: Mapping[str, str | bytes] | bytes,
        *,
        source: str = ...,
        is_dry_run: bool = ...,
    ) -> FeedRun: ...


@pytest.fixture
def load(evaluation_store: Settings, tmp_path: Path) -> Load:
    assert evaluation_store.service == "evaluation"

    def imported(
        files: Mapping[str, str | bytes] | bytes,
        *,
        source: str = "sis",
        is_dry_run: bool = False,
    ) -> FeedRun:
        path = tmp_path / "package.zip"
        if isinstance(files, bytes):
            path.write_bytes(files)
        else:
            write_package(path, files)
        return run_import(SERVICE, path, source=source, is_dry_run=is_dry_run)

    return imported


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
