"""The only place that asks what time it is. Rules get ``now`` passed in."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, aware UTC, cut to whole milliseconds as MongoDB keeps it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
