"""Named reads of a school's team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.evaluation.roster.queries import active_people, full_name, person_in
from services.evaluation.team.models import Coordinator
from services.evaluation.team.rules import is_staff
from shared.tenancy import scope


@dataclass(frozen=True, kw_only=True)
class InOffice:
    """The school's coordinator."""

    person_id: str
    name: str
    starts_on: date


def coordinator_of(school_id: str) -> InOffice | None:
    """Who coordinates the school, if anybody."""
    office = Coordinator.objects(id=school_id).first()
    if office is None or office.person_id is None:
        return None
    person = person_in(school_id, office.person_id)
    name = full_name(person) if person else ""
    return InOffice(person_id=office.person_id, name=name, starts_on=office.starts_on)


def schools_coordinated_by(
    person_ids: Iterable[str], schools: Iterable[str]
) -> set[tuple[str, str]]:
    """School and person, where one of these persons coordinates one of these schools."""
    with scope(read=frozenset(schools)):
        offices = Coordinator.objects(person_id__in=list(person_ids))
        return {(office.school_id, office.person_id) for office in offices}


def staff_of(school_id: str) -> list[tuple[str, str]]:
    """The school's active staff as (person id, name), by name."""
    staff = [one for one in active_people(school_id) if is_staff(one.roles)]
    found = [(one.person_id, full_name(one)) for one in staff]
    return sorted(found, key=lambda one: one[1].casefold())
