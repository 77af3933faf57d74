"""What became of replies: each hears of itself, and one given earlier never counts for a later."""

from datetime import datetime, timedelta

import pytest

from services.messaging.replies.models import Reply
from services.messaging.replies.rules import Came
from shared import clock, ids
from shared.events.channels import Channel
from shared.events.invitations import (
    InvitationAnswerRefused,
    InvitationIssued,
    RefusalReason,
)
from shared.tenancy import scope_of
from tests.messaging.invitations import an_answer
from tests.messaging.world import Family


@pytest.fixture
def invitation(family: Family) -> InvitationIssued:
    return family.is_invited()


def came(family: Family, invitation: InvitationIssued, choice: str, at: datetime) -> str:
    """A text of that moment is kept; its id."""
    text = Came(
        reply_id=ids.new_id(),
        about=f"invitation/{invitation.invitation_id}",
        choice=choice,
        person_id=family.guardian_id,
        channel=Channel.SMS,
    )
    with scope_of(family.school_id):
        Reply.of(text, family.school_id, at).save()
    return text.reply_id


def states(family: Family) -> list[tuple[str, str]]:
    with scope_of(family.school_id):
        return [(one.choice, one.state) for one in Reply.objects.order_by("received_at")]


@pytest.fixture
def two(family: Family, invitation: InvitationIssued) -> tuple[str, str]:
    """A no, and a moment later a yes; who asked has heard of neither yet."""
    now = clock.now()
    first = came(family, invitation, "no", now - timedelta(seconds=2))
    return first, came(family, invitation, "yes", now)


def test_each_of_two_quick_replies_hears_what_became_of_itself(
    family: Family, invitation: InvitationIssued, two: tuple[str, str]
) -> None:
    first, second = two
    tell = family.world.tell
    tell(family.school_id, an_answer(invitation, "no", channel=Channel.SMS, reply_id=first))
    assert states(family) == [("no", "noted"), ("yes", "received")]
    refused = InvitationAnswerRefused(
        invitation_id=invitation.invitation_id,
        activity_id=invitation.activity_id,
        guardian_id=family.guardian_id,
        reason=RefusalReason.CLOSED,
        channel=Channel.SMS,
        reply_id=second,
    )
    tell(family.school_id, refused)
    assert states(family) == [("no", "noted"), ("yes", "refused")]


def test_an_earlier_reply_is_overtaken_by_the_later_one(
    family: Family, invitation: InvitationIssued, two: tuple[str, str]
) -> None:
    answer = an_answer(invitation, "yes", channel=Channel.SMS, reply_id=two[1])
    family.world.tell(family.school_id, answer)
    assert states(family) == [("no", "overtaken"), ("yes", "noted")]


def test_an_answer_on_the_page_settles_no_reply(
    family: Family, invitation: InvitationIssued, two: tuple[str, str]
) -> None:
    family.world.tell(family.school_id, an_answer(invitation, "no", channel=Channel.SMS))
    assert states(family) == [("no", "received"), ("yes", "received")]


def test_a_reply_older_than_the_answer_on_the_page_is_overtaken_and_no_other(
    family: Family, invitation: InvitationIssued, two: tuple[str, str]
) -> None:
    overtaken = InvitationAnswerRefused(
        invitation_id=invitation.invitation_id,
        activity_id=invitation.activity_id,
        guardian_id=family.guardian_id,
        reason=RefusalReason.OVERTAKEN,
        channel=Channel.SMS,
        reply_id=two[0],
    )
    family.world.tell(family.school_id, overtaken)
    assert states(family) == [("no", "overtaken"), ("yes", "received")]
