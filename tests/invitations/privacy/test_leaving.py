"""What is still to come is given back before somebody is forgotten, and others hear of it."""

from services.invitations.sign_ups.models import HelpSlot
from services.invitations.sign_ups.rules import Pledge
from services.invitations.sign_ups.use_cases import sign_up
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Side, Wish
from services.invitations.visits.use_cases import answer_visit
from shared import clock, context, ids, store
from shared.events.conferences import SlotReleased
from shared.events.invitations import AnswerCause, InvitationAnswered, InvitationPromoted
from shared.events.participation import ParticipationChosen
from shared.events.sign_ups import SignUpReleased
from shared.events.visits import PlaceKind, VisitCancelled
from shared.tenancy import scope, scope_of
from tests.invitations.conferences.rounds import open_round, slots, take, talks
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import say, second_guardian, state_of, taken, yes
from tests.invitations.privacy.lives import live
from tests.invitations.privacy.test_erasing import ask
from tests.invitations.visits.conftest import Staffroom, in_days, proposed, staffroom
from tests.invitations.world import announce, invitation_of

__all__ = ["staffroom"]


def test_a_booked_time_is_free_again(room: Room) -> None:
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    [first, *_] = slots(conference)
    take(conference, room.guardian, [first])
    ask(room, room.guardian)
    [now, *_] = slots(conference)
    assert (now.talk_id, now.guardian_id, now.student_id) == (None, None, None)
    assert [one.slot_id for one in recorded(SlotReleased)] == [first.id]
    [talk] = talks(conference)
    assert talk.guardian_id != room.guardian
    assert (
        store.database()["conference_diaries"].find_one(
            {"_id": ids.derived_id("diary", room.school_id, room.guardian)}
        )
        is None
    )


def test_the_earlier_yes_of_the_household_stands_again_and_the_rest_goes_on(room: Room) -> None:
    other = second_guardian(room, household=True)
    waiting, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    say(activity, other, yes(1))
    say(activity, room.guardian, yes(2, 1))
    assert say(activity, waiting, yes(2)) == "waiting"
    ask(room, room.guardian)
    left = invitation_of(activity, other)
    assert (left.replaced_by, left.lapsed_at, left.is_settled) == (None, None, True)
    assert (state_of(activity, other), state_of(activity, waiting)) == (("seat", 1), ("seat", 2))
    assert taken(activity) == 3
    told = [
        (one.guardian_id, one.place.value)
        for one in recorded(InvitationAnswered)
        if one.because is AnswerCause.ENDED
    ]
    assert told == [(other, "seat"), (room.guardian, "none")]


def test_whose_yes_gave_way_and_does_not_stand_is_asked_again(room: Room) -> None:
    other = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=4)
    say(activity, other, yes(1))
    say(activity, room.guardian, yes(1))
    room.world.link(room.school_id, other, room.child, active=False)
    ask(room, room.guardian)
    left = invitation_of(activity, other)
    assert (left.replaced_by, left.is_settled, taken(activity)) == (None, False, 0)


def test_a_child_of_two_guardians_leaves_no_seat_behind(room: Room) -> None:
    other = second_guardian(room, household=False)
    waiting, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    say(activity, room.guardian, yes(2))
    assert say(activity, other, yes(2)) == "waiting"
    assert say(activity, waiting, yes(2)) == "waiting"
    ask(room, room.child)
    assert (state_of(activity, waiting), taken(activity)) == (("seat", 2), 2)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [waiting]
    assert store.database()["invitations"].count_documents({}) == 1


def test_an_invitation_that_was_not_answered_ends_without_a_word(room: Room) -> None:
    announce(room.school_id, room.class_id, room.teacher, capacity=2)
    ask(room, room.guardian)
    assert recorded(InvitationAnswered) == []
    assert store.database()["invitations"].count_documents({}) == 0


def test_what_was_taken_of_a_slot_can_be_taken_by_others(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    slot = HelpSlot(
        id=ids.new_id(),
        school_id=room.school_id,
        activity_id=activity.id,
        kind="item",
        title={"en": {"text": "Fruit", "status": "human"}},
        needed=3,
        asked_by=room.teacher,
        asked_at=clock.now(),
    )
    with scope_of(room.school_id), context.acting(actor=room.guardian):
        HelpSlot._get_collection().insert_one(slot.to_mongo().to_dict())
        sign_up(
            invitation_of(activity, room.guardian).id,
            slot.id,
            Pledge(quantity=2, note=""),
            person_ids=[room.guardian],
            now=clock.now(),
        )
    ask(room, room.guardian)
    with scope(read=[room.school_id]):
        assert HelpSlot.objects.get(id=slot.id).taken == 0
    assert [one.quantity for one in recorded(SignUpReleased)] == [2]
    assert store.database()["sign_ups"].count_documents({}) == 0


def test_an_agreed_visit_is_called_off(staffroom: Staffroom) -> None:
    room, time = staffroom.room, in_days(3)
    visit = proposed(staffroom, time)
    entry = Entry(at=clock.now(), side=Side.FAMILY, by=room.guardian)
    wish = Wish(place_kind=PlaceKind.LIBRARY, place_words="By the tree", time=time)
    with scope(read=[room.school_id]), context.acting(actor=room.guardian):
        answer_visit(visit.id, wish, person_ids=[room.guardian], entry=entry)
    ask(room, room.guardian)
    assert [one.visit_id for one in recorded(VisitCancelled)] == [visit.id]
    with scope(read=[room.school_id]):
        [left] = Visit.objects(school_id=room.school_id)
    assert (left.state, left.place_words) == ("cancelled", "")


def test_what_was_shared_of_a_profile_is_taken_back(room: Room) -> None:
    live(room, room.guardian, room.child)
    ask(room, room.guardian)
    [told] = recorded(ParticipationChosen)
    assert (told.guardian_id, told.interests, told.ways) == (room.guardian, (), ())
    assert store.database()["participations"].count_documents({}) == 0


def test_what_is_being_arranged_ends(staffroom: Staffroom) -> None:
    proposed(staffroom)
    ask(staffroom.room, staffroom.room.guardian)
    with scope(read=[staffroom.room.school_id]):
        [left] = Visit.objects(school_id=staffroom.room.school_id)
    assert left.state == "declined"
