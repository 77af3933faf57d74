"""Planning notices: to whom, in which language, with which ids for the words."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.messaging.contacts.queries import emails_of, languages_of
from services.messaging.deliveries.use_cases import Mail, plan_mails
from services.messaging.notices.models import KnownActivity
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterContactPoints, RosterOrg, RosterPerson
from services.messaging.settings import settings
from shared import ids
from shared.envelope import Envelope
from shared.events.channels import Channel
from shared.events.invitations import InvitationIssued, InvitationPromoted
from shared.handlers import WaitingFor
from shared.store import atomic
from shared.tenancy import Projection, projection_id, write_scope

Told = Sequence[tuple[InvitationIssued | InvitationPromoted, Envelope]]


@atomic
def plan_notices(notice: Notice, batch: Told) -> None:
    """Plan one mail for each of the events' guardians.

    Raises:
        WaitingFor: the activity, the school, a person or their contact points are not known yet.
    """
    school_id = write_scope()
    _require(school_id, RosterOrg, [school_id])
    _require(school_id, KnownActivity, [event.activity_id for event, _ in batch])
    guardians = [event.guardian_id for event, _ in batch]
    _require(school_id, RosterContactPoints, guardians)
    records = _require(school_id, RosterPerson, [*guardians, *_children(batch)])
    languages = languages_of(records[one] for one in set(guardians))
    reached = emails_of(guardians, school_id)
    plan_mails(
        school_id,
        [
            Mail(
                id=_delivery_id(notice, event.guardian_id, envelope),
                notice=notice,
                about=envelope.subject,
                person_id=event.guardian_id,
                # Who was erased meanwhile has no address either, so nothing is written in it.
                language=languages.get(event.guardian_id, settings().default_language),
                has_address=event.guardian_id in reached,
                details={
                    "activity_id": event.activity_id,
                    "student_ids": list(getattr(event, "student_ids", ())),
                },
            )
            for event, envelope in batch
        ],
    )


def _require(
    school_id: str, projection: type[Projection], record_ids: Iterable[str]
) -> dict[str, Any]:
    """The records by id, erased ones too: they arrived, and there is nothing left to wait for."""
    wanted = {projection_id(school_id, one): one for one in record_ids}
    known = {wanted[row.id]: row for row in projection.objects(id__in=list(wanted))}
    for record_id in wanted.values():
        if record_id not in known:
            raise WaitingFor(projection, record_id)
    return known


def _children(batch: Told) -> list[str]:
    return [one for event, _ in batch for one in getattr(event, "student_ids", ())]


def _delivery_id(notice: Notice, person_id: str, envelope: Envelope) -> str:
    """The same for the same event, also when it is recorded again under another event id."""
    event = f"{envelope.key}/{envelope.version}"
    return ids.derived_id("delivery", notice.value, event, person_id, Channel.EMAIL.value)
