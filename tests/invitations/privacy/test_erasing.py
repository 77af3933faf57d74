"""A person is forgotten: their words and names go, the numbers of what is over stay true."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.check_in.queries import counted
from services.invitations.homework.models import HomeworkReply
from services.invitations.invitations.queries import tallies
from services.invitations.privacy.erasing import AT_ONCE
from services.invitations.privacy.holdings import HOLDINGS
from services.invitations.privacy.queries import count_about
from services.invitations.privacy.rules import NOBODY
from services.invitations.privacy.use_cases import Request, erase_piece
from shared import clock, ids, parking, store
from shared.envelope import Message
from shared.events.channels import Channel
from shared.events.evaluation import GuardianLinkChanged, Role
from shared.events.privacy import (
    KeptBecause,
    LegalHoldLifted,
    LegalHoldPlaced,
    PrivacyFulfilled,
    PrivacyKind,
    PrivacyOutcome,
    PrivacyRequested,
)
from shared.events.replies import ReplyReceived
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.privacy.lives import CANARY, PREPARED, answered, everything, live
from tests.invitations.world import announce, invitation_of, principal_of, run_jobs
from tests.shared.messages import message_of
from tests.web_client import browser

OTHER = "Kia ora tātou katoa"


def ask(room: Room, person_id: str, kind: PrivacyKind = PrivacyKind.ERASE) -> PrivacyFulfilled:
    """The district asks, and a worker does what there is to do."""
    event = PrivacyRequested(
        request_id=ids.new_id(),
        person_id=person_id,
        kind=kind,
        due_by=clock.now() + timedelta(days=28),
    )
    room.world.tell(room.school_id, event)
    run_jobs()
    fulfilled: PrivacyFulfilled = recorded(PrivacyFulfilled)[-1]
    assert fulfilled.request_id == event.request_id
    return fulfilled


def hold(room: Room, person_id: str, event: type = LegalHoldPlaced) -> None:
    room.world.tell(room.school_id, event(person_id=person_id))


def numbers(room: Room, activity_id: str) -> Any:
    with scope_of(room.school_id):
        return tallies([activity_id])[activity_id], counted(activity_id)


def counts_of(fulfilled: PrivacyFulfilled) -> dict[str, int]:
    return {one.data: one.records for one in fulfilled.counts}


def test_a_row_of_every_class_is_among_what_is_tried(room: Room) -> None:
    live(room, room.guardian, room.child)
    with scope_of(room.school_id):
        counts = count_about([room.guardian, room.child])
    assert {one.data.value for one in HOLDINGS} - {"named-in-lists"} <= set(counts)


@pytest.mark.parametrize("who", ["guardian", "child"])
def test_nothing_names_who_was_erased_and_no_word_of_theirs_is_left(room: Room, who: str) -> None:
    other, their_child = room.world.make_family(room.school_id, room.class_id)
    live(room, other, their_child, canary=OTHER)
    store.database()["conference_preparations"].delete_many({})
    live(room, room.guardian, room.child)
    before = everything().count(OTHER)

    person = getattr(room, who)
    ask(room, person)

    left = everything()
    assert person not in left
    assert (CANARY if who == "guardian" else PREPARED) not in left
    assert left.count(OTHER) == before


def test_the_heads_of_the_erased_stay_counted(room: Room) -> None:
    activity = live(room, room.guardian, room.child)
    before = numbers(room, activity.id)
    ask(room, room.guardian)
    assert numbers(room, activity.id) == before
    assert before[0].coming == 1
    assert before[1].people == 2


def test_of_two_guardians_the_other_stays_and_the_family_is_counted_once(room: Room) -> None:
    other = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Sina")
    room.world.link(room.school_id, other, room.child)
    activity = live(room, room.guardian, room.child)
    before = numbers(room, activity.id)
    ask(room, room.guardian)
    assert numbers(room, activity.id) == before
    assert invitation_of(activity, other).student_ids == [room.child]


def test_erasing_twice_is_erasing_once(room: Room) -> None:
    live(room, room.guardian, room.child)
    first = ask(room, room.guardian)
    once = everything()
    again = ask(room, room.guardian)
    assert everything() == once
    assert counts_of(first)["photos-and-recordings"] == 1
    assert counts_of(first)["invitations"] == 1
    assert again.counts == ()
    assert {one.reason for one in first.kept} == {KeptBecause.ROSTER, KeptBecause.AUDIT}


def test_a_seat_to_come_goes_to_who_waits(room: Room) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    answered(activity, room.guardian)
    answered(activity, other)
    assert invitation_of(activity, other).place == "waiting"
    ask(room, room.guardian)
    assert invitation_of(activity, other).place == "seat"
    assert numbers(room, activity.id)[0].families == 1


def test_what_is_held_stays_until_the_hold_is_lifted(room: Room) -> None:
    live(room, room.guardian, room.child)
    before = everything()
    hold(room, room.guardian)
    refused = ask(room, room.guardian)
    assert (refused.outcome, refused.counts) == (PrivacyOutcome.HELD, ())
    assert everything() == before
    hold(room, room.guardian, LegalHoldLifted)
    assert ask(room, room.guardian).outcome is PrivacyOutcome.DONE


def test_a_request_for_a_copy_counts_and_changes_nothing(room: Room) -> None:
    live(room, room.guardian, room.child)
    before = everything()
    told = ask(room, room.guardian, PrivacyKind.EXPORT)
    assert everything() == before
    with scope_of(room.school_id):
        assert counts_of(told) == count_about([room.guardian])


def test_one_of_several_children_is_taken_out_and_the_others_stay(room: Room) -> None:
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    activity = live(room, room.guardian, room.child)
    ask(room, room.child)
    invitation = invitation_of(activity, room.guardian)
    assert invitation.student_ids == [sibling]
    assert invitation.note == ""


def test_the_fact_tells_no_words_and_is_audited(room: Room) -> None:
    live(room, room.guardian, room.child)
    ask(room, room.guardian)
    row = store.database()["audit"].find_one({"action": "privacy.erase-done"})
    assert row is not None
    assert row["about"] == f"person/{room.guardian}"
    assert row["details"]["records"]["talks"] == 1


def test_staff_pages_stand_without_the_erased(room: Room, app: Flask) -> None:
    activity = live(room, room.guardian, room.child)
    ask(room, room.guardian)
    room.world.appoint(room.school_id, room.teacher)
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    base, at = f"/invitations/activities/s/{room.school_id}/{activity.id}", f"s/{room.school_id}"
    pages = [
        *(base, f"{base}/families", f"{base}/check-in/", f"{base}/check-in/history"),
        *(f"/invitations/{one}/{at}" for one in ("visits", "homework")),
        *(f"/invitations/participation/{at}/", f"/invitations/activities/ways/{at}"),
        f"/invitations/home-learning/{at}",
    ]
    answers = {path: teacher.get(path, follow_redirects=True).status_code for path in pages}
    assert set(answers.values()) == {200}, answers


def test_much_is_erased_in_many_small_steps(room: Room) -> None:
    rows = [
        HomeworkReply(
            id=ids.new_id(),
            school_id=room.school_id,
            homework_id="h",
            guardian_id=room.guardian,
            student_id=room.child,
            words=CANARY,
        )
        for _ in range(250)
    ]
    with scope_of(room.school_id):
        store.insert_many(rows)
        request = Request(request_id="r", person_id=room.guardian, kind=PrivacyKind.ERASE)
        [_, _, first] = erase_piece(request, 0, clock.now())
    assert first == AT_ONCE
    assert counts_of(ask(room, room.guardian)) == {"homework-replies": 150}
    assert CANARY not in everything()


def test_events_that_were_put_aside_go_too(room: Room) -> None:
    reply = ReplyReceived(
        reply_id="r",
        about="invitation/i",
        choice="yes",
        person_id=room.guardian,
        channel=Channel.SMS,
        received_at=clock.now(),
    )
    for school_id in (room.school_id, "other-school"):
        message = message_of(reply, school_id=school_id)
        put_aside(message, name=school_id)
        parking.wait(message, handler="h", event_id=school_id, waits_for="invitation/i")
    assert counts_of(ask(room, room.guardian)) == {"waiting-events": 2}
    for name in ("parked", "waiting"):
        [left] = store.database()[name].find()
        assert left["key"].startswith("other-school/")


def test_what_ends_access_or_holds_is_never_thrown_away(room: Room) -> None:
    link = GuardianLinkChanged(
        link_id="l",
        student_id=room.child,
        guardian_id=room.guardian,
        relation="mother",
        may_be_invited=False,
        data_access=False,
        active=False,
    )
    later = LegalHoldPlaced(person_id=room.guardian)
    due = clock.now()
    asked = PrivacyRequested(
        request_id="r", person_id=room.guardian, kind=PrivacyKind.ERASE, due_by=due
    )
    for event in (link, later, asked):
        put_aside(message_of(event, school_id=room.school_id), name=type(event).__name__)
    assert ask(room, room.guardian).counts == ()
    assert store.database()["parked"].count_documents({}) == 3


def put_aside(message: Message, *, name: str) -> None:
    parking.park(message, handler="h", event_id=name, error="broken", permanent=True)


def test_what_they_confirmed_of_anothers_talk_goes_and_the_talk_stays(room: Room) -> None:
    other = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Sina")
    live(room, room.guardian, room.child)
    said = [
        {"guardian_id": one, "agrees": True, "comment": f"by {one}"}
        for one in (room.guardian, other)
    ]
    talks = store.database()["conference_talks"]
    talks.update_one({}, {"$set": {"confirmations": said}})
    with scope_of(room.school_id):
        assert count_about([other]) == {"talks": 1}
    assert counts_of(ask(room, other)) == {"talks": 1}
    [talk] = talks.find()
    assert [one["guardian_id"] for one in talk["confirmations"]] == [room.guardian]
    assert (talk["guardian_id"], talk["notes"]) == (room.guardian, CANARY)


def test_a_childs_name_goes_from_lists_and_who_is_invited_stays_so(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    chosen = {"ambassador_ids": [room.child], "audience.student_ids": [room.child, "other"]}
    store.database()["activities"].update_one({"_id": activity.id}, {"$set": chosen})
    ask(room, room.child)
    with scope_of(room.school_id):
        left = Activity.objects.get(id=activity.id)
    assert left.ambassador_ids == []
    assert left.audience["student_ids"] == [NOBODY, "other"]
