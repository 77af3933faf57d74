"""What messaging is made of, apart from its pages."""

from services.messaging.accounts.forgetting import forget_strangers
from services.messaging.accounts.models import Account, Session
from services.messaging.conversations import models as conversation_models
from services.messaging.deliveries import jobs as deliveries
from services.messaging.deliveries.models import Delivery
from services.messaging.links.models import Link
from services.messaging.notices import handlers as notices
from services.messaging.notices import jobs as notice_jobs
from services.messaging.notices.models import ChildNotice, KnownActivity
from services.messaging.roster import handlers as roster
from services.messaging.roster.models import (
    RosterClass,
    RosterContactPoints,
    RosterCoordinator,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterOrg,
    RosterPerson,
)
from services.messaging.sign_in.models import Identity, RateLimit
from shared.schools import removal_of
from shared.service import Service

DOCUMENTS = (
    *conversation_models.DOCUMENTS,
    Account,
    Delivery,
    Identity,
    ChildNotice,
    KnownActivity,
    Link,
    RateLimit,
    RosterClass,
    RosterContactPoints,
    RosterCoordinator,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterOrg,
    RosterPerson,
    Session,
)

SERVICE = Service(
    name="messaging",
    handlers=[roster.handlers, notices.handlers],
    jobs=[removal_of(DOCUMENTS, first=(forget_strangers,))],
    timers=[
        notice_jobs.pass_on_notices,
        notice_jobs.drop_old_notices,
        deliveries.send_due_mail,
    ],
    documents=DOCUMENTS,
)
