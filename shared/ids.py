"""Identifiers of our own: new ones grow with time, derived ones are the same for the same parts."""

import uuid

import uuid_utils

TUHONO_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "tuhono.org")
# The same, at a third of the standard library's time to derive from.
_NAMESPACE = uuid_utils.UUID(bytes=TUHONO_NAMESPACE.bytes)


def new_id() -> str:
    """A fresh UUIDv7 as text: sorts by the time it was made (RFC 9562)."""
    return str(uuid_utils.uuid7())


def derived_id(*parts: str) -> str:
    """A UUIDv5 as text over the parts: the same parts always give the same id.

    Parts are joined with a character that no id holds, so ("ab", "c") and ("a", "bc") differ.
    """
    return str(uuid_utils.uuid5(_NAMESPACE, "\x1f".join(parts)))
