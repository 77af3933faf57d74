"""What a run decides once and keeps, and what it refuses."""

import json
import stat
from pathlib import Path

import pytest

from deploy.local.errors import LocalRunError
from deploy.local.state import Run, locked, open_run, require_disk, required_run
from shared.access.keys import load_signing_keys


def test_the_district_and_the_signing_key_are_made_once(run: Run) -> None:
    key = run.signing_key.read_text()

    again = open_run()

    assert again.district_id == run.district_id
    assert again.signing_key.read_text() == key
    assert stat.S_IMODE(run.signing_key.stat().st_mode) == 0o600
    assert load_signing_keys(str(run.signing_key)).signing.kid


def test_a_run_remembers_its_ports_without_the_variable(
    run: Run, own_environment: pytest.MonkeyPatch
) -> None:
    own_environment.delenv("TUHONO_PORT")

    assert required_run().base_port == run.base_port
    assert open_run().base_port == run.base_port


def test_a_folder_of_something_else_is_not_touched(
    own_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    own_environment.setenv("TUHONO_HOME", str(tmp_path))

    with pytest.raises(LocalRunError, match="not a local run"):
        open_run()
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize("port", ["http", "80", "65500", "-1"])
def test_a_port_that_cannot_be_is_refused(own_environment: pytest.MonkeyPatch, port: str) -> None:
    own_environment.setenv("TUHONO_PORT", port)

    with pytest.raises(LocalRunError, match="TUHONO_PORT"):
        open_run()


def test_two_starts_at_once_are_one_start(run: Run) -> None:
    with locked(run), pytest.raises(LocalRunError, match="Another `tuhono`"), locked(run):
        pass


def test_too_little_disk_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with pytest.raises(LocalRunError, match="GiB of disk left"):
        require_disk(tmp_path / "not" / "there" / "yet", needed=1 << 60)


def test_there_is_no_run_before_the_first_start(own_environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(LocalRunError, match="no run") as caught:
        required_run()
    assert "make run" in caught.value.remedy


def test_the_marker_holds_what_was_decided(run: Run) -> None:
    kept = json.loads((run.folder / "tuhono-run.json").read_text())

    assert kept == {"base_port": run.base_port, "district_id": run.district_id}
