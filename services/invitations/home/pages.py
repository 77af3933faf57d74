"""What invitations puts into the home page: what needs an answer, and how activities stand."""

from flask import Blueprint, render_template

from services.invitations import wording
from services.invitations.access import LEADING
from services.invitations.conferences import wording as conference_words
from services.invitations.home import queries
from services.invitations.homework import wording as homework_words
from shared import clock
from shared.access import SIGNED_IN, AppRole, allow, current_roles, required_principal

blueprint = Blueprint("home", __name__, url_prefix="/invitations", template_folder="templates")


@blueprint.get("/fragments/home")
@allow(SIGNED_IN)
def show_home_fragment() -> str:
    """Sections for each role of the asker, without a frame; may be empty."""
    now, person_ids = clock.now(), required_principal().person_ids
    roles = current_roles()
    held = frozenset[AppRole]().union(*roles.values())

    def schools_with(wanted: frozenset[AppRole]) -> list[str]:
        return sorted(school_id for school_id, here in roles.items() if here & wanted)

    return render_template(
        "invitations/home/home.html",
        family=queries.for_family(person_ids, now) if AppRole.FAMILY in held else None,
        taught=[
            queries.for_teacher(one, person_ids, now)
            for one in schools_with(frozenset({AppRole.TEACHER}))
        ],
        led=[queries.for_leader(one, now) for one in schools_with(LEADING)],
        is_district=AppRole.DISTRICT in held,
        student=queries.for_student(person_ids, now) if AppRole.STUDENT in held else None,
        tasks=queries.homework_of_student(person_ids, now) if AppRole.STUDENT in held else None,
        homework_words=homework_words,
        talks=queries.talks_of_family(person_ids, now) if AppRole.FAMILY in held else [],
        leads=queries.conferences_of_student(person_ids, now) if AppRole.STUDENT in held else [],
        conference_words=conference_words,
        words=wording,
    )
