"""What can happen to a school's office of coordinator."""

from datetime import date

from services.evaluation.roster.queries import person_in
from services.evaluation.team.models import Coordinator
from services.evaluation.team.rules import is_staff
from shared import audit, outbox, store
from shared.errors import Invalid
from shared.events.evaluation import CoordinatorAppointed, CoordinatorLeft
from shared.store import atomic
from shared.web.languages import lazy_


@atomic
def appoint_coordinator(school_id: str, person_id: str, *, starts_on: date) -> None:
    """Make the person the school's one coordinator; whoever held the office leaves it that day.

    Appointing who holds it already changes nothing.

    Raises:
        Invalid: the person is not active staff of the school.
    """
    person = person_in(school_id, person_id)
    if person is None or not person.active or not is_staff(person.roles):
        raise Invalid({"person_id": [lazy_("Choose somebody of the school’s staff")]})
    office = Coordinator.objects(id=school_id).first()
    office = office or Coordinator(id=school_id, school_id=school_id)
    if office.person_id == person_id:
        return
    if office.person_id is not None:
        outbox.record(office, CoordinatorLeft(person_id=office.end(), ended_on=starts_on))
    office.appoint(person_id, starts_on)
    outbox.record(office, CoordinatorAppointed(person_id=person_id, starts_on=starts_on))
    store.save(office)
    audit.append("coordinator-appointed", f"person/{person_id}")


@atomic
def end_coordinator(school_id: str, *, ended_on: date) -> None:
    """Leave the office vacant.

    Raises:
        Conflict: it is vacant.
    """
    office = Coordinator.objects(id=school_id).first()
    office = office or Coordinator(id=school_id, school_id=school_id)
    person_id = office.end()
    outbox.record(office, CoordinatorLeft(person_id=person_id, ended_on=ended_on))
    store.save(office)
    audit.append("coordinator-left", f"person/{person_id}")
