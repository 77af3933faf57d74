"""Who publishes what an import changed, in order: the roster first, then what stands on it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.evaluation.progress.publishing import publish_changed as publish_progress
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.publishing import publish_changed as publish_roster

Publish = Callable[[Ids, Sequence[str], datetime, int], int]
"""One transaction: publish up to so many changed records; returns how many, 0 when done."""

PUBLISHERS: tuple[Publish, ...] = (publish_roster, publish_progress)


def publish_next(ids: Ids, languages: Sequence[str], now: datetime, limit: int) -> int:
    """Publish the next up to ``limit`` changed records of the source; 0 when nothing is left."""
    return next(
        (done for publish in PUBLISHERS if (done := publish(ids, languages, now, limit))), 0
    )
