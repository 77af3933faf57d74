"""A measured figure beside the ceiling that bare libraries reached in the same run."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measurement; ``ratio`` compares ours with the bare libraries' doing the same work."""

    name: str
    unit: str
    ours: float
    ceiling: float | None = None
    aim: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the ceiling; None where nothing bare does the same."""
        return None if not self.ceiling else self.ours / self.ceiling

    def as_row(self) -> dict[str, Any]:
        """What ``build/bench.json`` keeps."""
        return asdict(self) | {"ratio": self.ratio}


def compared(name: str, unit: str, ours: float, ceiling: float, *, aim_ratio: float) -> Figure:
    """A figure whose aim is a share of the ceiling."""
    return Figure(
        name=name,
        unit=unit,
        ours=ours,
        ceiling=ceiling,
        aim=f"ratio ≥ {aim_ratio}",
        reached=ours / ceiling >= aim_ratio,
    )


def best_rate(count: int, work: Callable[[], None], *, runs: int = 3) -> float:
    """Things per second in the best of some runs of ``work``, which does ``count`` of them."""
    return max(count / seconds_of(work) for _ in range(runs))


def seconds_of(work: Callable[[], object]) -> float:
    """How long it took, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
