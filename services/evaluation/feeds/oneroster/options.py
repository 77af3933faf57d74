"""How a package is to be read, and how much it may hold."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a package may hold. A ratio is judged only from ``ratio_from_bytes`` on."""

    archive_bytes: int = 50 * MEBIBYTE
    entries: int = 64
    entry_bytes: int = 1024 * MEBIBYTE
    total_bytes: int = 2048 * MEBIBYTE
    ratio: int = 100
    ratio_from_bytes: int = MEBIBYTE


LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the district chose for a source.

    ``strict``: the standard to the letter; else what real systems do is taken with a warning.
    ``demographics``: whether that file may be read at all. ``org_scope``: the orgs whose records
    may come, None for all. ``is_bulk_with_status_full``: a file that the manifest calls bulk is the
    full set even where its rows carry a status. Source: design lms.md §1.4, §8 rules 4 and 14.
    """

    strict: bool = False
    demographics: bool = False
    limits: Limits = LIMITS
    org_scope: frozenset[str] | None = None
    is_bulk_with_status_full: bool = False


LENIENT = Options()
