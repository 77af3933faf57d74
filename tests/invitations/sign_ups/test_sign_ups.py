"""Slots of an activity: never oversold, given back, entered on behalf, told once."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.invitations.activities.models import Activity
from services.invitations.invitations.rules import Entry
from services.invitations.roster.leaving import StandsForNobody
from services.invitations.sign_ups import use_cases
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.sign_ups.rules import Ask, Pledge
from shared import clock, context, store
from shared.errors import Invalid, NotFound
from shared.events.channels import Channel
from shared.events.sign_ups import ReleaseReason, SignUpReleased, SignUpTaken, SlotKind
from shared.tenancy import scope, scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of

pytestmark = pytest.mark.row("X16")


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


def ask_for(activity: Activity, needed: int, **changes: Any) -> str:
    ask = {"kind": SlotKind.ITEM, "language": "en", "title": "Salads", "needed": needed}
    with scope_of(activity.school_id), context.acting(actor=activity.host_id):
        return use_cases.add_slot(activity, Ask(**{**ask, **changes}), now=clock.now())


def take(activity: Activity, slot_id: str, guardian: str, quantity: int, note: str = "") -> None:
    invitation_id = invitation_of(activity, guardian).id
    with scope(read=[activity.school_id]):
        use_cases.sign_up(
            invitation_id,
            slot_id,
            Pledge(quantity=quantity, note=note),
            person_ids=[guardian],
            now=clock.now(),
        )


def taken(activity: Activity, slot_id: str) -> int:
    with scope_of(activity.school_id):
        return int(HelpSlot.objects.get(id=slot_id).taken)


def test_signing_up_is_told_once_with_what_stands_now(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 3)
    for quantity in (1, 1, 2):
        take(activity, slot_id, room.guardian, quantity, note="potato")
    told = recorded(SignUpTaken)
    assert [(one.quantity, one.slot_kind) for one in told] == [(1, "item"), (2, "item")]
    assert told[0].title["en"].text == "Salads"
    assert taken(activity, slot_id) == 2
    assert "potato" not in everything_recorded()


def test_less_gives_the_rest_back_and_nothing_releases_it(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 3)
    take(activity, slot_id, room.guardian, 3)
    take(activity, slot_id, room.guardian, 1)
    assert taken(activity, slot_id) == 1
    for _ in range(2):
        take(activity, slot_id, room.guardian, 0)
    [freed] = recorded(SignUpReleased)
    assert (freed.quantity, freed.reason) == (1, ReleaseReason.GIVEN_BACK)
    assert taken(activity, slot_id) == 0


def test_more_than_is_left_is_refused_and_keeps_what_one_has(
    room: Room, activity: Activity
) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher)
    slot_id = ask_for(activity, 3)
    take(activity, slot_id, other, 2)
    take(activity, slot_id, room.guardian, 1)
    with pytest.raises(Invalid) as refused:
        take(activity, slot_id, room.guardian, 2)
    assert "quantity" in refused.value.fields
    assert taken(activity, slot_id) == 3


def test_a_slot_is_never_oversold_however_many_take_it_at_once(room: Room) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 24)
    activity = announce(room.school_id, room.class_id, room.teacher)
    slot_id = ask_for(activity, 10, kind=SlotKind.VOLUNTEER, title="Help")
    invitations = {one: invitation_of(activity, one).id for one in guardians}

    def one_takes(guardian: str) -> Callable[[], None]:
        def run() -> None:
            with scope(read=[activity.school_id]):
                use_cases.sign_up(
                    invitations[guardian],
                    slot_id,
                    Pledge(quantity=1),
                    person_ids=[guardian],
                    now=clock.now(),
                )

        return run

    refused = _at_once([one_takes(one) for one in guardians])
    assert len(refused) == 14
    assert taken(activity, slot_id) == 10
    with scope_of(activity.school_id):
        assert SignUp.objects(slot_id=slot_id, quantity=1).count() == 10
    assert len(recorded(SignUpTaken)) == 10


def test_one_guardian_who_taps_often_takes_once(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 8)

    def tap() -> None:
        take(activity, slot_id, room.guardian, 2)

    assert _at_once([tap] * 6) == []
    assert taken(activity, slot_id) == 2
    assert len(recorded(SignUpTaken)) == 1


def test_an_invitation_of_somebody_else_is_not_found(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 1)
    invitation = invitation_of(activity, room.guardian)
    with scope(read=[room.school_id]), pytest.raises(NotFound):
        use_cases.sign_up(
            invitation.id, slot_id, Pledge(quantity=1), person_ids=["other"], now=clock.now()
        )


def test_who_stands_no_more_for_the_child_signs_up_no_more(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 1)
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    with pytest.raises(NotFound):
        take(activity, slot_id, room.guardian, 1)


def test_it_ends_when_the_activity_begins(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 1)
    invitation = invitation_of(activity, room.guardian)
    with scope(read=[room.school_id]), pytest.raises(use_cases.SignUpsClosed):
        use_cases.sign_up(
            invitation.id,
            slot_id,
            Pledge(quantity=1),
            person_ids=[room.guardian],
            now=activity.starts_at + timedelta(minutes=1),
        )


@pytest.mark.row("R9")
def test_staff_enter_what_a_family_said_with_their_name(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 2)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        use_cases.sign_up_on_behalf(
            invitation_of(activity, room.guardian).id,
            slot_id,
            Pledge(quantity=2),
            activity_id=activity.id,
            entry=Entry(at=clock.now(), channel=Channel.PAPER, entered_by=room.teacher),
        )
    [told] = recorded(SignUpTaken)
    assert told.on_behalf
    [row] = store.database()["sign_ups"].find()
    assert (row["channel"], row["entered_by"]) == ("paper", room.teacher)


@pytest.mark.row("R11")
def test_nothing_is_entered_for_who_stands_for_no_child_any_more(
    room: Room, activity: Activity
) -> None:
    slot_id = ask_for(activity, 2)
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        entry = Entry(at=clock.now(), channel=Channel.PAPER, entered_by=room.teacher)
        with pytest.raises(StandsForNobody):
            use_cases.sign_up_on_behalf(
                invitation_of(activity, room.guardian).id,
                slot_id,
                Pledge(quantity=2),
                activity_id=activity.id,
                entry=entry,
            )
    assert recorded(SignUpTaken) == []


def test_removing_a_slot_tells_each_who_stood_for_it(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 2)
    take(activity, slot_id, room.guardian, 1)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        for _ in range(2):
            use_cases.remove_slot(activity, slot_id, now=clock.now())
    [freed] = recorded(SignUpReleased)
    assert (freed.guardian_id, freed.reason) == (room.guardian, ReleaseReason.SLOT_REMOVED)
    assert freed.invitation_id == invitation_of(activity, room.guardian).id
    assert freed.title is not None
    assert freed.title["en"].text == "Salads"
    with pytest.raises(NotFound):
        take(activity, slot_id, room.guardian, 1)


def test_nobody_can_ask_for_fewer_than_families_bring(room: Room, activity: Activity) -> None:
    slot_id = ask_for(activity, 3)
    take(activity, slot_id, room.guardian, 2)
    with scope_of(room.school_id), pytest.raises(Invalid):
        use_cases.change_slot(activity, slot_id, needed=1)
    with scope_of(room.school_id):
        use_cases.change_slot(activity, slot_id, needed=2)
        assert HelpSlot.objects.get(id=slot_id).left == 0


def _at_once(actions: Sequence[Callable[[], None]]) -> list[Invalid]:
    """Run every action in a thread of its own, all begun together; what was refused."""
    begin = threading.Barrier(len(actions))
    refused: list[Invalid] = []
    wrong: list[BaseException] = []

    def run(action: Callable[[], None]) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                action()
            except Invalid as error:
                refused.append(error)
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's thread
                wrong.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    return refused
