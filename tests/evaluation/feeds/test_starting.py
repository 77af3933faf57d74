"""A source has a plain name and runs one package at a time."""

from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedRun
from services.evaluation.service import SERVICE
from shared.errors import Conflict, Invalid
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load


def test_a_source_runs_one_package_at_a_time(
    load: Load, evaluation_store: Settings, tmp_path: Path
) -> None:
    run = load(bundles.make_files())
    with scope_of(evaluation_store.district_id):
        FeedRun._get_collection().update_one(
            {"_id": run.id}, {"$set": {"open_source": "sis", "state": "loading"}}
        )
    path = bundles.write_package(tmp_path / "second.zip", bundles.make_files())
    uploads = Path(evaluation_store.data_directory) / "uploads"
    kept = set(uploads.iterdir())

    with pytest.raises(Conflict):
        run_import(SERVICE, path, source="sis")

    assert set(uploads.iterdir()) == kept, "what was not taken is not kept"


@pytest.mark.parametrize("source", ["", "Awanui SIS", "a/b", "x" * 41])
def test_a_source_has_a_plain_name(source: str, evaluation_store: Settings, tmp_path: Path) -> None:
    path = bundles.write_package(tmp_path / "package.zip", bundles.make_files())

    with pytest.raises(Invalid):
        run_import(SERVICE, path, source=source)

    assert evaluation_store.service == "evaluation"
