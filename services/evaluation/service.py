"""What evaluation is made of, apart from its pages."""

from services.evaluation.feeds import jobs as feeds
from services.evaluation.feeds import models as feed_models
from services.evaluation.ledger import handlers as ledger
from services.evaluation.ledger import jobs as ledger_jobs
from services.evaluation.ledger import models as ledger_models
from services.evaluation.privacy import handlers as privacy
from services.evaluation.privacy import jobs as privacy_jobs
from services.evaluation.privacy import models as privacy_models
from services.evaluation.progress import jobs as progress_jobs
from services.evaluation.progress import models as progress_models
from services.evaluation.roster import handlers as roster
from services.evaluation.roster import jobs as roster_jobs
from services.evaluation.roster import models as roster_models
from services.evaluation.roster import republishing
from services.evaluation.schools import jobs as schools
from services.evaluation.schools import models as school_models
from services.evaluation.schools.models import School
from services.evaluation.team import models as team_models
from shared.audit import AuditEntry
from shared.schools import removal_of
from shared.service import Service

DOCUMENTS = (
    AuditEntry,
    *feed_models.DOCUMENTS,
    *ledger_models.DOCUMENTS,
    *privacy_models.DOCUMENTS,
    *progress_models.DOCUMENTS,
    *roster_models.DOCUMENTS,
    *school_models.DOCUMENTS,
    *team_models.DOCUMENTS,
)

SERVICE = Service(
    name="evaluation",
    handlers=[
        ledger.handlers,
        privacy.handlers,
        roster.handlers,
    ],
    jobs=[
        feeds.import_roster,
        republishing.republish,
        removal_of(
            DOCUMENTS,
            first=(*schools.tombstones(roster_models.PUBLISHED), schools.forget_source_records),
            kept=(AuditEntry, School),
        ),
    ],
    timers=[
        feeds.close_given_up,
        feeds.drop_old_uploads,
        feeds.drop_old_journals,
        ledger_jobs.count_rolls,
        roster_jobs.publish_decided,
        roster_jobs.turn_days,
        progress_jobs.announce_assignments,
        privacy_jobs.tell_holds,
    ],
    documents=DOCUMENTS,
)
