"""A program that the local run keeps: its command, its surroundings, and where it logs.

supervisord keeps them for a run, a test session starts them by itself; both from this description.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.errors import LocalRunError

PROJECT = Path(__file__).resolve().parents[2]
TETHER = Path(__file__).with_name("tether.py")
TAIL_BYTES = 64 * 1024
LONGEST_LINE = 400


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run, where, and how long it may take to end itself."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    directory: Path = PROJECT
    stop_seconds: int = 20
    group: str = "servers"


def installed(program: str) -> str:
    """The path of a program that was installed beside this Python."""
    return sys.executable if program == "python" else str(Path(sys.executable).parent / program)


def prepare_launch(program: Program, *, parent: int = 0) -> tuple[str, ...]:
    """The command that ends with its parent, however that ends: nothing is left holding a port.

    Puts the last run's log aside and writes the launch file that the command reads; that may hold
    secrets, so only we may read it.
    """
    program.log.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists():
        program.log.rename(program.log.with_suffix(".log.old"))
    launch = program.log.with_suffix(".launch.json")
    launch.touch(mode=0o600)
    launch.write_text(
        json.dumps({"command": program.command, "environment": program.environment}, indent=1)
    )
    return (sys.executable, "-IS", str(TETHER), str(parent), str(launch))


class Running:
    """A program started by this process, in a session of its own: Ctrl-C reaches us, not it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        command = prepare_launch(program, parent=os.getpid())
        with program.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=program.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def require_alive(self) -> None:
        """Raises LocalRunError, with the last lines of the log, when the program has ended."""
        code = self.process.poll()
        if code is not None:
            raise refused(self.program, f"ended with code {code}")

    def stop(self) -> None:
        """End the program: asked first, then told."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(self.program.stop_seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def refused(program: Program, what: str) -> LocalRunError:
    """The error for a program that did not come up, with what its log tells of that."""
    return LocalRunError(
        f"{program.name} {what}.",
        remedy=f"Its whole log: {program.log}",
        log=last_errors(program.log) or last_lines(program.log),
    )


def last_lines(log: Path, count: int = 12) -> tuple[str, ...]:
    """The last lines of a log, as people read them. Empty when there is none."""
    return tuple(_readable(line) for line in _tail(log))[-count:]


def last_errors(log: Path, count: int = 6) -> tuple[str, ...]:
    """The last lines that a JSON log itself calls errors: mongod says much more after those."""
    return tuple(_readable(line) for line in _tail(log) if _entry(line).get("s") in {"E", "F"})[
        -count:
    ]


def _tail(log: Path) -> list[str]:
    if not log.is_file():
        return []
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - TAIL_BYTES))
        lines = stream.read().decode(errors="replace").splitlines()
    return [line for line in lines if line.strip()]


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _readable(line: str) -> str:
    """Of mongod's JSON people need the time, the message and the error."""
    entry = _entry(line)
    if "t" not in entry or "msg" not in entry:
        return line[:LONGEST_LINE]
    attributes = entry.get("attr", {})
    error = attributes.get("error") or attributes.get("message") or ""
    told = f"{entry['t'].get('$date', '')[11:19]} {entry.get('s', ' ')} {entry['msg']} {error}"
    return told.rstrip()[:LONGEST_LINE]
