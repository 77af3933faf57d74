"""The messaging service's pages and programs' interface, put together."""

from flask import Flask

from services.messaging.about.pages import blueprint as about
from services.messaging.accounts.pages import blueprint as accounts
from services.messaging.calendars.pages import blueprint as calendars
from services.messaging.contacts.pages import blueprint as contacts
from services.messaging.conversations.pages import blueprint as conversations
from services.messaging.deliveries.pages import blueprint as deliveries
from services.messaging.demo_mail.pages import blueprint as demo_mail
from services.messaging.demo_phone.pages import blueprint as demo_phone
from services.messaging.home.pages import blueprint as home
from services.messaging.links.pages import blueprint as links
from services.messaging.paper.pages import blueprint as paper
from services.messaging.phones.pages import blueprint as phones
from services.messaging.roster.queries import reader_of, roles_lookup
from services.messaging.sign_in.pages import blueprint as sign_in
from shared.settings import Settings, load_settings
from shared.web import app as web


def create_app(settings: Settings | None = None) -> Flask:
    """The app, connected to its store; call it after a fork."""
    settings = settings or load_settings("messaging")
    return web.create_app(
        "messaging",
        settings,
        blueprints=[
            about,
            accounts,
            calendars,
            contacts,
            conversations,
            deliveries,
            demo_mail,
            demo_phone,
            home,
            links,
            paper,
            phones,
            sign_in,
        ],
        roles=roles_lookup(settings.district_id),
        reader=reader_of,
    )
