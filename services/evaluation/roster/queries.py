"""Named reads of the published roster: who is who, which roles, which schools."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from services.evaluation.roster.models import RosterOrg, RosterPerson
from shared import clock
from shared.events.evaluation import OrgKind
from shared.tenancy import every_school, scope


def active_records_of(person_ids: Iterable[str], schools: Iterable[str]) -> list[RosterPerson]:
    """These persons as the schools know them, one record for each school of each."""
    with scope(read=frozenset(schools)):
        return list(RosterPerson.objects(person_id__in=list(person_ids), active=True))


def person_in(school_id: str, person_id: str) -> RosterPerson | None:
    """The person as the school knows them, active or not."""
    return RosterPerson.objects(id=f"{school_id}/{person_id}").first()  # type: ignore[no-any-return]


def active_people(school_id: str) -> list[RosterPerson]:
    """Everybody whom the school knows today."""
    return list(RosterPerson.objects(school_id=school_id, active=True))


def full_name(person: RosterPerson) -> str:
    """The name a person goes by, then the family's."""
    return f"{person.preferred_name or person.given_name} {person.family_name}".strip()


def school_names(school_ids: Iterable[str]) -> dict[str, str]:
    """The names of these schools (and the district) by id; one not known yet is left out."""
    with scope(read=frozenset(school_ids)):
        own = RosterOrg.objects(active=True)
        return {org.org_id: org.name for org in own if org.org_id == org.school_id}


def zone_of(school_id: str) -> str:
    """The school's (or the district's) time zone; UTC while it is not known."""
    with scope(read=[school_id]):
        org = RosterOrg.objects(org_id=school_id).first()
    return str(org.zone) if org else "Etc/UTC"


def today_in(school_id: str) -> date:
    """Which day it is at the school."""
    return clock.now().astimezone(ZoneInfo(zone_of(school_id))).date()


def all_schools() -> list[RosterOrg]:
    """Every active school of the district, by name, whatever is in scope: for its own staff."""
    with scope(read=every_school(RosterOrg)):
        found = RosterOrg.objects(active=True, kind=OrgKind.SCHOOL.value).order_by("name")
        return list(found)
