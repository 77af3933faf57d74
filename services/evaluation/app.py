"""The evaluation service's pages and programs' interface, put together."""

from flask import Flask

from services.evaluation.access import reader_of, roles_lookup
from services.evaluation.feeds.pages import blueprint as feeds
from services.evaluation.home.pages import blueprint as home
from services.evaluation.households.pages import blueprint as households
from services.evaluation.privacy.pages import blueprint as privacy
from services.evaluation.progress.class_pages import blueprint as class_results
from services.evaluation.progress.pages import blueprint as progress
from services.evaluation.reports.pages import blueprint as reports
from services.evaluation.team.pages import blueprint as team
from shared.settings import Settings, load_settings
from shared.web import app as web


def create_app(settings: Settings | None = None) -> Flask:
    """The app, connected to its store; call it after a fork."""
    settings = settings or load_settings("evaluation")
    return web.create_app(
        "evaluation",
        settings,
        blueprints=[
            feeds,
            home,
            class_results,
            households,
            privacy,
            progress,
            reports,
            team,
        ],
        roles=roles_lookup(settings.district_id),
        reader=reader_of,
    )
