"""A confirmed household is one family, whichever children each of its guardians has."""

import pytest

from services.invitations.activities import jobs as activity_jobs
from services.invitations.activities.models import Activity
from services.invitations.invitations.queries import tallies
from shared.events.evaluation import ConfirmedBy, HouseholdChanged
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of


def share(room: Room, *guardians: str, active: bool = True) -> None:
    """Let it be known that these guardians share a household, or no longer do."""
    household = HouseholdChanged(
        household_id="household",
        guardian_ids=guardians,
        student_ids=(room.child,) if active else (),
        confirmed_by=ConfirmedBy.SCHOOL,
        active=active,
    )
    room.world.tell(room.school_id, household)


def families_in(activity: Activity) -> int:
    with scope_of(activity.school_id):
        return tallies([activity.id])[activity.id].families


@pytest.fixture
def partner(room: Room) -> str:
    """A second guardian of the room's child, who has another child in the class as well."""
    partner = room.world.make_person(room.school_id)
    room.world.link(room.school_id, partner, room.child)
    room.world.make_child(room.school_id, room.class_id, partner)
    return partner


@pytest.mark.parametrize("links_a_step", [1, 1000])
def test_a_household_counts_once_and_each_guardian_sees_the_own_children(
    room: Room, partner: str, monkeypatch: pytest.MonkeyPatch, links_a_step: int
) -> None:
    monkeypatch.setattr(activity_jobs, "LINKS_PER_STEP", links_a_step)
    room.world.make_families(room.school_id, room.class_id, 3)
    share(room, room.guardian, partner)

    activity = announce(room.school_id, room.class_id, room.teacher)

    assert families_in(activity) == 1 + 3
    assert invitation_of(activity, room.guardian).student_ids == [room.child]
    assert len(invitation_of(activity, partner).student_ids) == 2


@pytest.mark.parametrize("was_shared", [False, True])
def test_without_one_they_count_by_their_children(
    room: Room, partner: str, was_shared: bool
) -> None:
    if was_shared:
        share(room, room.guardian, partner)
        share(room, room.guardian, partner, active=False)

    assert families_in(announce(room.school_id, room.class_id, room.teacher)) == 2


def test_who_may_not_be_invited_is_no_reason_to_count_apart(room: Room, partner: str) -> None:
    share(room, room.guardian, partner)
    room.world.link(room.school_id, partner, room.child, data_access=False)

    activity = announce(room.school_id, room.class_id, room.teacher)

    keys = {invitation_of(activity, one).family_key for one in (room.guardian, partner)}
    assert len(keys) == 1
