"""What is not true any more is not said, however long the mail server was away."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.rules import Notice
from shared import clock, ids, store
from shared.events.conferences import (
    ConferenceOpened,
    ReleaseReason,
    SlotBooked,
    SlotReleased,
    TalkMode,
)
from shared.events.evaluation import Role
from shared.events.homework import HomePracticeAcknowledged
from shared.events.invitations import InvitationIssued, InvitationReminderDue
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.events.sign_ups import SignUpMoved, SignUpReleased, SlotKind
from shared.events.texts import Text
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.messaging.invitations import a_promotion, an_answer
from tests.messaging.mailboxes import Mailboxes, html_of, send, text_of
from tests.messaging.world import Family

SLOT, ROUND, PROMISE = "slot", "round", "promise"


@pytest.fixture
def invitation(family: Family) -> InvitationIssued:
    issued = family.is_invited()
    send()
    return issued


def the_server_was_away() -> None:
    """What waits to be sent was tried once, and is to be tried again now."""
    store.database()["deliveries"].update_many(
        {"state": "created"}, {"$set": {"state": "temporary-failure", "attempts": 2}}
    )


def states(family: Family) -> dict[str, str]:
    with scope_of(family.school_id):
        return {one.notice: one.state for one in Delivery.objects}


def booked(family: Family, sequence: int = 1) -> SlotBooked:
    begins = clock.now() + timedelta(days=3)
    return SlotBooked(
        slot_id=SLOT,
        conference_id=ROUND,
        host_id="host",
        guardian_id=family.guardian_id,
        student_ids=(family.child_id,),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=10),
        place={"en": Text("Room 7")},
        mode=TalkMode.IN_PERSON,
        sequence=sequence,
    )


def released(family: Family, sequence: int = 2) -> SlotReleased:
    return SlotReleased(
        slot_id=SLOT,
        conference_id=ROUND,
        host_id="host",
        guardian_id=family.guardian_id,
        reason=ReleaseReason.STAFF,
        sequence=sequence,
    )


@pytest.fixture
def in_a_round(family: Family) -> Family:
    now = clock.now()
    opened = ConferenceOpened(
        conference_id=ROUND,
        title={"en": Text("Talks in March")},
        class_ids=(),
        host_ids=("host",),
        opens_at=now,
        closes_at=now + timedelta(days=9),
    )
    family.world.tell(family.school_id, opened)
    return family


def test_a_time_that_was_given_back_meanwhile_is_not_confirmed(
    in_a_round: Family, mailboxes: Mailboxes
) -> None:
    in_a_round.world.tell(in_a_round.school_id, booked(in_a_round))
    the_server_was_away()
    in_a_round.world.tell(in_a_round.school_id, released(in_a_round))
    send()
    assert "take this time back" in text_of(mailboxes.only(in_a_round.address))
    assert states(in_a_round) == {"slot_booked": "not-needed", "slot_released": "delivered"}


def test_a_time_that_was_booked_again_meanwhile_is_not_taken_back(
    in_a_round: Family, mailboxes: Mailboxes
) -> None:
    in_a_round.world.tell(in_a_round.school_id, booked(in_a_round))
    send()
    in_a_round.world.tell(in_a_round.school_id, released(in_a_round))
    the_server_was_away()
    in_a_round.world.tell(in_a_round.school_id, booked(in_a_round, sequence=3))
    send()
    assert len(mailboxes.of(in_a_round.address)) == 2
    assert states(in_a_round)["slot_released"] == "not-needed"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_whoever_answered_meanwhile_is_not_reminded(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes, answer: str
) -> None:
    due = InvitationReminderDue(
        invitation_id=invitation.invitation_id,
        activity_id=invitation.activity_id,
        guardian_id=family.guardian_id,
        answer_by=invitation.answer_by,
    )
    family.world.tell(family.school_id, due, an_answer(invitation, answer))
    send()
    assert states(family)[Notice.INVITATION_REMINDER] == "not-needed"
    assert not any("A no is fine too" in text_of(one) for one in mailboxes.of(family.address))


def test_a_place_that_was_given_back_meanwhile_is_not_offered(
    family: Family, invitation: InvitationIssued
) -> None:
    family.world.tell(family.school_id, a_promotion(invitation), an_answer(invitation, "no"))
    send()
    assert states(family)[Notice.INVITATION_PROMOTED] == "not-needed"


def test_a_place_that_was_taken_up_meanwhile_is_not_offered_until_a_day(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    kept = replace(a_promotion(invitation), accept_by=clock.now() + timedelta(days=1))
    family.world.tell(family.school_id, kept, an_answer(invitation, "yes"))
    send()
    assert states(family)[Notice.INVITATION_PROMOTED] == "not-needed"
    assert not any("It is kept for you" in text_of(one) for one in mailboxes.of(family.address))


def test_only_the_offer_that_stands_is_told(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    kept = replace(a_promotion(invitation), accept_by=clock.now() + timedelta(days=1))
    family.world.tell(family.school_id, kept, a_promotion(invitation))
    send()
    said = [text_of(one) for one in mailboxes.of(family.address)]
    assert not any("It is kept for you" in one for one in said)
    assert "it is yours" in said[-1]


def test_an_answer_that_changed_meanwhile_is_not_confirmed(
    family: Family, invitation: InvitationIssued
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, "yes"))
    the_server_was_away()
    family.world.tell(family.school_id, an_answer(invitation, "maybe"))
    send()
    with scope_of(family.school_id):
        noted = Delivery.objects(notice="answer_noted").order_by("planned_at")
        assert noted[0].state == "not-needed"


def test_what_is_not_needed_any_more_is_told_as_that_and_not_as_unreachable(
    family: Family, invitation: InvitationIssued
) -> None:
    family.world.tell(family.school_id, a_promotion(invitation), an_answer(invitation, "no"))
    send()
    told = recorded(DeliveryStatusChanged)
    assert told[-1].status is DeliveryStatus.NOT_NEEDED
    assert DeliveryStatus.NO_CONTACT not in {one.status for one in told}


def moved(family: Family, invitation: InvitationIssued, starts_at: datetime) -> SignUpMoved:
    return SignUpMoved(
        sign_up_id=PROMISE,
        activity_id=invitation.activity_id,
        invitation_id=invitation.invitation_id,
        guardian_id=family.guardian_id,
        slot_id="hands",
        title={"en": Text("Set up the tables")},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
    )


@pytest.mark.row("X16")
def test_who_helps_is_told_of_the_new_time_once_as_it_is_now(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    first = clock.now().replace(microsecond=0) + timedelta(days=5)
    for days in (0, 1):
        at = first + timedelta(days=days)
        family.world.tell(family.school_id, moved(family, invitation, at))
    send()
    _, mail = mailboxes.of(family.address)
    for part in (text_of(mail), html_of(mail)):
        assert "Set up the tables" in part
        assert "Your new time" in part


def test_who_gave_it_back_meanwhile_hears_nothing(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    given_back = SignUpReleased(
        sign_up_id=PROMISE,
        activity_id=invitation.activity_id,
        guardian_id=family.guardian_id,
        slot_kind=SlotKind.VOLUNTEER,
        quantity=1,
    )
    at = clock.now() + timedelta(days=5)
    family.world.tell(family.school_id, moved(family, invitation, at), given_back)
    send()
    assert len(mailboxes.of(family.address)) == 1


def thanks(family: Family, by: str) -> Any:
    return HomePracticeAcknowledged(
        practice_id=ids.new_id(),
        guardian_id=family.guardian_id,
        student_id=family.child_id,
        by=by,
    )


def test_thanks_wait_for_no_author_and_name_one_of_another_school(
    family: Family, mailboxes: Mailboxes
) -> None:
    elsewhere = family.world.make_school("Elsewhere")
    names = {"given_name": "Beth", "family_name": "Haddon"}
    author = family.world.make_person(elsewhere, Role.PRINCIPAL, **names)
    family.world.tell(family.school_id, thanks(family, author), thanks(family, "nobody"))
    send()
    said = sorted(text_of(one).splitlines()[2] for one in mailboxes.of(family.address))
    assert [one.partition(" read what")[0] for one in said] == [
        "Beth Haddon",
        "Kōwhai Street School",
    ]
