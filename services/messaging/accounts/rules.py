"""How long sessions last. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.access.roles import STAFF_ROLES, AppRole


class SessionKind(StrEnum):
    """What a session is good for, which decides how long it lasts."""

    STAFF = "staff"
    FAMILY = "family"
    OWN_DEVICE = "own-device"
    LIMITED = "limited"


@dataclass(frozen=True, kw_only=True)
class Lifetime:
    """How long a session may stand unused, and how long it lasts at most."""

    idle: timedelta
    longest: timedelta


# Source: security.md: idle 30 min for staff, longer on a device that a family names as its own.
LIFETIMES = {
    SessionKind.STAFF: Lifetime(idle=timedelta(minutes=30), longest=timedelta(hours=12)),
    SessionKind.FAMILY: Lifetime(idle=timedelta(hours=2), longest=timedelta(hours=24)),
    SessionKind.OWN_DEVICE: Lifetime(idle=timedelta(days=30), longest=timedelta(days=180)),
    SessionKind.LIMITED: Lifetime(idle=timedelta(hours=2), longest=timedelta(hours=24)),
}


def session_kind(roles: Iterable[AppRole], *, own_device: bool) -> SessionKind:
    """The kind of a full session: whoever is staff anywhere has a staff session."""
    held = frozenset(roles)
    if held & STAFF_ROLES:
        return SessionKind.STAFF
    if own_device and AppRole.FAMILY in held:
        return SessionKind.OWN_DEVICE
    return SessionKind.FAMILY


def good_until(kind: SessionKind, *, opened_at: datetime, now: datetime) -> datetime:
    """When a session that was used just now ends, if it is not used again."""
    lifetime = LIFETIMES[kind]
    return min(now + lifetime.idle, opened_at + lifetime.longest)
