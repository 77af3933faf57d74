"""What the roster's records mean for links and roles. Pure."""

import unicodedata
from datetime import date

from shared.access.roles import AppRole


def stands_for_a_child(
    links: list[tuple[bool, bool, date | None, date | None]], today: date
) -> bool:
    """Whether one of a guardian's links (active, data access, from, to) holds today.

    Source: architecture.md §5: a restriction always wins, at once.
    """
    return any(
        active and data_access and holds_on(begins, ends, today)
        for active, data_access, begins, ends in links
    )


def holds_on(begins: date | None, ends: date | None, today: date) -> bool:
    """Whether today is from ``begins`` on and before ``ends``; without one it is open there."""
    return (begins is None or begins <= today) and (ends is None or today < ends)


def is_family_only(roles: frozenset[AppRole]) -> bool:
    """Whether all that somebody is at a school comes from a child there."""
    return roles == {AppRole.FAMILY}


def one_spelling(contact: str) -> str:
    """The e-mail address or phone number as its other spellings are too, to count them as one.

    The roster's look-up sees no difference between them either.
    """
    plain = unicodedata.normalize("NFKC", contact).casefold()
    if "@" in plain:
        # White space, and what is not seen at all: controls, soft hyphens, joiners.
        return "".join(one for one in plain if unicodedata.category(one)[0] not in "CZ")
    return "".join(one for one in plain if one.isdigit() or one == "+") or plain
