"""Who belongs to whom on a day, by the school's own calendar."""

from datetime import UTC, date, datetime

import pytest

from services.invitations.roster import queries
from shared.access import AppRole
from shared.events.evaluation import EnrollmentRole, Role
from shared.tenancy import scope, scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import World, principal_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "teaches"),
    [
        (None, None, True),
        (TODAY, None, True),
        (date(2026, 11, 25), None, False),
        (None, date(2026, 11, 25), True),
        (None, TODAY, False),
    ],
)
def test_a_teacher_teaches_from_the_first_day_until_the_day_before_the_last(
    room: Room, begins_on: date | None, ends_on: date | None, teaches: bool
) -> None:
    room.world.enroll(
        room.school_id,
        room.class_id,
        room.teacher,
        EnrollmentRole.TEACHER,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    with scope_of(room.school_id):
        taught = queries.classes_taught([room.teacher], room.school_id, TODAY)
    assert bool(taught) is teaches


def test_today_is_the_schools_day_not_ours(room: Room) -> None:
    with scope_of(room.school_id):
        school = queries.school(room.school_id)
    assert school.day_of(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) == TODAY


@pytest.mark.parametrize(
    ("changes", "theirs"),
    [
        ({}, True),
        ({"data_access": False}, False),
        ({"active": False}, False),
        ({"valid_to": TODAY}, False),
        ({"valid_from": date(2026, 11, 25)}, False),
        ({"may_be_invited": False}, True),
    ],
)
def test_a_guardian_stands_for_a_child_while_the_link_holds(
    room: Room, changes: dict[str, object], theirs: bool
) -> None:
    room.world.link(room.school_id, room.guardian, room.child, **changes)
    noon = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    with scope(read=[room.school_id]):
        children = queries.children_of([room.guardian], noon)
        still = queries.still_theirs(room.guardian, [room.child], room.school_id, noon)
    assert bool(children) is theirs
    assert (still == (room.child,)) is theirs


def test_roles_come_from_the_roster_of_each_school(world: World) -> None:
    here, there = world.make_school("Here"), world.make_school("There")
    teacher = world.make_person(here, Role.TEACHER)
    world.make_person(there, Role.GUARDIAN, person_id=teacher)
    world.appoint(here, teacher)
    principal = principal_of(here, teacher)
    roles = queries.roles_lookup("district")(principal)
    assert roles == {here: {AppRole.TEACHER, AppRole.COORDINATOR}}
