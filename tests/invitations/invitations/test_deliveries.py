"""What messaging tells of deliveries becomes who was reached."""

from typing import Any

import pytest

from services.invitations.invitations.effort import effort
from services.invitations.invitations.families import families
from services.invitations.service import SERVICE
from shared.consumer import process_batch
from shared.events.channels import Channel
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of
from tests.shared.messages import message_of


def status(invitation_id: str, state: DeliveryStatus, **changes: Any) -> DeliveryStatusChanged:
    values = {
        "delivery_id": "d1",
        "about": f"invitation/{invitation_id}",
        "person_id": "g",
        "channel": Channel.EMAIL,
        "status": state,
        "language": "en",
    }
    return DeliveryStatusChanged(**{**values, **changes})


@pytest.mark.parametrize("together", [True, False])
def test_the_newest_state_of_each_delivery_and_the_best_of_all_count(
    room: Room, together: bool
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation = invitation_of(activity, room.guardian)
    events = [
        (status(invitation.id, DeliveryStatus.DELIVERED), 2),
        (status(invitation.id, DeliveryStatus.SENDING), 1),
        (status(invitation.id, DeliveryStatus.PERMANENT_FAILURE, delivery_id="d2"), 1),
    ]
    messages = [
        message_of(event, school_id=room.school_id, version=version) for event, version in events
    ]
    for batch in [messages] if together else [[one] for one in messages]:
        process_batch(SERVICE, batch)
    stored = invitation_of(activity, room.guardian)
    assert stored.reach == "delivered"
    assert {name: one["status"] for name, one in stored.deliveries.items()} == {
        "d1": "delivered",
        "d2": "permanent-failure",
    }
    assert stored.version == invitation.version


def test_deliveries_about_other_things_or_of_other_schools_change_nothing(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation = invitation_of(activity, room.guardian)
    room.world.tell(
        room.school_id, status(invitation.id, DeliveryStatus.DELIVERED, about="message/m1")
    )
    elsewhere = room.world.make_school("Elsewhere")
    room.world.tell(elsewhere, status(invitation.id, DeliveryStatus.DELIVERED))
    assert invitation_of(activity, room.guardian).reach == ""


def test_what_was_not_needed_any_more_says_nothing_about_reaching_a_family(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation = invitation_of(activity, room.guardian)
    for state in (DeliveryStatus.SENDING, DeliveryStatus.NOT_NEEDED):
        room.world.tell(room.school_id, status(invitation.id, state))
    assert invitation_of(activity, room.guardian).reach == ""
    with scope_of(room.school_id):
        [family] = families(activity.id)
        assert (family.is_not_reached, family.tried) == (False, {})
        assert effort(activity.id).channels == ()
