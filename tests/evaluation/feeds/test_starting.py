"""A source has a plain name and runs one package at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.use_cases import approve_held, load_checked, reject_held, undo_run
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


@pytest.mark.usefixtures("in_district")
@pytest.mark.parametrize(
    ("act", "code", "says"),
    [
        (lambda run: load_checked(run, "-"), "not-a-finished-check", "Upload the file again."),
        (undo_run, "not-the-newest-load", "Only the newest load"),
        (approve_held, "nothing-held", "Nothing waits for a decision"),
        (reject_held, "nothing-held", "Nothing waits for a decision"),
    ],
)
def test_what_cannot_be_done_to_a_run_is_said_in_words(
    act: Callable[[str], object], code: str, says: str, load: Load
) -> None:
    run = load(bundles.make_files())
    load(bundles.make_files(bundles.with_students(bundles.make_small_district(), 1)))

    with pytest.raises(Conflict) as refused:
        act(run.id)

    assert refused.value.code == code
    assert says in str(refused.value.message)
