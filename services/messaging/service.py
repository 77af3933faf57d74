"""What messaging is made of, apart from its pages."""

from services.messaging.accounts.models import Account, Session
from services.messaging.deliveries import jobs as deliveries
from services.messaging.deliveries.models import Delivery
from services.messaging.links.models import Link
from services.messaging.notices import handlers as notices
from services.messaging.notices.models import KnownActivity
from services.messaging.roster import handlers as roster
from services.messaging.roster.models import (
    RosterContactPoints,
    RosterCoordinator,
    RosterGuardianLink,
    RosterOrg,
    RosterPerson,
)
from services.messaging.sign_in.models import Identity, RateLimit
from shared.service import Service

SERVICE = Service(
    name="messaging",
    handlers=[roster.handlers, notices.handlers],
    timers=[deliveries.send_due_mail],
    documents=[
        Account,
        Delivery,
        Identity,
        KnownActivity,
        Link,
        RateLimit,
        RosterContactPoints,
        RosterCoordinator,
        RosterGuardianLink,
        RosterOrg,
        RosterPerson,
        Session,
    ],
)
