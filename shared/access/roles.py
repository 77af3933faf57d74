"""The roles the pages know, derived from OneRoster's, the tenant they are held in, the coordinator.

A role says what kind of thing one may do; the relation (teaches the class, is guardian of the child
today) says to whom, and is each feature's own question to its roster.
"""

from collections.abc import Iterable
from enum import StrEnum

from shared.events.evaluation import Role


class AppRole(StrEnum):
    """What somebody may do in one school, or in the district."""

    FAMILY = "family"
    STUDENT = "student"
    TEACHER = "teacher"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    DISTRICT = "district"


STAFF_ROLES = frozenset({AppRole.TEACHER, AppRole.COORDINATOR, AppRole.LEADER, AppRole.DISTRICT})

_ANYWHERE = {
    Role.GUARDIAN: AppRole.FAMILY,
    Role.PARENT: AppRole.FAMILY,
    Role.RELATIVE: AppRole.FAMILY,
    Role.STUDENT: AppRole.STUDENT,
    Role.TEACHER: AppRole.TEACHER,
    Role.AIDE: AppRole.TEACHER,
}
_AT_A_SCHOOL = {
    Role.PRINCIPAL: AppRole.LEADER,
    Role.SITE_ADMINISTRATOR: AppRole.LEADER,
    Role.ADMINISTRATOR: AppRole.LEADER,
}
_AT_THE_DISTRICT = {
    Role.DISTRICT_ADMINISTRATOR: AppRole.DISTRICT,
    Role.SYSTEM_ADMINISTRATOR: AppRole.DISTRICT,
    Role.ADMINISTRATOR: AppRole.DISTRICT,
}


def derive_roles(
    roster_roles: Iterable[str], *, in_district: bool, is_coordinator: bool = False
) -> frozenset[AppRole]:
    """What somebody with these OneRoster roles may do in the tenant they hold them in.

    A role without a meaning here (counselor, proctor) gives nothing.
    """
    meanings = _ANYWHERE | (_AT_THE_DISTRICT if in_district else _AT_A_SCHOOL)
    roles = {meanings[Role(name)] for name in roster_roles if name in meanings}
    return frozenset(roles | {AppRole.COORDINATOR}) if is_coordinator else frozenset(roles)
