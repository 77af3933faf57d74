"""Reading the logs of a run: the last lines of one program or of all, and what comes after."""

import time
from collections.abc import Iterator
from pathlib import Path

from deploy.local.errors import LocalRunError
from deploy.local.programs import last_lines
from deploy.local.state import Run


def log_files(run: Run, name: str | None) -> list[Path]:
    """The logs of ``run`` whose names begin with ``name``; all of them without it.

    Raises:
        LocalRunError: when there is none of that name.
    """
    files = sorted(run.logs.glob(f"{name or ''}*.log"))
    if not files:
        known = ", ".join(path.stem for path in sorted(run.logs.glob("*.log"))) or "none yet"
        raise LocalRunError(f"No log of {name!r}.", remedy=f"There are: {known}")
    return files


def tail(files: list[Path], count: int) -> Iterator[tuple[str, str]]:
    """The last ``count`` lines of each file, each with the name of its program."""
    for path in files:
        for line in last_lines(path, count):
            yield path.stem, line


def follow(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Lines as they are written, for ever, each with the name of its program."""
    places = {path: path.stat().st_size for path in files}
    while True:
        for path in files:
            size = path.stat().st_size
            # A smaller file is a new one: the log was rotated.
            start = places[path] if size >= places[path] else 0
            if size > start:
                with path.open("rb") as stream:
                    stream.seek(start)
                    text = stream.read(size - start).decode(errors="replace")
                yield from ((path.stem, line) for line in text.splitlines())
            places[path] = size
        time.sleep(0.3)
