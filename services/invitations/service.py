"""What invitations is made of, apart from its pages."""

from services.invitations.activities import jobs as activities
from services.invitations.activities import models as activity_models
from services.invitations.check_in import models as check_in_models
from services.invitations.conferences import jobs as conferences
from services.invitations.conferences import models as conference_models
from services.invitations.district import jobs as district
from services.invitations.district import models as district_models
from services.invitations.family_calendar import models as family_calendar_models
from services.invitations.home_practice import models as practice_models
from services.invitations.homework import models as homework_models
from services.invitations.invitations import handlers as invitations
from services.invitations.invitations import jobs as invitation_jobs
from services.invitations.invitations import models as invitation_models
from services.invitations.participation import models as participation_models
from services.invitations.privacy import handlers as privacy
from services.invitations.privacy import jobs as privacy_jobs
from services.invitations.privacy import models as privacy_models
from services.invitations.roster import handlers as roster
from services.invitations.roster import models as roster_models
from services.invitations.sign_ups import jobs as sign_up_jobs
from services.invitations.sign_ups import models as sign_up_models
from services.invitations.term_plan import models as term_plan_models
from services.invitations.visits import jobs as visit_jobs
from services.invitations.visits import models as visit_models
from services.invitations.ways import models as way_models
from shared.audit import AuditEntry
from shared.schools import removal_of
from shared.service import Service

DOCUMENTS = (
    AuditEntry,
    *activity_models.DOCUMENTS,
    *check_in_models.DOCUMENTS,
    *invitation_models.DOCUMENTS,
    *conference_models.DOCUMENTS,
    *district_models.DOCUMENTS,
    *family_calendar_models.DOCUMENTS,
    *practice_models.DOCUMENTS,
    *homework_models.DOCUMENTS,
    *participation_models.DOCUMENTS,
    *privacy_models.DOCUMENTS,
    *roster_models.DOCUMENTS,
    *sign_up_models.DOCUMENTS,
    *term_plan_models.DOCUMENTS,
    *way_models.DOCUMENTS,
    *visit_models.DOCUMENTS,
)

SERVICE = Service(
    name="invitations",
    handlers=[
        invitations.handlers,
        privacy.handlers,
        roster.handlers,
    ],
    jobs=[
        activities.fan_out,
        conferences.make_conference_slots,
        conferences.withdraw_hosts,
        district.announce_in_schools,
        invitation_jobs.remind_silent,
        privacy_jobs.answer_request,
        privacy_jobs.retain,
        removal_of(DOCUMENTS, kept=(AuditEntry,)),
    ],
    timers=[
        conferences.release_talks,
        invitation_jobs.begin_reminders,
        invitation_jobs.release_ended_places,
        invitation_jobs.release_places,
        privacy_jobs.begin_retention,
        sign_up_jobs.release_sign_ups,
        visit_jobs.call_off_visits,
    ],
    documents=DOCUMENTS,
)
