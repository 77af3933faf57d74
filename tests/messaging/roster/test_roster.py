"""The roster as messaging asks it: roles by school, who is welcome, who has an address."""

from datetime import UTC, date, datetime

import pytest

from services.messaging.roster.queries import (
    is_welcome,
    persons_reached_by,
    roles_of,
    schools_of,
)
from services.messaging.roster.rules import stands_for_a_child
from shared.access import AppRole
from shared.events.evaluation import CoordinatorLeft, Role
from tests.messaging.world import World

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


def test_roles_hold_in_the_school_that_gave_them(world: World, school: str) -> None:
    college = world.make_school("Awanui Valley College")
    person = world.make_person(school, Role.TEACHER)
    world.make_person(college, Role.GUARDIAN, person_id=person)
    roles = roles_of([person], [school, college], world.district_id)
    assert roles == {school: {AppRole.TEACHER}, college: {AppRole.FAMILY}}
    assert roles_of([person], [school], world.district_id) == {school: {AppRole.TEACHER}}


def test_an_administrator_of_the_district_is_district_staff(world: World, school: str) -> None:
    world.make_school("Awanui Valley", world.district_id)
    person = world.make_person(world.district_id, Role.ADMINISTRATOR)
    world.make_person(school, Role.ADMINISTRATOR, person_id=person)
    roles = roles_of([person], schools_of([person]), world.district_id)
    assert roles == {world.district_id: {AppRole.DISTRICT}, school: {AppRole.LEADER}}


def test_the_coordinator_is_so_until_they_leave(world: World, school: str) -> None:
    person = world.make_person(school, Role.TEACHER)
    world.appoint(school, person, date(2026, 2, 1))
    both = {AppRole.TEACHER, AppRole.COORDINATOR}
    assert roles_of([person], [school], world.district_id)[school] == both
    successor = world.make_person(school, Role.AIDE)
    world.tell(school, CoordinatorLeft(person_id=person, ended_on=date(2026, 6, 1)))
    world.appoint(school, successor, date(2026, 6, 2))
    assert roles_of([person], [school], world.district_id)[school] == {AppRole.TEACHER}
    assert AppRole.COORDINATOR in roles_of([successor], [school], world.district_id)[school]


def test_a_guardian_is_welcome_while_standing_for_a_child(world: World, school: str) -> None:
    guardian = world.make_person(school, Role.GUARDIAN)
    assert not is_welcome(guardian, school, world.district_id, now=NOW)
    world.make_guardian_link(school, guardian, "child", valid_to=date(2026, 11, 25))
    assert is_welcome(guardian, school, world.district_id, now=NOW)
    # Half past midnight of the 25th in Auckland, still the 24th in UTC.
    over = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    assert not is_welcome(guardian, school, world.district_id, now=over)


def test_staff_are_welcome_without_a_child(world: World, school: str) -> None:
    teacher = world.make_person(school, Role.TEACHER, Role.GUARDIAN)
    assert is_welcome(teacher, school, world.district_id, now=NOW)


def test_an_address_is_found_in_any_case_and_in_any_school(world: World, school: str) -> None:
    college = world.make_school("Awanui Valley College")
    here, there = world.make_guardian(school), world.make_guardian(college)
    world.reach(school, here, "Family@Home.example")
    world.reach(college, there, "other@home.example", "family@home.example")
    assert persons_reached_by(" FAMILY@home.example ") == sorted([here, there])
    assert persons_reached_by("family@home") == []
    assert persons_reached_by("") == []


@pytest.mark.parametrize(
    ("link", "stands"),
    [
        ((True, True, None, None), True),
        ((True, True, date(2026, 11, 23), date(2026, 11, 24)), True),
        ((True, True, date(2026, 11, 24), None), False),
        ((True, True, None, date(2026, 11, 23)), False),
        ((True, False, None, None), False),
        ((False, True, None, None), False),
    ],
)
def test_a_link_stands_from_its_first_day_to_before_its_last(
    link: tuple[bool, bool, date | None, date | None], stands: bool
) -> None:
    assert stands_for_a_child([link], date(2026, 11, 23)) is stands
