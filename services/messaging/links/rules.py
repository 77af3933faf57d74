"""When links work. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.access.roles import STAFF_ROLES, AppRole

SIGN_IN_LIFE = timedelta(minutes=15)
# Source: architecture.md §7: a purpose link is valid until its subject closes and 14 days more.
AFTER_CLOSE = timedelta(days=14)


class LinkKind(StrEnum):
    """What a link opens."""

    SIGN_IN = "sign-in"
    PURPOSE = "purpose"


def may_join(asker: frozenset[AppRole], newcomer: frozenset[AppRole]) -> bool:
    """Whether the newcomer may be added to the asker's account: families only, on both sides."""
    return all(AppRole.FAMILY in roles and not roles & STAFF_ROLES for roles in (asker, newcomer))


def may_have_sign_in_link(roles: frozenset[AppRole], *, staff_have_provider: bool) -> bool:
    """Whether somebody may ask for a link: staff not, where their school's sign-in can be used."""
    is_staff = bool(roles & STAFF_ROLES)
    return bool(roles) and not (is_staff and staff_have_provider)


def ends_at(kind: LinkKind, *, now: datetime, closes_at: datetime | None = None) -> datetime:
    """When a link made now stops working."""
    if kind is LinkKind.SIGN_IN or closes_at is None:
        return now + SIGN_IN_LIFE
    return closes_at + AFTER_CLOSE
