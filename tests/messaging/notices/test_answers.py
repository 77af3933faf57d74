"""What families hear about their answers: noted, refused, reminded, a place kept."""

from datetime import timedelta

import pytest

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.rules import COLLAPSE, Notice
from shared import clock
from shared.events.channels import Channel
from shared.events.invitations import (
    AnswerCause,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationPromoted,
    InvitationReminderDue,
    Place,
    RefusalReason,
)
from shared.tenancy import scope_of
from tests.messaging.fixtures import Hands
from tests.messaging.gateway import Gateway, send_texts
from tests.messaging.invitations import an_answer
from tests.messaging.mailboxes import Mailboxes, calendar_of, html_of, send, text_of
from tests.messaging.world import Family

NUMBER = "+64215550103"
# Who stands for the child no more, and whose later answer stands, hear nothing.
UNTOLD = (RefusalReason.ENDED, RefusalReason.OVERTAKEN)


@pytest.fixture
def invitation(family: Family) -> InvitationIssued:
    issued = family.is_invited()
    send()
    return issued


def reminder(invitation: InvitationIssued) -> InvitationReminderDue:
    return InvitationReminderDue(
        invitation_id=invitation.invitation_id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        answer_by=invitation.answer_by,
    )


@pytest.mark.row("X14")
def test_a_reminder_names_the_day_and_says_that_a_no_is_fine(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    family.world.tell(family.school_id, reminder(invitation))
    send()
    _, mail = mailboxes.of(family.address)
    for part in (text_of(mail), html_of(mail)):
        assert "A no is fine too" in part
        assert "Please answer by" in part
        assert "?choice=yes" in part


def test_a_yes_with_a_seat_is_confirmed_with_the_calendar(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, "yes"))
    send()
    _, mail = mailboxes.of(family.address)
    assert "You are coming" in mail["Subject"]
    assert "adults 2, children 1" in text_of(mail)
    assert calendar_of(mail)["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("answer", ["no", "maybe", "help"])
def test_what_the_page_has_said_needs_no_mail(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes, answer: str
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, answer))
    send()
    assert len(mailboxes.of(family.address)) == 1


def test_a_change_of_mind_takes_it_out_of_the_calendar_and_many_are_one_mail(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes, hands: Hands
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, "yes"))
    send()
    for answer in ("yes", "maybe", "no"):
        family.world.tell(family.school_id, an_answer(invitation, answer))
        send()
    assert len(mailboxes.of(family.address)) == 2
    hands.move(COLLAPSE)
    send()
    _, _, mail = mailboxes.of(family.address)
    assert "cannot come this time" in text_of(mail)
    assert calendar_of(mail)["METHOD"] == "CANCEL"


def test_the_other_guardians_yes_is_told_kindly(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes, hands: Hands
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, "yes"))
    send()
    hands.move(COLLAPSE)
    replaced = an_answer(invitation, "yes", place=Place.NONE, because=AnswerCause.REPLACED)
    family.world.tell(family.school_id, replaced)
    send()
    assert "Somebody else of your household" in text_of(mailboxes.of(family.address)[-1])


def test_a_kept_place_says_until_when_and_is_taken_with_a_tap(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    family.world.tell(
        family.school_id,
        InvitationPromoted(
            invitation_id=invitation.invitation_id,
            activity_id=invitation.activity_id,
            guardian_id=invitation.guardian_id,
            adults=1,
            children=1,
            accept_by=clock.now() + timedelta(days=1),
        ),
    )
    send()
    _, mail = mailboxes.of(family.address)
    assert "It is kept for you until" in text_of(mail)
    assert "it is yours" not in text_of(mail)
    assert "?choice=yes" in html_of(mail)


def is_refused(family: Family, reason: RefusalReason) -> None:
    """A family with a phone is invited, answers, and hears what became of it."""
    family.world.reach(family.school_id, family.guardian_id, phones=(NUMBER,))
    invitation = family.is_invited()
    send_texts()
    family.world.tell(
        family.school_id,
        InvitationAnswerRefused(
            invitation_id=invitation.invitation_id,
            activity_id=invitation.activity_id,
            guardian_id=invitation.guardian_id,
            reason=reason,
            channel=Channel.SMS,
        ),
    )
    send_texts()


@pytest.mark.parametrize("reason", [one for one in RefusalReason if one not in UNTOLD])
def test_an_answer_that_could_not_be_noted_says_why_and_what_to_do(
    family: Family, gateway: Gateway, reason: RefusalReason
) -> None:
    is_refused(family, reason)
    _, text = gateway.to(NUMBER)
    said = {
        RefusalReason.CLOSED: "Ring the school",
        RefusalReason.FULL: "waiting list",
        RefusalReason.CANCELLED: "does not take place",
        RefusalReason.UNCLEAR: "once more",
    }
    assert said[reason] in text


def test_whose_later_answer_stands_hears_nothing_of_the_one_before(
    family: Family, gateway: Gateway
) -> None:
    is_refused(family, RefusalReason.OVERTAKEN)
    assert len(gateway.to(NUMBER)) == 1
    with scope_of(family.school_id):
        assert [one.notice for one in Delivery.objects] == [Notice.INVITATION_ISSUED]


def test_nobody_is_reminded_whose_link_ended(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    family.world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, active=False
    )
    family.world.tell(family.school_id, reminder(invitation))
    send()
    assert len(mailboxes.of(family.address)) == 1
