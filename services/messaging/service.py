"""What messaging is made of, apart from its pages."""

from services.messaging.accounts.forgetting import forget_strangers
from services.messaging.accounts.models import Account, Session
from services.messaging.calendars import handlers as calendars
from services.messaging.calendars import models as calendar_models
from services.messaging.contacts.models import StoppedNumber
from services.messaging.conversations import models as conversation_models
from services.messaging.deliveries import jobs as deliveries
from services.messaging.deliveries.models import Delivery
from services.messaging.demo_phone.models import DemoText
from services.messaging.links.models import Link
from services.messaging.notices import handlers as notices
from services.messaging.notices import jobs as notice_jobs
from services.messaging.notices.models import (
    ActivityNotice,
    CancelledActivity,
    ChildNotice,
    KnownActivity,
    KnownAnswer,
    KnownInvitation,
    KnownSignUp,
)
from services.messaging.paper.models import PaperSheet
from services.messaging.replies import handlers as replies
from services.messaging.replies.models import Reply
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
    *calendar_models.DOCUMENTS,
    *conversation_models.DOCUMENTS,
    Account,
    ActivityNotice,
    CancelledActivity,
    ChildNotice,
    Delivery,
    DemoText,
    Identity,
    KnownActivity,
    KnownAnswer,
    KnownSignUp,
    KnownInvitation,
    Link,
    PaperSheet,
    RateLimit,
    Reply,
    RosterClass,
    RosterContactPoints,
    RosterCoordinator,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterOrg,
    RosterPerson,
    Session,
    StoppedNumber,
)

SERVICE = Service(
    name="messaging",
    handlers=[roster.handlers, calendars.handlers, notices.handlers, replies.handlers],
    jobs=[removal_of(DOCUMENTS, first=(forget_strangers,))],
    timers=[
        notice_jobs.pass_on_notices,
        notice_jobs.pass_on_activity_notices,
        notice_jobs.drop_old_notices,
        deliveries.send_due_mail,
        deliveries.send_due_texts,
    ],
    documents=DOCUMENTS,
)
