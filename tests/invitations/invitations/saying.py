"""What tests of answers say and ask, in one line each."""

from datetime import datetime, timedelta
from typing import Any

from services.invitations.activities.models import Activity, Seats
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from shared import clock, ids, store
from shared.events.evaluation import ConfirmedBy, HouseholdChanged
from shared.events.invitations import Answer
from shared.tenancy import scope, scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import invitation_of

NO = Reply(answer=Answer.NO)
MAYBE = Reply(answer=Answer.MAYBE)


def yes(adults: int = 1, children: int = 0) -> Reply:
    return Reply(answer=Answer.YES, adults=adults, children=children)


def say(activity: Activity, guardian: str, reply: Reply, at: datetime | None = None) -> str:
    """The guardian answers on the page; returns the place they got."""
    with scope(read=[activity.school_id]):
        answered = answer_invitation(
            id_of(activity, guardian), reply, person_ids=[guardian], now=at or clock.now()
        )
    return str(answered.place)


def id_of(activity: Activity, guardian: str) -> str:
    return ids.derived_id("invitation", activity.id, guardian)


def state_of(activity: Activity, guardian: str) -> tuple[str, int]:
    """The place and how many people it is for."""
    stored = invitation_of(activity, guardian)
    return stored.place, stored.party


def taken(activity: Activity) -> int:
    with scope_of(activity.school_id):
        return int(Seats.objects.get(id=activity.id).taken)


def move(activity: Activity, **changes: Any) -> None:
    """Let the activity be otherwise than it was announced."""
    store.database()["activities"].update_one({"_id": activity.id}, {"$set": changes})


def close_answers(activity: Activity) -> None:
    """The day to answer by is over."""
    move(activity, answer_by=clock.now() - timedelta(minutes=1))


def reread(invitation: Invitation) -> Invitation:
    with scope_of(invitation.school_id):
        return Invitation.objects.get(id=invitation.id)  # type: ignore[no-any-return]


def second_guardian(room: Room, *, household: bool) -> str:
    """Another guardian of the room's child, in a confirmed household with the first or not."""
    names = {"given_name": "Tevita", "family_name": "Fifita"}
    guardian = room.world.make_person(room.school_id, **names)
    room.world.link(room.school_id, guardian, room.child)
    if household:
        share(room, room.guardian, guardian)
    return guardian


def share(room: Room, *guardians: str, active: bool = True) -> None:
    """These guardians share a confirmed household, or no longer do."""
    room.world.tell(
        room.school_id,
        HouseholdChanged(
            household_id="household",
            guardian_ids=guardians,
            student_ids=(room.child,) if active else (),
            confirmed_by=ConfirmedBy.SCHOOL,
            active=active,
        ),
    )
