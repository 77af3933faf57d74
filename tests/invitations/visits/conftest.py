"""A room with a second teacher, and a visit that its teacher proposed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from services.invitations.visits import use_cases
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Proposal, Purpose, Side, Team, Time, Wish
from shared import clock, context
from shared.events.evaluation import Role
from shared.events.visits import PlaceKind
from shared.tenancy import scope, scope_of
from tests.invitations.fixtures import Room


@dataclass
class Staffroom:
    """A room, and a colleague who goes along."""

    room: Room
    colleague: str


@pytest.fixture
def staffroom(room: Room) -> Staffroom:
    colleague = room.world.make_person(
        room.school_id, Role.TEACHER, given_name="Tavita", family_name="Leota"
    )
    return Staffroom(room=room, colleague=colleague)


def in_days(days: float, minutes: int = 45) -> Time:
    """A time so many days from now."""
    starts_at = (clock.now() + timedelta(days=days)).replace(second=0, microsecond=0)
    return Time(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))


def proposed(staffroom: Staffroom, *times: Time, guardian: str = "") -> Visit:
    """A visit that the room's teacher asks the family for."""
    room = staffroom.room
    proposal = Proposal(
        guardian_id=guardian or room.guardian,
        purpose=Purpose.GET_TO_KNOW,
        words="Sione tells so much about your garden.",
        language="en",
        team=Team(host_ids=(room.teacher, staffroom.colleague)),
        times=times or (in_days(3), in_days(4)),
        minutes=45,
    )
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        return use_cases.propose_visit(
            proposal,
            school_id=room.school_id,
            person_ids=[room.teacher],
            entry=Entry(at=clock.now(), side=Side.STAFF, by=room.teacher),
        )


def accept(visit: Visit, time: Time) -> None:
    """The family takes the time at home."""
    wish = Wish(place_kind=PlaceKind.HOME, place_words="", time=time)
    entry = Entry(at=clock.now(), side=Side.FAMILY, by=visit.guardian_id)
    with scope(read=[visit.school_id]), context.acting(actor=visit.guardian_id):
        use_cases.answer_visit(visit.id, wish, person_ids=[visit.guardian_id], entry=entry)


def stored(visit: Visit) -> Visit:
    """The visit as it is stored now."""
    with scope_of(visit.school_id):
        return Visit.objects.get(id=visit.id)  # type: ignore[no-any-return]


def for_family(visit: Visit, rest: str = "") -> str:
    """The address of the family's page."""
    return f"/invitations/visits/v/{visit.id}{rest}"


def for_staff(visit: Visit, rest: str = "") -> str:
    """The address of the staff's page."""
    return f"/invitations/visits/s/{visit.school_id}/{visit.id}{rest}"
