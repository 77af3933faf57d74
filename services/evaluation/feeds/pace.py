"""How much a step takes on: less when steps are slow here, so that none runs into its deadline.

A worker's own matter: nothing of it is stored, and any pace comes to the same end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

SLOW_SECONDS = 2.0
FAST_SECONDS = 0.5
SLOWEST = 1 / 32


@dataclass
class Pace:
    """A share of the full size of a step."""

    share: float = 1.0

    def of(self, full: int) -> int:
        """So many of what a step at full pace does ``full`` of."""
        return max(1, int(full * self.share))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within the block a step is done; the next one is smaller or larger by how it went."""
        begun = monotonic()
        try:
            yield
        except Exception:
            self._slow_down()
            raise
        seconds = monotonic() - begun
        if seconds > SLOW_SECONDS:
            self._slow_down()
        elif seconds < FAST_SECONDS:
            self.share = min(1.0, self.share * 2)

    def _slow_down(self) -> None:
        self.share = max(SLOWEST, self.share / 2)


pace = Pace()
