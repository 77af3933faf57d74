"""When a relation of the roster holds, and whom a name that somebody types means. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

LONGEST_BEGINNING = 40


def holds_on(begins: datetime | None, ends: datetime | None, on: date) -> bool:
    """Whether the day is from ``begins`` on and before ``ends``; an open end holds for ever."""
    begun = begins is None or begins.date() <= on
    return begun and (ends is None or on < ends.date())


def words_asked(text: str) -> tuple[str, ...]:
    """The words of a name as somebody types it, as ``is_called`` takes them."""
    return tuple(_plain(text).replace("-", " ").split())


def is_called(names: Iterable[str | None], asked: Sequence[str]) -> bool:
    """Whether every word asked begins a word of the names; *rawiri* finds *Rāwiri*."""
    begun = words_asked(" ".join(name for name in names if name))
    return all(any(word.startswith(one) for word in begun) for one in asked)


def may_begin(asked: Sequence[str]) -> str:
    """A regular expression that fits one of the names of everybody who ``is_called`` so.

    It fits others too: whatever holds a letter outside ASCII, for it may stand for any other.
    """
    longest = max(asked, key=len, default="")[:LONGEST_BEGINNING]
    # The store takes no null in a pattern.
    beginning = re.escape(longest).replace("\0", ".")
    return f"(^|[^a-z0-9]){beginning}|[^\\x00-\\x7f]"


def _plain(text: str) -> str:
    """The text in small letters without marks."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
