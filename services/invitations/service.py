"""What invitations is made of, apart from its pages."""

from services.invitations.activities import jobs as activities
from services.invitations.activities import models as activity_models
from services.invitations.check_in import models as check_in_models
from services.invitations.home_practice import models as practice_models
from services.invitations.invitations import handlers as invitations
from services.invitations.invitations import models as invitation_models
from services.invitations.roster import handlers as roster
from services.invitations.roster import models as roster_models
from shared.audit import AuditEntry
from shared.schools import removal_of
from shared.service import Service

DOCUMENTS = (
    AuditEntry,
    *activity_models.DOCUMENTS,
    *check_in_models.DOCUMENTS,
    *invitation_models.DOCUMENTS,
    *practice_models.DOCUMENTS,
    *roster_models.DOCUMENTS,
)

SERVICE = Service(
    name="invitations",
    handlers=[
        invitations.handlers,
        roster.handlers,
    ],
    jobs=[
        activities.fan_out,
        removal_of(DOCUMENTS, kept=(AuditEntry,)),
    ],
    documents=DOCUMENTS,
)
