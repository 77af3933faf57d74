"""What messaging is made of, apart from its pages."""

from services.messaging.accounts.models import Account, Session
from services.messaging.links.models import Link
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
    handlers=[roster.handlers],
    documents=[
        Account,
        Identity,
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
