"""supervisord as the run's keeper, with real child processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from deploy.local.errors import LocalRunError
from deploy.local.programs import last_lines, prepare_launch
from deploy.local.state import Run
from deploy.local.supervision import Supervisor, launch_supervisor
from deploy.local.up import start, stop
from tests.deploy.conftest import make_program

SLEEP = "import time, sys; print('up', flush=True); time.sleep(600)"


def wait_for(question: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def running_pid(supervisor: Supervisor, name: str) -> int:
    found = {each.name: each for each in supervisor.programs()}[name]
    return found.pid if found.state == "RUNNING" else 0


def test_a_killed_program_is_back(run: Run) -> None:
    program = make_program(run, "sleeper", sys.executable, "-c", SLEEP)
    supervisor = launch_supervisor(run, [program])
    supervisor.start([program])
    wait_for(lambda: running_pid(supervisor, "sleeper") > 0)
    first = running_pid(supervisor, "sleeper")

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: running_pid(supervisor, "sleeper") not in {0, first})


def test_down_ends_everything_and_says_so(run: Run) -> None:
    program = make_program(run, "sleeper", sys.executable, "-c", SLEEP)
    supervisor = launch_supervisor(run, [program])
    supervisor.start([program])
    wait_for(lambda: running_pid(supervisor, "sleeper") > 0)
    pid = running_pid(supervisor, "sleeper")

    assert stop(run)

    assert not psutil.pid_exists(pid)
    assert not supervisor.is_running()
    assert not stop(run)


def test_nothing_outlives_a_keeper_that_was_killed(run: Run) -> None:
    program = make_program(run, "sleeper", sys.executable, "-c", SLEEP)
    supervisor = launch_supervisor(run, [program])
    supervisor.start([program])
    wait_for(lambda: running_pid(supervisor, "sleeper") > 0)
    pid = running_pid(supervisor, "sleeper")

    os.kill(int((run.folder / "supervisord.pid").read_text()), signal.SIGKILL)

    wait_for(lambda: not psutil.pid_exists(pid))


def test_a_second_start_of_the_same_run_is_refused(run: Run) -> None:
    launch_supervisor(run, [])

    with pytest.raises(LocalRunError, match="already started") as caught:
        start(run, lambda _: None)

    assert f"http://localhost:{run.base_port}" in caught.value.what
    assert "make stop" in caught.value.remedy


def test_values_with_special_characters_reach_the_program_as_they_are(run: Run) -> None:
    value = 'a "quoted" 100% value, with $HOME and \\ and =;'
    program = make_program(
        run, "teller", sys.executable, "-c", "import os; print(os.environ['TOLD'])"
    )
    program.environment["TOLD"] = value
    supervisor = launch_supervisor(run, [program])

    supervisor.start([program])

    wait_for(lambda: bool(last_lines(program.log)))
    assert last_lines(program.log)[0] == value


def test_a_tethered_program_ends_when_its_parent_is_killed(run: Run) -> None:
    program = make_program(run, "sleeper", sys.executable, "-c", SLEEP)
    script = f"""
import subprocess, time
print(subprocess.Popen({list(prepare_launch(program))!r}).pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert b"up" in parent.stdout.readline()
        parent.kill()

    wait_for(lambda: not psutil.pid_exists(pid))
