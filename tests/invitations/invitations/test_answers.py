"""Answers: own ones only, in time, once per tap, changeable, and no family's words in an event."""

from datetime import timedelta

import pytest

from services.invitations.invitations.rules import Entry, Reply
from services.invitations.invitations.use_cases import (
    AnswersClosed,
    answer_invitation,
    answer_on_behalf,
    load_own,
    open_invitation,
)
from shared import clock, context, store
from shared.errors import Invalid, NotFound
from shared.events.channels import Channel
from shared.events.invitations import (
    Answer,
    InvitationAnswered,
    InvitationOpened,
    Support,
)
from shared.tenancy import scope, scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import World, announce, invitation_of

YES = Reply(answer=Answer.YES, adults=1, children=1)


def test_an_answer_is_told_without_the_familys_words(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation_id = invitation_of(activity, room.guardian).id
    reply = Reply(answer=Answer.HELP, adults=4, needs=(Support.TRANSPORT,), note="ʻOku tōmui si’i")
    with scope(read=[room.school_id]):
        answer_invitation(invitation_id, reply, person_ids=[room.guardian], now=clock.now())
    [told] = recorded(InvitationAnswered)
    assert (told.answer, told.adults, told.needs) == (Answer.HELP, 0, (Support.TRANSPORT,))
    assert (told.channel, told.on_behalf) == (Channel.WEB, False)
    assert "tōmui" not in everything_recorded()
    assert invitation_of(activity, room.guardian).note == "ʻOku tōmui si’i"


def test_a_changed_mind_is_told_again_and_the_last_word_counts(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation_id = invitation_of(activity, room.guardian).id
    for reply in (YES, Reply(answer=Answer.NO)):
        with scope(read=[room.school_id]):
            answer_invitation(invitation_id, reply, person_ids=[room.guardian], now=clock.now())
    assert [one.answer for one in recorded(InvitationAnswered)] == ["yes", "no"]
    stored = invitation_of(activity, room.guardian)
    assert (stored.answer, stored.place, stored.party, stored.version) == ("no", "none", 0, 3)


def test_after_the_deadline_a_family_is_refused_but_staff_still_enter_paper(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation_id = invitation_of(activity, room.guardian).id
    late = activity.answer_by + timedelta(minutes=1)
    with scope(read=[room.school_id]), pytest.raises(AnswersClosed):
        answer_invitation(invitation_id, YES, person_ids=[room.guardian], now=late)
    entry = Entry(at=late, channel=Channel.PAPER, entered_by=room.teacher)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        answer_on_behalf(invitation_id, YES, activity_id=activity.id, entry=entry)
    [told] = recorded(InvitationAnswered)
    assert (told.channel, told.on_behalf) == (Channel.PAPER, True)
    stored = invitation_of(activity, room.guardian)
    assert (stored.entered_by, stored.answered_at) == (room.teacher, late)
    audited = store.database()["audit"].find_one({"action": "invitation.answered-on-behalf"})
    assert audited["actor"] == room.teacher


def test_nobody_enters_an_answer_after_the_activity_began(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    entry = Entry(
        at=activity.starts_at + timedelta(minutes=1),
        channel=Channel.PAPER,
        entered_by=room.teacher,
    )
    with scope_of(room.school_id), pytest.raises(AnswersClosed):
        answer_on_behalf(
            invitation_of(activity, room.guardian).id, YES, activity_id=activity.id, entry=entry
        )


def test_a_yes_without_people_is_refused(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    with scope(read=[room.school_id]), pytest.raises(Invalid) as wrong:
        answer_invitation(
            invitation_of(activity, room.guardian).id,
            Reply(answer=Answer.YES),
            person_ids=[room.guardian],
            now=clock.now(),
        )
    assert list(wrong.value.fields) == ["adults"]


def test_foreign_guardian_foreign_school_ended_link_and_nothing_look_the_same(
    room: Room, world: World
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    own = invitation_of(activity, room.guardian).id
    stranger, _ = world.make_family(room.school_id, room.class_id)
    elsewhere = world.make_school("Elsewhere")
    refusals = [_refusal(own, stranger, room.school_id), _refusal(own, room.guardian, elsewhere)]
    refusals.append(_refusal("no-such-invitation", room.guardian, room.school_id))
    world.link(room.school_id, room.guardian, room.child, data_access=False)
    refusals.append(_refusal(own, room.guardian, room.school_id))
    assert refusals == [("invitation", "", 404)] * 4
    assert recorded(InvitationAnswered) == []


@pytest.mark.row("R11")
def test_who_stands_for_other_children_only_here_or_elsewhere_cannot_answer(
    room: Room, world: World
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    own = invitation_of(activity, room.guardian).id
    elsewhere = world.make_school("Elsewhere")
    other_class, _ = world.make_class(elsewhere)
    world.make_child(elsewhere, other_class, room.guardian)
    world.link(elsewhere, room.guardian, room.child)
    world.make_child(room.school_id, room.class_id, room.guardian)
    world.link(room.school_id, room.guardian, room.child, active=False)
    with scope(read=[room.school_id, elsewhere]), pytest.raises(NotFound):
        answer_invitation(own, YES, person_ids=[room.guardian], now=clock.now())
    world.link(room.school_id, room.guardian, room.child)
    with scope(read=[room.school_id, elsewhere]):
        answer_invitation(own, YES, person_ids=[room.guardian], now=clock.now())
    assert [one.invitation_id for one in recorded(InvitationAnswered)] == [own]


def test_only_the_children_that_are_still_theirs_are_shown(room: Room) -> None:
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    activity = announce(room.school_id, room.class_id, room.teacher)
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    with scope(read=[room.school_id]):
        _, children = load_own(
            invitation_of(activity, room.guardian).id, [room.guardian], clock.now()
        )
    assert children == (sibling,)


def test_looking_twice_is_told_once(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    for _ in range(2):
        with scope(read=[room.school_id]):
            open_invitation(
                invitation_of(activity, room.guardian).id, [room.guardian], now=clock.now()
            )
    assert len(recorded(InvitationOpened)) == 1


def _refusal(invitation_id: str, person_id: str, school_id: str) -> tuple[str, str, int]:
    with scope(read=[school_id]), pytest.raises(NotFound) as refused:
        answer_invitation(invitation_id, YES, person_ids=[person_id], now=clock.now())
    return refused.value.code, str(refused.value.message), refused.value.status
