"""A roster of two schools that an operator closes, opens, adds and removes."""

from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared.settings import Settings
from tests import bundles


@pytest.fixture
def ids(evaluation_store: Settings, tmp_path: Path) -> Ids:
    package = bundles.write_package(tmp_path / "roster.zip", bundles.make_files())
    run_import(SERVICE, package, source="sis")
    return Ids(evaluation_store.district_id, "sis")


@pytest.fixture
def north(ids: Ids) -> str:
    return ids.org(bundles.NORTH)


@pytest.fixture
def south(ids: Ids) -> str:
    return ids.org(bundles.SOUTH)
