"""The folder that holds all of one local run: data, logs, keys, and what was decided once."""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import LocalRunError
from deploy.local.ports import DEFAULT_BASE, Ports, ports_from
from shared.access.keys import make_signing_key

MARKER = "tuhono-run.json"
# Kafka and MongoDB set files of a fixed size aside before they hold anything.
NEEDED_BYTES = 2 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Run:
    """One local run: its folder, its first port, and the district that it shows."""

    folder: Path
    base_port: int
    district_id: str

    @property
    def ports(self) -> Ports:
        """The port map that follows from the first port."""
        return ports_from(self.base_port)

    @property
    def logs(self) -> Path:
        """Where every program logs, one file each."""
        return self.folder / "logs"

    @property
    def signing_key(self) -> Path:
        """The private Ed25519 key that signs sessions and links."""
        return self.folder / "signing-key.json"

    def once(self, name: str) -> Path:
        """The file whose presence says that the step ``name`` has been done for good."""
        return self.folder / "done" / name


def run_folder() -> Path:
    """Where the run's state is: TUHONO_HOME, or ``.run`` in the project's folder."""
    return Path(os.environ.get("TUHONO_HOME", ".run")).absolute()


def chosen_port() -> int | None:
    """The first port that the environment asks for.

    Raises:
        LocalRunError: when TUHONO_PORT is no port with room for the ones after it.
    """
    text = os.environ.get("TUHONO_PORT")
    if not text:
        return None
    if not text.isdecimal() or not 1024 <= int(text) <= 65400:
        raise LocalRunError(
            f"TUHONO_PORT is {text!r}.", remedy="It must be a number from 1024 to 65400."
        )
    return int(text)


def existing_run() -> Run | None:
    """The run in the state folder, or None when there has been none."""
    folder = run_folder()
    if not (folder / MARKER).is_file():
        return None
    kept = json.loads((folder / MARKER).read_text())
    return Run(folder=folder, base_port=kept["base_port"], district_id=kept["district_id"])


def required_run() -> Run:
    """The run in the state folder.

    Raises:
        LocalRunError: when there has been none.
    """
    run = existing_run()
    if run is None:
        raise LocalRunError(f"There is no run in {run_folder()}.", remedy="Start one: make run")
    return run


def open_run() -> Run:
    """The run in the state folder, made there the first time. TUHONO_PORT moves its ports.

    Raises:
        LocalRunError: when the folder cannot be written or belongs to something else.
    """
    kept, port = existing_run(), chosen_port()
    run = Run(
        folder=run_folder(),
        base_port=port or (kept.base_port if kept else DEFAULT_BASE),
        district_id=kept.district_id if kept else str(uuid.uuid4()),
    )
    if kept is None and run.folder.exists() and any(run.folder.iterdir()):
        raise LocalRunError(
            f"{run.folder} holds files that are not a local run of Tūhono.",
            remedy="Choose an empty folder: TUHONO_HOME=… make run",
        )
    try:
        _write(run)
    except OSError as error:
        raise LocalRunError(f"Cannot write the state folder {run.folder}: {error}.") from error
    return run


def require_disk(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Raises LocalRunError unless the disk of ``folder`` has ``needed`` bytes left."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise LocalRunError(
            f"Only {free / 1024**3:.1f} GiB of disk left at {there}; "
            f"the run needs {needed / 1024**3:.1f} GiB.",
            remedy="Make room, or put the state elsewhere: TUHONO_HOME=/elsewhere make run",
        )


@contextmanager
def locked(run: Run) -> Iterator[None]:
    """Hold the run's lock, so that it is started once at a time.

    Raises:
        LocalRunError: when another start or stop holds it.
    """
    with (run.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LocalRunError(
                f"Another `tuhono` is starting or stopping the run in {run.folder}.",
                remedy="Wait for it to finish; `tuhono status` shows how far it is.",
            ) from error
        yield


def _write(run: Run) -> None:
    for folder in (run.folder, run.logs, run.folder / "done", run.folder / "data"):
        folder.mkdir(parents=True, exist_ok=True)
    run.folder.chmod(0o700)
    kept = {"base_port": run.base_port, "district_id": run.district_id}
    (run.folder / MARKER).write_text(json.dumps(kept, indent=2) + "\n")
    make_signing_key(str(run.signing_key))
