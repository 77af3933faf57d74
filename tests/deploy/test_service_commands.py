"""``tuhono feeds|school|roster``: the services' commands, of a run or of a named installation."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.local.programs import PROJECT
from deploy.local.service_commands import SERVICES
from services.evaluation.feeds.cli import run_import
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared import store
from shared.settings import Settings
from tests import bundles


def tuhono(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def ids(evaluation_store: Settings, tmp_path: Path) -> Ids:
    """The ids of a roster that is loaded."""
    package = bundles.write_package(tmp_path / "roster.zip", bundles.make_files())
    run_import(SERVICE, package, source="sis")
    return Ids(evaluation_store.district_id, "sis")


def test_a_file_beside_the_caller_is_loaded_into_the_named_installation(
    evaluation_store: Settings, tmp_path: Path
) -> None:
    assert evaluation_store.service == "evaluation"
    bundles.write_package(tmp_path / "roster.zip", bundles.make_files())

    done = tuhono(tmp_path, "feeds", "import", "roster.zip", "--source", "sis", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["users"] == {"created": 7}


def test_the_exit_code_is_the_commands_own(evaluation_store: Settings, tmp_path: Path) -> None:
    assert evaluation_store.service == "evaluation"
    (tmp_path / "broken.zip").write_bytes(b"no zip")

    done = tuhono(tmp_path, "feeds", "import", "broken.zip", "--source", "sis")

    assert done.returncode == 2
    assert "The file is not a zip" in done.stdout


def test_help_needs_no_run(tmp_path: Path) -> None:
    done = tuhono(tmp_path, "feeds", "--help")

    assert done.returncode == 0
    assert "approve" in done.stdout


def test_without_a_run_it_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISTRICT_ID", raising=False)
    monkeypatch.setenv("TUHONO_HOME", str(tmp_path / "none"))

    done = tuhono(tmp_path, "feeds", "list")

    assert done.returncode == 1
    assert "make run" in done.stderr


def test_the_schools_of_the_named_installation_are_listed(ids: Ids, tmp_path: Path) -> None:
    done = tuhono(tmp_path, "school", "list", "--json")

    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row for row in json.loads(done.stdout)}
    north = rows[ids.org(bundles.NORTH)]
    assert (north["name"], north["state"], north["people_quota"]) == ("North School", "open", None)
    assert ids.org(bundles.SOUTH) in rows


def test_what_every_service_holds_of_a_school_is_written_beside_each_other(
    ids: Ids, tmp_path: Path
) -> None:
    north = ids.org(bundles.NORTH)

    done = tuhono(tmp_path, "school", "export", north, "out/north")

    assert done.returncode == 0, done.stderr
    written = sorted(path.name for path in (tmp_path / "out" / "north").iterdir())
    assert written == [f"{service}.zip" for service in SERVICES]
    with ZipFile(tmp_path / "out" / "north" / "evaluation.zip") as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert b"North School" in told
    assert b"South School" not in told


def test_the_roster_is_told_again(ids: Ids, tmp_path: Path) -> None:
    school = store.database()["roster_orgs"]
    row = {"_id": f"{ids.org(bundles.NORTH)}/{ids.org(bundles.NORTH)}"}
    before = school.find_one(row)
    assert before is not None

    done = tuhono(tmp_path, "roster", "republish")

    assert done.returncode == 0, done.stderr
    assert "records" in done.stdout
    after = school.find_one(row)
    assert after is not None
    assert after["version"] == before["version"] + 1


def test_what_names_people_for_too_long_is_said(
    invitations_store: Settings, tmp_path: Path
) -> None:
    assert invitations_store.service == "invitations"

    done = tuhono(tmp_path, "retention", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "Nothing was changed." in done.stdout
