"""Named reads of what was decided about the schools."""

from collections.abc import Iterable

from services.evaluation.roster.models import RosterOrg, RosterPerson
from services.evaluation.schools.models import School
from shared.closed import SchoolState
from shared.errors import NotFound
from shared.events.evaluation import OrgKind
from shared.tenancy import every_school, scope, scope_of


def decided_school(school_id: str) -> School:
    """What was decided about the school; a fresh one when nothing was.

    Raises:
        NotFound: there is no such school.
    """
    with scope_of(school_id):
        found = School.objects(id=school_id).first()
        if found is None and not _is_school(school_id):
            raise NotFound("school")
    return found or School(id=school_id, school_id=school_id)


def is_known(school_id: str) -> bool:
    """Whether the school is there, or was."""
    with scope_of(school_id):
        return School.objects(id=school_id).first() is not None or _is_school(school_id)


def removed_among(school_ids: Iterable[str]) -> frozenset[str]:
    """Those of the schools that were removed: nothing is published there."""
    with scope(read=frozenset(school_ids)):
        found = School.objects(state=SchoolState.REMOVED.value)
        return frozenset(one.school_id for one in found)


def people_quotas(school_ids: Iterable[str]) -> dict[str, int]:
    """School to how many persons may be published there; those without a limit are left out."""
    with scope(read=frozenset(school_ids)):
        return {one.school_id: one.people_quota for one in School.objects(people_quota__ne=None)}


def count_people(school_id: str) -> int:
    """How many persons the school has today."""
    with scope(read=[school_id]):
        return int(RosterPerson.objects(active=True).count())


def all_schools() -> list[tuple[str, str, School]]:
    """Id, name and decisions of every school that is known or was removed, by name."""
    with scope(read=every_school(RosterOrg) | every_school(School)):
        names = {
            one.org_id: one.name
            for one in RosterOrg.objects(kind=OrgKind.SCHOOL.value)
            if one.org_id == one.school_id
        }
        decided = {one.id: one for one in School.objects}
    found = [
        (school_id, names.get(school_id, ""), decided.get(school_id) or School(id=school_id))
        for school_id in {*names, *decided}
    ]
    return sorted(found, key=lambda one: (one[1], one[0]))


def _is_school(school_id: str) -> bool:
    """Whether the roster knows a school of that id: the district's own org is none."""
    found = RosterOrg.objects(org_id=school_id, kind=OrgKind.SCHOOL.value).first()
    return found is not None
