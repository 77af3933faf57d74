"""What the whole run takes: memory of each process, and how soon an answer shows elsewhere."""

import tempfile
from pathlib import Path

from deploy.processes import processes
from tests.bench.figures import Figure
from tests.bench.latency import measure_latency
from tests.system import System, running_system

MEBIBYTE = 1024 * 1024
SERVERS = ("kafka", "mongodb", "greenmail", "nginx")


def measure() -> list[Figure]:
    """Start a system as ``make run`` does and measure it."""
    with (
        tempfile.TemporaryDirectory(prefix="tuhono-bench-run-") as folder,
        running_system(Path(folder) / "run") as system,
    ):
        return [*measure_latency(system), *_memory(system)]


def _memory(system: System) -> list[Figure]:
    names = [*SERVERS, *(one.name for one in processes())]
    return [
        Figure(name=f"memory: {name}", unit="MiB", ours=_memory_of(system, name)) for name in names
    ]


def _memory_of(system: System, program: str) -> float:
    """Resident memory of the program and its children that nobody shares, in MiB."""
    return sum(one.memory_full_info().uss for one in system.processes(program)) / MEBIBYTE
