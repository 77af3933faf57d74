"""What an operator can do to a school. Each is one transaction, and audited in the school."""

from collections.abc import Sequence

from services.evaluation.roster.changes import Record, Value
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.quotas import let_in
from services.evaluation.roster.stored import plan_changes
from services.evaluation.roster.use_cases import apply_changes
from services.evaluation.schools.models import School
from services.evaluation.schools.queries import decided_school, is_known
from shared import audit, outbox, store
from shared.errors import Conflict, Invalid
from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.store import atomic
from shared.tenancy import scope_of
from shared.web.languages import lazy_


@atomic
def add_school(  # noqa: PLR0913 - all that is told of a school
    district_id: str,
    *,
    source: str,
    sourced_id: str,
    name: str,
    zone: str = "",
    languages: Sequence[str] = (),
    people_quota: int | None = None,
) -> str:
    """Let the school be there before its feed comes; returns its id, which the feed will find.

    The record is the feed's own (same source and ``sourcedId``), so the feed's first word on it is
    a change.

    Raises:
        Conflict: the school is there, or was: what was told of a removed one may still be on its
            way, so it comes back under another ``sourcedId`` only.
    """
    school_id = Ids(district_id, source).org(sourced_id)
    if is_known(school_id):
        raise Conflict("school-is-there", lazy_("This school is there, or was removed."))
    org: dict[str, Value] = {"name": name, "type": "school"}
    own: dict[str, Value] = {"orgSourcedId": sourced_id}
    own |= {"zone": zone} if zone else {}
    own |= {"languages": list(languages)} if languages else {}
    with scope_of(district_id):
        for kind, fields in (("orgs", org), ("orgSettings", own)):
            planned = plan_changes(source, kind, [Record(sourced_id, fields)])
            apply_changes(source, kind, planned)
    with scope_of(school_id):
        school = School(id=school_id, school_id=school_id)
        school.people_quota = _checked(people_quota)
        outbox.record(school, SchoolResumed())
        store.save(school)
        audit.append("school-added", f"school/{school_id}")
    return school_id


@atomic
def set_people_quota(school_id: str, district_id: str, people_quota: int | None) -> None:
    """Say how many persons a feed may publish in the school; None lifts the limit.

    Those who waited for room are looked at again.
    """
    school = decided_school(school_id)
    with scope_of(school_id):
        school.people_quota = _checked(people_quota)
        school.version += 1
        store.save(school)
        audit.append("school-quota-set", f"school/{school_id}", {"people": people_quota})
    let_in(school_id, district_id)


@atomic
def suspend_school(school_id: str) -> None:
    """Close the school for now: nobody gets in, nothing is sent, nothing is lost.

    Raises:
        Conflict: it is closed already.
    """
    school = decided_school(school_id)
    school.suspend()
    _decide(school, SchoolSuspended(), "school-suspended")


@atomic
def resume_school(school_id: str) -> None:
    """Open a suspended school.

    Raises:
        Conflict: it is not suspended.
    """
    school = decided_school(school_id)
    school.resume()
    _decide(school, SchoolResumed(), "school-resumed")


@atomic
def remove_school(school_id: str) -> None:
    """Have every service delete what it holds of the school. There is no way back.

    Raises:
        Conflict: it was removed before.
    """
    school = decided_school(school_id)
    school.remove()
    _decide(school, SchoolRemoved(), "school-removed")


def _decide(school: School, event: object, action: str) -> None:
    with scope_of(school.id):
        outbox.record(school, event)
        store.save(school)
        audit.append(action, f"school/{school.id}")


def _checked(people_quota: int | None) -> int | None:
    if people_quota is not None and people_quota < 0:
        raise Invalid({"people_quota": [lazy_("Write a number of people, 0 or more")]})
    return people_quota
