"""A made-up school with thousands of families, told by events as evaluation would tell them."""

from dataclasses import dataclass
from datetime import timedelta

from services.invitations.invitations.rules import Entry
from services.invitations.participation.models import Participation
from services.invitations.participation.rules import Part, Seen, Told
from shared import clock, ids, store
from shared.events.evaluation import ConfirmedBy, HouseholdChanged, Role
from shared.tenancy import scope_of
from tests.invitations.world import World

GUARDIANS, CLASSES = 10_000, 100
SHARING, RESTING, TELLING = 1_000, 200, 2_000
LIKED = "music"


@dataclass(frozen=True, kw_only=True)
class LargeSchool:
    """A school: its classes, one teacher of the first, who leads it, and the guardians in order."""

    world: World
    school_id: str
    class_ids: tuple[str, ...]
    teacher: str
    leader: str
    guardians: tuple[str, ...]

    @property
    def invited(self) -> int:
        """How many guardians an invitation of everybody makes: not those who said "not now"."""
        return len(self.guardians) - RESTING


def large_school() -> LargeSchool:
    """Guardians with a child each, some in shared households, some of whom told or rest."""
    world = World()
    school = world.make_school()
    rooms = [world.make_class(school, f"Room {number}") for number in range(CLASSES)]
    each = GUARDIANS // CLASSES
    guardians = [one for room, _ in rooms for one in world.make_families(school, room, each)]
    pairs = [guardians[number : number + 2] for number in range(0, SHARING, 2)]
    world.tell(school, *(_household(one, other) for one, other in pairs))
    _take_part(school, guardians)
    return LargeSchool(
        world=world,
        school_id=school,
        class_ids=tuple(room for room, _ in rooms),
        teacher=rooms[0][1],
        leader=world.make_person(school, Role.PRINCIPAL, given_name="Moana"),
        guardians=tuple(guardians),
    )


def _household(one: str, other: str) -> HouseholdChanged:
    return HouseholdChanged(
        household_id=ids.derived_id(one, other),
        guardian_ids=(one, other),
        student_ids=(),
        confirmed_by=ConfirmedBy.SCHOOL,
        active=True,
    )


def _take_part(school: str, guardians: list[str]) -> None:
    """Some tell the school what they like, the last ones said "not now"."""
    entry = Entry(at=clock.now())
    told = {guardian: _nothing(school, guardian) for guardian in guardians[-TELLING:]}
    for one in told.values():
        one.tell(Part.INTERESTS, Told(codes=(LIKED,), seen=Seen.SCHOOL), entry)
    for guardian in guardians[-RESTING:]:
        told[guardian].rest((entry.at + timedelta(days=90)).date(), entry)
    with scope_of(school):
        store.insert_many(list(told.values()))


def _nothing(school: str, guardian: str) -> Participation:
    return Participation(
        id=ids.derived_id("participation", school, guardian),
        school_id=school,
        guardian_id=guardian,
        version=1,
    )
