"""What evaluation is made of, apart from its pages."""

from services.evaluation.feeds import jobs as feeds
from services.evaluation.feeds import models as feed_models
from services.evaluation.ledger import handlers as ledger
from services.evaluation.ledger import jobs as ledger_jobs
from services.evaluation.ledger import models as ledger_models
from services.evaluation.roster import handlers as roster
from services.evaluation.roster import models as roster_models
from services.evaluation.team import models as team_models
from shared.audit import AuditEntry
from shared.service import Service

SERVICE = Service(
    name="evaluation",
    handlers=[
        ledger.handlers,
        roster.handlers,
    ],
    jobs=[
        feeds.import_roster,
    ],
    timers=[
        feeds.drop_old_uploads,
        ledger_jobs.count_rolls,
    ],
    documents=[
        AuditEntry,
        *feed_models.DOCUMENTS,
        *ledger_models.DOCUMENTS,
        *roster_models.DOCUMENTS,
        *team_models.DOCUMENTS,
    ],
)
