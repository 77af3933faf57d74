"""``tuhono feeds``: evaluation's commands, of a run or of the installation that is named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.programs import PROJECT
from shared.settings import Settings
from tests import bundles


def tuhono_feeds(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", "feeds", *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_file_beside_the_caller_is_loaded_into_the_named_installation(
    evaluation_store: Settings, tmp_path: Path
) -> None:
    assert evaluation_store.service == "evaluation"
    bundles.write_package(tmp_path / "roster.zip", bundles.make_files())

    done = tuhono_feeds(tmp_path, "import", "roster.zip", "--source", "sis", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["users"] == {"created": 7}


def test_the_exit_code_is_the_commands_own(evaluation_store: Settings, tmp_path: Path) -> None:
    assert evaluation_store.service == "evaluation"
    (tmp_path / "broken.zip").write_bytes(b"no zip")

    done = tuhono_feeds(tmp_path, "import", "broken.zip", "--source", "sis")

    assert done.returncode == 2
    assert "The file is not a zip" in done.stdout


def test_help_needs_no_run(tmp_path: Path) -> None:
    done = tuhono_feeds(tmp_path, "--help")

    assert done.returncode == 0
    assert "approve" in done.stdout


def test_without_a_run_it_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISTRICT_ID", raising=False)
    monkeypatch.setenv("TUHONO_HOME", str(tmp_path / "none"))

    done = tuhono_feeds(tmp_path, "list")

    assert done.returncode == 1
    assert "make run" in done.stderr
