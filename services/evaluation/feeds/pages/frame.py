"""What the pages about feeds share: their blueprint, the district's scope, names."""

from contextlib import AbstractContextManager

from flask import Blueprint, current_app

from services.evaluation.roster.queries import active_records_of, full_name, zone_of
from shared.settings import Settings
from shared.tenancy import scope_of

blueprint = Blueprint("feeds", "services.evaluation.feeds", template_folder="templates")


def district() -> AbstractContextManager[None]:
    """Feeds belong to the district, not to one school; each view lets only its staff in."""
    found: AbstractContextManager[None] = scope_of(settings().district_id)
    return found


def settings() -> Settings:
    """What the service was started with."""
    own: Settings = current_app.config["SETTINGS"]
    return own


def district_zone() -> str:
    """The time zone in which the district reads times."""
    return zone_of(settings().district_id)


def person_called(actor: str) -> str:
    """The name of who did something; blank for a program, and for who is gone."""
    found = active_records_of([actor], [settings().district_id])
    return next((full_name(record) for record in found), "")
