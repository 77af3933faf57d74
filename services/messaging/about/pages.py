"""Pages about these pages, open to everybody."""

from datetime import date

from flask import Blueprint, current_app, render_template

from services.messaging.about.wording import KEPT
from shared.access import PUBLIC, allow
from shared.settings import Settings

blueprint = Blueprint("about", __name__, url_prefix="/about", template_folder="templates")

# When the statement was last held against the pages; renew it with the statement.
STATED_ON = date(2026, 11, 23)


@blueprint.get("/who-sees-what")
@allow(PUBLIC)
def show_who_sees_what() -> str:
    """For each kind of thing that is kept: who sees it and who does not (X22)."""
    return render_template("messaging/about/who_sees_what.html", kept=KEPT)


@blueprint.get("/accessibility")
@allow(PUBLIC)
def show_accessibility() -> str:
    """How usable the pages are, what is not good yet, and whom to tell (X25)."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "messaging/about/accessibility.html",
        stated_on=STATED_ON,
        contact=settings.accessibility_contact,
    )
