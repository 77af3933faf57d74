"""Access rules: what a route demands of who asks. Pure: no Flask, no store; composed with ``|``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.access.principal import Principal
from shared.access.roles import AppRole


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks for what; ``roles`` are those in the path's school, or in any if it names none."""

    principal: Principal | None
    arguments: Mapping[str, object]
    roles: Callable[[], frozenset[AppRole]]


@dataclass(frozen=True)
class Rule:
    """One demand; ``a | b`` is met when either is."""

    name: str
    permits: Callable[[Asking], bool]

    def __or__(self, other: "Rule") -> "Rule":
        """A rule that either of the two satisfies."""
        return Rule(
            f"{self.name} or {other.name}",
            lambda asking: self.permits(asking) or other.permits(asking),
        )


def role(wanted: AppRole) -> Rule:
    """Somebody signed in, not limited to a purpose, who has the role."""
    return Rule(wanted.value, lambda asking: _is_full(asking) and wanted in asking.roles())


def purpose(action: str, kind: str) -> Rule:
    """A limited session made for this action, on the very subject that the path names.

    The path's argument is the kind with ``_id`` (``invitation`` → ``invitation_id``).
    """
    argument = f"{kind.replace('-', '_')}_id"
    return Rule(f"purpose {action} {kind}", lambda asking: _is_for(asking, action, kind, argument))


PUBLIC = Rule("public", lambda _: True)
SIGNED_IN = Rule("signed in", lambda asking: _is_full(asking))
ANY_FAMILY = role(AppRole.FAMILY)
STUDENTS = role(AppRole.STUDENT)
TEACHERS = role(AppRole.TEACHER)
COORDINATORS = role(AppRole.COORDINATOR)
LEADERS = role(AppRole.LEADER)
DISTRICT_STAFF = role(AppRole.DISTRICT)


def _is_full(asking: Asking) -> bool:
    return asking.principal is not None and asking.principal.purpose is None


def _is_for(asking: Asking, action: str, kind: str, argument: str) -> bool:
    if asking.principal is None or asking.principal.purpose is None:
        return False
    limit = asking.principal.purpose
    subject_id = asking.arguments.get(argument)
    return (limit.action, limit.kind) == (action, kind) and limit.subject_id == subject_id
