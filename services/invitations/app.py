"""The invitations service's pages and programs' interface, put together."""

from flask import Flask

from services.invitations.roster.queries import reader_of, roles_lookup
from shared.settings import Settings, load_settings
from shared.web import app as web


def create_app(settings: Settings | None = None) -> Flask:
    """The app, connected to its store; call it after a fork."""
    settings = settings or load_settings("invitations")
    return web.create_app(
        "invitations",
        settings,
        blueprints=[],
        roles=roles_lookup(settings.district_id),
        reader=reader_of,
    )
