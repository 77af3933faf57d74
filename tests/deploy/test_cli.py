"""The ``tuhono`` command as people and programs call it: words, JSON, exit codes."""

import json
import os
import subprocess
import sys

import pytest

from deploy.local.programs import PROJECT
from deploy.local.state import Run
from deploy.local.supervision import launch_supervisor
from deploy.local.up import stop


def tuhono(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", *arguments],
        env=dict(os.environ),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_status_of_a_stopped_run_as_json(run: Run) -> None:
    done = tuhono("status", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 3
    assert told["running"] is False
    assert told["url"] == f"http://localhost:{run.base_port}"
    assert told["folder"] == str(run.folder)


def test_status_names_every_program_kept(run: Run) -> None:
    launch_supervisor(run, [])

    done = tuhono("status", "--json")

    told = json.loads(done.stdout)
    assert told["running"] is True
    assert told["ready"] == {"invitations": False, "messaging": False, "evaluation": False}
    assert done.returncode == 3
    stop(run)


def test_doctor_tells_what_it_looked_at(run: Run) -> None:
    done = tuhono("doctor", "--json")

    findings = {each["what"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert findings["mongod"]["detail"].startswith("db version")
    assert findings["nginx"]["detail"].startswith("nginx version")
    assert "version" in findings["Java"]["detail"]
    assert str(run.base_port) in findings["ports"]["detail"]


def test_a_start_on_a_taken_port_ends_with_words_and_a_code(
    own_environment: pytest.MonkeyPatch,
) -> None:
    import socket

    with socket.create_server(("127.0.0.1", int(os.environ["TUHONO_PORT"]))):
        done = tuhono("up")

    assert done.returncode == 1
    assert "Port taken" in done.stderr
    assert "TUHONO_PORT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_reset_deletes_the_folder_and_only_a_runs_folder(run: Run) -> None:
    assert tuhono("reset", "--yes").returncode == 0

    assert not run.folder.exists()
    assert "nothing to delete" in tuhono("reset", "--yes").stdout


def test_commands_without_a_run_say_how_to_start_one(own_environment: pytest.MonkeyPatch) -> None:
    done = tuhono("logs")

    assert done.returncode == 1
    assert "make run" in done.stderr


def test_an_unknown_log_names_those_there_are(run: Run) -> None:
    (run.logs / "messaging-web.log").write_text("one\ntwo\n")

    assert "two" in tuhono("logs", "messaging", "-n", "1").stdout
    assert "messaging-web" in tuhono("logs", "kafkaa").stderr


def test_a_server_that_refuses_to_start_is_quoted_and_nothing_is_left_running(run: Run) -> None:
    (run.folder / "mongodb").mkdir()
    (run.folder / "mongodb" / "storage.bson").write_text("no database")

    done = tuhono("up")

    assert done.returncode == 1
    assert "mongodb does not start" in done.stderr
    assert "storage engine metadata" in done.stderr
    assert str(run.logs / "mongodb.log") in done.stderr
    assert json.loads(tuhono("status", "--json").stdout)["running"] is False
