"""Whom no mail reaches: a list for those who can ask the family or the office."""

from flask import Blueprint, render_template

from services.messaging.contacts.queries import unreachable_guardians
from services.messaging.roster.queries import school_names
from shared import clock
from shared.access import COORDINATORS, LEADERS, allow

blueprint = Blueprint("contacts", __name__, url_prefix="/messages", template_folder="templates")


@blueprint.get("/s/<school_id>/unreachable")
@allow(LEADERS | COORDINATORS)
def show_unreachable(school_id: str) -> str:
    """The guardians of the school whom no mail reaches, with what else we know of them."""
    return render_template(
        "messaging/contacts/unreachable.html",
        school_id=school_id,
        school=school_names([school_id]).get(school_id, ""),
        guardians=unreachable_guardians(school_id, clock.now()),
    )
