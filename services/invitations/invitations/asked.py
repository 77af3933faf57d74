"""An invitation with all that its answer depends on, in one round trip: each answer comes by here.

Part of the use cases that take answers in; never called from outside the feature.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.queries import TERMS, Terms, terms_from
from services.invitations.invitations.models import Invitation
from services.invitations.roster.models import RosterGuardianLink, RosterHousehold
from services.invitations.roster.queries import LINK, STANDS, mates_in, stood_for
from shared.errors import Conflict, NotFound
from shared.tenant_filters import Join
from shared.web.languages import lazy_


class NotHappening(Conflict):
    """The activity was cancelled: there is nothing to answer any more. HTTP 409."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An invitation, those of its children that its guardian stands for today, and what it is to.

    ``mates``: the guardians of its guardian's confirmed household, that one among them.
    """

    invitation: Invitation
    children: tuple[str, ...]
    terms: Terms | None
    mates: frozenset[str]

    def activity(self) -> Terms:
        """The terms of the activity that is still on.

        Raises:
            NotHappening: it was cancelled.
        """
        if self.terms is None:
            raise NotFound("invitation")
        if self.terms.is_cancelled:
            raise NotHappening("activity-cancelled", lazy_("This does not take place."))
        return self.terms


def asked(invitation_id: str, now: datetime) -> Asked | None:
    """The invitation with what its answer depends on; None when there is none."""
    row = Invitation._get_collection().find_joined(invitation_id, _joins())
    if row is None:
        return None
    links, activities, households = (row.pop(one.name) for one in _joins())
    invitation = Invitation._from_son(row)
    theirs = stood_for(links, invitation.school_id, now)
    return Asked(
        invitation=invitation,
        children=tuple(one for one in theirs if one in invitation.student_ids),
        terms=terms_from(activities[0]) if activities else None,
        mates=frozenset(mates_in(households).get(invitation.guardian_id, ())),
    )


def own_asked(invitation_id: str, person_ids: Collection[str], now: datetime) -> Asked:
    """The invitation of one of these persons, while they still stand for a child of it.

    Source: product.md R10, R11: visibility is per guardian, and follows the link of the moment.

    Raises:
        NotFound: there is none, it is somebody else's, or the guardian link ended; all the same.
    """
    found = asked(invitation_id, now)
    if found is None or found.invitation.guardian_id not in person_ids or not found.children:
        raise NotFound("invitation")
    return found


def _joins() -> tuple[Join, ...]:
    return (
        Join(
            name="links",
            document=RosterGuardianLink,
            here="guardian_id",
            there="guardian_id",
            where=STANDS,
            fields=LINK,
        ),
        Join(
            name="activities",
            document=Activity,
            here="activity_id",
            there="_id",
            fields=TERMS,
        ),
        Join(
            name="households",
            document=RosterHousehold,
            here="guardian_id",
            there="guardian_ids",
            where={"active": True},
            fields=("guardian_ids",),
        ),
    )
