"""OneRoster's roles as the roles our pages know."""

import pytest

from shared.access import AppRole, derive_roles
from shared.events.evaluation import Role


@pytest.mark.parametrize(
    ("roster", "at_school", "at_district"),
    [
        (Role.GUARDIAN, AppRole.FAMILY, AppRole.FAMILY),
        (Role.RELATIVE, AppRole.FAMILY, AppRole.FAMILY),
        (Role.STUDENT, AppRole.STUDENT, AppRole.STUDENT),
        (Role.AIDE, AppRole.TEACHER, AppRole.TEACHER),
        (Role.PRINCIPAL, AppRole.LEADER, None),
        (Role.ADMINISTRATOR, AppRole.LEADER, AppRole.DISTRICT),
        (Role.DISTRICT_ADMINISTRATOR, None, AppRole.DISTRICT),
        (Role.COUNSELOR, None, None),
    ],
)
def test_a_role_means_what_its_tenant_makes_of_it(
    roster: Role, at_school: AppRole | None, at_district: AppRole | None
) -> None:
    for in_district, meaning in ((False, at_school), (True, at_district)):
        expected = frozenset() if meaning is None else frozenset({meaning})
        assert derive_roles([roster.value], in_district=in_district) == expected


def test_the_coordinator_keeps_the_other_roles() -> None:
    roles = derive_roles(["teacher"], in_district=False, is_coordinator=True)
    assert roles == {AppRole.TEACHER, AppRole.COORDINATOR}


def test_a_role_of_a_later_standard_gives_nothing() -> None:
    assert derive_roles(["astronaut"], in_district=False) == frozenset()
