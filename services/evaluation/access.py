"""Who may do what here, and what a page calls its reader: from the roster and the team."""

from collections import defaultdict
from collections.abc import Iterable

from services.evaluation.roster.queries import active_records_of, full_name, school_names
from services.evaluation.team.queries import schools_coordinated_by
from shared.access.current import LookUpRoles, Roles
from shared.access.principal import Principal
from shared.access.roles import AppRole, derive_roles
from shared.web.layout import Reader


def roles_lookup(district_id: str) -> LookUpRoles:
    """What ``web.create_app`` asks for the roles of who is signed in."""

    def look_up(principal: Principal) -> Roles:
        return roles_of(principal.person_ids, principal.schools, district_id)

    return look_up


def roles_of(person_ids: Iterable[str], schools: Iterable[str], district_id: str) -> Roles:
    """What these persons together may do, by school; schools without a role are left out."""
    wanted, where = list(person_ids), list(schools)
    coordinated = schools_coordinated_by(wanted, where)
    found: dict[str, frozenset[AppRole]] = defaultdict(frozenset)
    for record in active_records_of(wanted, where):
        found[record.school_id] |= derive_roles(
            record.roles,
            in_district=record.school_id == district_id,
            is_coordinator=(record.school_id, record.person_id) in coordinated,
        )
    return {school_id: roles for school_id, roles in found.items() if roles}


def reader_of(principal: Principal) -> Reader:
    """What the frame of a page calls who reads it."""
    records = active_records_of([principal.actor], principal.schools)
    names = [full_name(record) for record in records]
    schools = school_names(principal.schools)
    return Reader(name=next(iter(names), ""), schools=tuple(sorted(schools.values())))
