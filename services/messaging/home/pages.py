"""The home page: messaging's part, and the places where the front door puts the others' parts."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from services.messaging.demo_mail.pages import shows_demo_mail
from services.messaging.demo_phone.pages import shows_demo_phone
from services.messaging.home import queries
from services.messaging.roster.queries import school_names, zone_of
from shared import clock
from shared.access import (
    PUBLIC,
    AppRole,
    Principal,
    allow,
    current_principal,
    current_roles,
)
from shared.access.targets import path_of
from shared.web.languages import lazy_

blueprint = Blueprint("home", __name__, template_folder="templates")

ROLE_NAMES = {
    AppRole.STUDENT: lazy_("Student"),
    AppRole.TEACHER: lazy_("Teacher"),
    AppRole.COORDINATOR: lazy_("Coordinator"),
    AppRole.LEADER: lazy_("Leader"),
    AppRole.DISTRICT: lazy_("District"),
}
READ_REPORTS = frozenset({AppRole.LEADER, AppRole.COORDINATOR, AppRole.DISTRICT})
AT_HOME = frozenset({AppRole.FAMILY, AppRole.STUDENT})


@blueprint.get("/")
@allow(PUBLIC)
def show() -> Response:
    """What is there today for whoever is signed in; for strangers what this is and the way in."""
    principal = current_principal()
    if principal is None or principal.purpose is not None:
        page = _start_page(principal)
    else:
        page = _home_page(principal)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.update(["HX-Request", "HX-Request-Type"])
    return answer


def _start_page(principal: Principal | None) -> str:
    purpose = principal.purpose if principal else None
    return render_template(
        "messaging/home/start.html",
        open_url=path_of(purpose.subject) if purpose else "",
        demo_mail=shows_demo_mail(),
        demo_phone=shows_demo_phone(),
    )


def _home_page(principal: Principal) -> str:
    now = clock.now()
    roles = current_roles()
    held = frozenset[AppRole]().union(*roles.values())
    return render_template(
        "messaging/home/home.html",
        reader=queries.reader_of(principal),
        today=now,
        zone=zone_of(principal.schools),
        schools=queries.own_schools(roles, school_names(principal.schools)),
        role_names=ROLE_NAMES,
        # Whose work spans schools finds the report first, then what it announces to all of them.
        is_district=held == {AppRole.DISTRICT},
        leads={AppRole.LEADER, AppRole.COORDINATOR},
        on_paper={AppRole.LEADER, AppRole.COORDINATOR, AppRole.TEACHER},
        reads_reports=bool(held & READ_REPORTS),
        # Evaluation's part tells them of a child, or of themselves.
        is_at_home=bool(held & AT_HOME),
        has_calendar=AppRole.FAMILY in held,
        demo_mail=shows_demo_mail(),
        demo_phone=shows_demo_phone(),
    )
