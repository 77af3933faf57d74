"""Timed work of privacy: a hold goes with the person to a new school."""

from functools import partial

from services.evaluation.privacy.queries import holds_in_force, schools_of
from services.evaluation.privacy.use_cases import tell_new_schools
from services.evaluation.settings import settings
from shared.each_school import in_school
from shared.jobs import every
from shared.tenancy import scope_of

TIMER = "tell-holds"


@every(seconds=60, name=TIMER)
def tell_holds() -> None:
    """Tell each hold in force to schools where the person appeared after it was placed."""
    district_id = settings().district_id
    with scope_of(district_id):
        told = {one.person_id: set(one.schools) for one in holds_in_force()}
        known = schools_of(told) if told else {}
    for person_id, schools in known.items():
        if schools - told[person_id]:
            in_school(TIMER, district_id, partial(tell_new_schools, person_id))
