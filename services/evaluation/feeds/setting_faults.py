"""What is wrong with a source's settings, in words for the form."""

import re

from services.evaluation.feeds.rules import BulkWithStatus, SourceSettings
from shared.web.languages import LazyString, lazy_

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_MOST_HOURS = 24 * 31
_MOST_RECORDS = 1000
_LONGEST_ID = 255


def faults_of(settings: SourceSettings) -> dict[str, list[LazyString]]:
    """By the setting's name; empty when all is well."""
    share = lazy_("Write a share from 0 to 1, such as 0.1")
    checks = (
        ("expected_by", _is_time(settings.expected_by), lazy_("Write a time such as 06:00")),
        (
            "expected_every_hours",
            0 <= settings.expected_every_hours <= _MOST_HOURS,
            lazy_("Write a number of hours, at most a month"),
        ),
        ("deactivation_share", 0 <= settings.deactivation_share <= 1, share),
        ("change_share", 0 <= settings.change_share <= 1, share),
        (
            "deactivation_floor",
            0 <= settings.deactivation_floor <= _MOST_RECORDS,
            lazy_("Write a number from 0 to 1000"),
        ),
        (
            "bulk_with_status",
            settings.bulk_with_status in frozenset(BulkWithStatus),
            lazy_("Choose delta or bulk"),
        ),
        ("school", len(settings.school) <= _LONGEST_ID, lazy_("This is too long")),
    )
    return {name: [message] for name, is_good, message in checks if not is_good}


def _is_time(text: str) -> bool:
    return not text or _TIME.fullmatch(text) is not None
