"""A school in messaging's store, all of whose families are invited; some are reached by nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.notices.models import KnownAnswer
from shared import clock, ids, store
from shared.events.evaluation import (
    ContactPointsChanged,
    EnrollmentChanged,
    EnrollmentRole,
    GuardianLinkChanged,
    PersonChanged,
    Role,
)
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from shared.tenancy import projection_id, scope_of
from tests.messaging.invitations import an_activity, an_invitation
from tests.messaging.world import World

GUARDIANS, CLASSES = 10_000, 100
UNREACHED_OF_100 = 3
ANSWERED_OF_10 = 6
EVENTS_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class PaperSchool:
    """The school, who leads it, the teacher of one class, and the activity."""

    school_id: str
    leader: str
    teacher: str
    activity_id: str


def paper_school(district_id: str) -> PaperSchool:
    """Told by events; then nearly all mails arrive, and more than half of the families answer."""
    world = World(district_id=district_id)
    school = world.make_school("Kōwhai Street School")
    rooms = [ids.new_id() for _ in range(CLASSES)]
    activity = an_activity(class_ids=tuple(rooms))
    families = [(ids.new_id(), ids.new_id(), number) for number in range(GUARDIANS)]
    _tell(world, school, [one for family in families for one in _family(*family)])
    world.tell(school, activity)
    issued = [
        _issued(activity, guardian, child, rooms[number % CLASSES])
        for guardian, child, number in families
    ]
    _tell(world, school, issued)
    with scope_of(school):
        _arrive_and_answer(school, activity.activity_id, [one.invitation_id for one in issued])
    return PaperSchool(
        school_id=school,
        leader=world.make_person(school, Role.PRINCIPAL, given_name="Moana"),
        teacher=_teacher(world, school, rooms[0]),
        activity_id=activity.activity_id,
    )


def _tell(world: World, school: str, events: list[Any]) -> None:
    for start in range(0, len(events), EVENTS_AT_ONCE):
        world.tell(school, *events[start : start + EVENTS_AT_ONCE])


def _family(guardian: str, child: str, number: int) -> Iterator[Any]:
    both: dict[str, Any] = {"family_name": f"Family{number}", "languages": ("en",), "active": True}
    yield PersonChanged(
        person_id=guardian, given_name=f"G{number}", roles=(Role.GUARDIAN,), grades=(), **both
    )
    yield PersonChanged(
        person_id=child, given_name=f"S{number}", roles=(Role.STUDENT,), grades=("4",), **both
    )
    yield GuardianLinkChanged(
        link_id=ids.derived_id(guardian, child),
        student_id=child,
        guardian_id=guardian,
        relation="mother",
        may_be_invited=True,
        data_access=True,
        active=True,
    )
    lost = number % 100 < UNREACHED_OF_100
    emails = () if lost else (f"g{number}@example.org",)
    yield ContactPointsChanged(person_id=guardian, emails=emails, phones=())


def _issued(activity: ActivityAnnounced, guardian: str, child: str, room: str) -> InvitationIssued:
    whole = an_invitation(activity, guardian, child)
    return InvitationIssued(**{**vars(whole), "class_ids": (room,)})


def _teacher(world: World, school: str, room: str) -> str:
    teacher = world.make_person(school, Role.TEACHER, given_name="Hana")
    world.tell(
        school,
        EnrollmentChanged(
            enrollment_id=ids.new_id(),
            class_id=room,
            person_id=teacher,
            role=EnrollmentRole.TEACHER,
            primary=True,
            active=True,
        ),
    )
    return teacher


def _arrive_and_answer(school: str, activity_id: str, invitation_ids: list[str]) -> None:
    planned = {"state": DeliveryState.CREATED.value}
    arrived = {"state": DeliveryState.DELIVERED.value, "due_at": None, "settled_at": clock.now()}
    Delivery._get_collection().update_many(planned, {"$set": arrived})
    assert store.database().deliveries.count_documents({}) == len(invitation_ids)
    answers = [
        KnownAnswer(
            id=projection_id(school, one),
            school_id=school,
            version=2,
            invitation_id=one,
            activity_id=activity_id,
            answer="yes",
        )
        for number, one in enumerate(invitation_ids)
        if number % 10 < ANSWERED_OF_10
    ]
    KnownAnswer._get_collection().insert_many([one.to_mongo().to_dict() for one in answers])
