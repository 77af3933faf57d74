"""The invitations service's pages and programs' interface, put together."""

from flask import Flask

from services.invitations.activities.api import blueprint as activities_api
from services.invitations.activities.change_pages import blueprint as activity_changes
from services.invitations.activities.form_pages import blueprint as activity_forms
from services.invitations.activities.pages import blueprint as activities
from services.invitations.audience.pages import blueprint as audience
from services.invitations.check_in.api import blueprint as check_in_api
from services.invitations.check_in.pages import blueprint as check_in
from services.invitations.check_in.passes import blueprint as door_passes
from services.invitations.conferences.api import blueprint as conferences_api
from services.invitations.conferences.pages import blueprint as conferences
from services.invitations.district.pages import blueprint as district
from services.invitations.family_calendar.api import blueprint as family_calendar_api
from services.invitations.family_calendar.pages import blueprint as family_calendar
from services.invitations.gains.pages import blueprint as gains
from services.invitations.home.pages import blueprint as home
from services.invitations.home_practice.api import blueprint as home_practice_api
from services.invitations.home_practice.pages import blueprint as home_practice
from services.invitations.home_practice.staff_pages import blueprint as home_practice_staff
from services.invitations.homework.api import blueprint as homework_api
from services.invitations.homework.class_pages import blueprint as homework_classes
from services.invitations.homework.pages import blueprint as homework
from services.invitations.homework.staff_pages import blueprint as homework_staff
from services.invitations.invitations.api import blueprint as answers_api
from services.invitations.invitations.api import families_blueprint as families_api
from services.invitations.invitations.pages import blueprint as invitations
from services.invitations.invitations.staff_pages import blueprint as invited_families
from services.invitations.participation.api import blueprint as participation_api
from services.invitations.participation.pages import blueprint as participation
from services.invitations.participation.staff_pages import blueprint as participation_staff
from services.invitations.privacy.pages import blueprint as privacy
from services.invitations.privacy.retaining import retention_of
from services.invitations.roster.queries import reader_of, roles_lookup
from services.invitations.sign_ups.api import blueprint as sign_ups_api
from services.invitations.sign_ups.pages import blueprint as sign_ups
from services.invitations.term_plan.api import blueprint as term_plan_api
from services.invitations.term_plan.pages import blueprint as term_plan
from services.invitations.visits.after_pages import blueprint as visits_afterwards
from services.invitations.visits.api import blueprint as visits_api
from services.invitations.visits.pages import blueprint as visits
from services.invitations.visits.staff_pages import blueprint as visits_of_staff
from services.invitations.ways.pages import blueprint as ways
from shared.settings import Settings, load_settings
from shared.web import app as web


def create_app(settings: Settings | None = None) -> Flask:
    """The app, connected to its store; call it after a fork.

    Raises:
        ConfigurationError: the settings do not allow a start.
    """
    settings = settings or load_settings("invitations")
    retention_of(settings)
    return web.create_app(
        "invitations",
        settings,
        blueprints=[
            activities,
            activities_api,
            activity_changes,
            activity_forms,
            answers_api,
            families_api,
            audience,
            check_in,
            check_in_api,
            conferences,
            conferences_api,
            district,
            door_passes,
            family_calendar,
            family_calendar_api,
            gains,
            home,
            home_practice,
            home_practice_api,
            home_practice_staff,
            homework,
            homework_api,
            homework_classes,
            homework_staff,
            invitations,
            invited_families,
            participation,
            participation_api,
            participation_staff,
            privacy,
            sign_ups,
            sign_ups_api,
            term_plan,
            term_plan_api,
            ways,
            visits,
            visits_afterwards,
            visits_api,
            visits_of_staff,
        ],
        roles=roles_lookup(settings.district_id),
        reader=reader_of,
    )
