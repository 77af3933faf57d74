"""The invitations service's pages and programs' interface, put together."""

from flask import Flask

from services.invitations.activities.api import blueprint as activities_api
from services.invitations.activities.pages import blueprint as activities
from services.invitations.check_in.pages import blueprint as check_in
from services.invitations.home.pages import blueprint as home
from services.invitations.home_practice.pages import blueprint as home_practice
from services.invitations.invitations.api import blueprint as answers_api
from services.invitations.invitations.pages import blueprint as invitations
from services.invitations.roster.queries import reader_of, roles_lookup
from shared.settings import Settings, load_settings
from shared.web import app as web


def create_app(settings: Settings | None = None) -> Flask:
    """The app, connected to its store; call it after a fork."""
    settings = settings or load_settings("invitations")
    return web.create_app(
        "invitations",
        settings,
        blueprints=[
            activities,
            activities_api,
            answers_api,
            check_in,
            home,
            home_practice,
            invitations,
        ],
        roles=roles_lookup(settings.district_id),
        reader=reader_of,
    )
