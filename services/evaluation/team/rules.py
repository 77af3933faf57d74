"""Who may be appointed. Pure."""

from collections.abc import Iterable

from shared.events.evaluation import Role

# Families and students are on the team in other ways; the coordinator is the school's own.
_NOT_STAFF = frozenset({Role.GUARDIAN, Role.PARENT, Role.RELATIVE, Role.STUDENT})


def is_staff(roles: Iterable[str]) -> bool:
    """Whether any of the roles is one of the school's staff."""
    return any(role not in _NOT_STAFF for role in roles)
