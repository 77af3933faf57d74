"""The pages about feeds: the district's, and each school's list of missing contacts."""

from services.evaluation.feeds.pages import (
    decisions,
    downloads,
    missing,
    missing_at_school,
    overview,
    progress,
    runs,
    sources,
)
from services.evaluation.feeds.pages.frame import blueprint

__all__ = [
    "blueprint",
    "decisions",
    "downloads",
    "missing",
    "missing_at_school",
    "overview",
    "progress",
    "runs",
    "sources",
]
