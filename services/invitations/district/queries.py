"""Named reads for the district: its schools, who leads them, what it announced, how that stands.

Reads beyond the asker's own schools: for district staff only, and only names of schools and counts
of families come back.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from services.invitations.activities.looking import sending
from services.invitations.activities.models import Activity
from services.invitations.district.models import DistrictAnnouncement
from services.invitations.district.rules import LeftOut, Staffed, is_small
from services.invitations.invitations.tallying import Tally, tallies
from services.invitations.roster.models import RosterCoordinator, RosterOrg, RosterPerson
from services.invitations.roster.queries import School, schools
from shared.access import AppRole, derive_roles
from shared.closed import closed_schools
from shared.errors import NotFound
from shared.events.evaluation import Role
from shared.jobs import JobStatus
from shared.tenancy import every_school, scope

NEWEST = 50
_LEADING = [Role.PRINCIPAL.value, Role.SITE_ADMINISTRATOR.value, Role.ADMINISTRATOR.value]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A school of the district, and who receives its families there; nobody where it is empty."""

    school: School
    host_id: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How the announcement stands in one school, in counts.

    ``job`` sends the school's invitations; None while there is none to send. ``tally`` is None
    while too few families are behind it to be shown.
    """

    school: School
    left_out: LeftOut | None = None
    job: JobStatus | None = None
    tally: Tally | None = None
    is_cancelled: bool = False


def places(district_id: str, school_ids: Collection[str] | None = None) -> list[Place]:
    """The open schools of the district by name, or those of them that have these ids."""
    wanted = every_school(RosterOrg) - closed_schools() - {district_id}
    if school_ids is not None:
        wanted &= frozenset(school_ids)
    with scope(read=wanted):
        known = [one for one in schools(wanted).values() if one.name]
        staffed = _staffed(wanted)
    found = [Place(school=one, host_id=staffed[one.school_id].host_id) for one in known]
    return sorted(found, key=lambda one: one.school.name)


def announcements() -> list[DistrictAnnouncement]:
    """The newest announcements of the district in scope."""
    return list(DistrictAnnouncement.objects.order_by("-sent_at")[:NEWEST])


def announcement_of(announcement_id: str) -> DistrictAnnouncement:
    """The announcement of the district in scope.

    Raises:
        NotFound: there is none.
    """
    found = DistrictAnnouncement.objects(id=announcement_id).first()
    if found is None:
        raise NotFound("district-announcement")
    return found  # type: ignore[no-any-return]


def progress_of(announcement: DistrictAnnouncement) -> list[Progress]:
    """How the announcement stands in each of its schools, by name."""
    wanted = frozenset(announcement.school_ids) - closed_schools()
    ids = [Activity.id_for(announcement.id, one) for one in wanted]
    with scope(read=wanted):
        known = sorted(schools(wanted).values(), key=lambda one: one.name)
        activities = {one.school_id: one for one in Activity.objects(id__in=ids)}
        counted = tallies(one.id for one in activities.values())
    why = announcement.why_left_out
    return [
        _progress(one, activities[one.school_id], counted[activities[one.school_id].id])
        if one.school_id in activities
        else Progress(school=one, left_out=why.get(one.school_id))
        for one in known
    ]


def _progress(school: School, activity: Activity, tally: Tally) -> Progress:
    return Progress(
        school=school,
        job=sending(activity.job_id),
        tally=None if is_small(tally.families) else tally,
        is_cancelled=activity.is_cancelled,
    )


def _staffed(school_ids: Collection[str]) -> dict[str, Staffed]:
    """Who coordinates and who leads each of these schools, as far as they are active there."""
    appointed = {
        row.school_id: row.person_id for row in RosterCoordinator.objects(person_id__ne=None)
    }
    leaders: dict[str, set[str]] = defaultdict(set)
    coordinators: dict[str, str] = {}
    for one in RosterPerson.objects(active=True, roles__in=_LEADING):
        if AppRole.LEADER in derive_roles(one.roles, in_district=False):
            leaders[one.school_id].add(one.person_id)
    for one in RosterPerson.objects(active=True, person_id__in=list(appointed.values())):
        if appointed.get(one.school_id) == one.person_id:
            coordinators[one.school_id] = one.person_id
    return {
        one: Staffed(
            school_id=one,
            coordinator_id=coordinators.get(one, ""),
            leader_ids=tuple(leaders[one]),
        )
        for one in school_ids
    }
