"""Who helps, brings something or takes part another way hears what who comes hears."""

from datetime import timedelta
from typing import Any

import pytest

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.jobs import pass_on_activity_notices
from services.messaging.notices.rules import Notice
from shared import ids
from shared.events.invitations import ActivityAnnounced, InvitationIssued, Way
from shared.events.sign_ups import ReleaseReason, SignUpReleased, SignUpTaken, SlotKind
from shared.events.texts import Text
from shared.tenancy import scope_of
from tests.messaging.gateway import Gateway, send_texts
from tests.messaging.invitations import (
    a_cancellation,
    a_change,
    an_activity,
    an_answer,
    an_invitation,
)
from tests.messaging.mailboxes import Mailboxes, html_of, link_in, send, text_of
from tests.messaging.world import Family

SALADS = {"en": Text("Two salads")}
pass_on = pass_on_activity_notices.function


@pytest.fixture
def activity() -> ActivityAnnounced:
    return an_activity()


@pytest.fixture
def invitation(family: Family, activity: ActivityAnnounced) -> InvitationIssued:
    """The family was invited, and knows."""
    issued = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, issued)
    send()
    return issued


def brings(invitation: InvitationIssued) -> SignUpTaken:
    return SignUpTaken(
        sign_up_id=ids.derived_id("promise", invitation.invitation_id),
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        slot_kind=SlotKind.ITEM,
        quantity=2,
        title=SALADS,
    )


def released(invitation: InvitationIssued, reason: ReleaseReason, **changes: Any) -> SignUpReleased:
    taken = brings(invitation)
    values: dict[str, Any] = {
        "sign_up_id": taken.sign_up_id,
        "activity_id": taken.activity_id,
        "guardian_id": taken.guardian_id,
        "slot_kind": taken.slot_kind,
        "quantity": taken.quantity,
        "reason": reason,
        "invitation_id": invitation.invitation_id,
        "title": SALADS,
    }
    return SignUpReleased(**{**values, **changes})


def told(family: Family, *events: Any) -> list[str]:
    """What the family hears when this happens: the kinds of notices, without the invitation."""
    family.world.tell(family.school_id, *events)
    pass_on()
    send()
    with scope_of(family.school_id):
        heard = Delivery.objects(person_id=family.guardian_id, state="delivered")
        kinds = list(heard.order_by("planned_at").scalar("notice"))
    return [one for one in kinds if one != Notice.INVITATION_ISSUED]


def test_who_said_no_and_brings_nothing_hears_of_no_cancellation(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    assert told(family, an_answer(invitation, "no"), a_cancellation(activity)) == []


@pytest.mark.row("S119")
@pytest.mark.parametrize("way", [Way.AT_HOME, Way.ONLINE, Way.PHONE])
def test_who_takes_part_another_way_hears_of_a_cancellation(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued, way: Way
) -> None:
    another_way = an_answer(invitation, "no", way=way)
    assert told(family, another_way, a_cancellation(activity)) == ["activity_cancelled"]


@pytest.mark.row("S119")
def test_who_takes_part_another_way_hears_of_each_change_and_gets_nothing_for_the_calendar(
    family: Family,
    activity: ActivityAnnounced,
    invitation: InvitationIssued,
    mailboxes: Mailboxes,
) -> None:
    another_way = an_answer(invitation, "no", way=Way.AT_HOME)
    renamed = a_change(activity, 1, title={"en": Text("A game evening")})
    assert told(family, another_way, renamed) == ["activity_changed"]
    _, mail = mailboxes.of(family.address)
    assert "calendar" not in text_of(mail)
    assert "text/calendar" not in {part.get_content_type() for part in mail.walk()}


@pytest.mark.row("X16")
def test_who_said_no_and_brings_something_hears_of_changes_and_of_a_cancellation(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    promised = (brings(invitation), an_answer(invitation, "no"))
    renamed = a_change(activity, 1, title={"en": Text("A game evening")})
    assert told(family, *promised, renamed) == ["activity_changed"]
    assert told(family, a_cancellation(activity)) == ["activity_changed", "activity_cancelled"]


@pytest.mark.row("X16")
def test_what_one_family_brings_tells_no_other(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    other = Family.made_in(family.world, family.school_id)
    theirs = an_invitation(activity, other.guardian_id, other.child_id)
    other.world.tell(other.school_id, theirs)
    send()
    answers = (an_answer(invitation, "no"), an_answer(theirs, "no"))
    assert told(family, brings(invitation), *answers, a_cancellation(activity))
    assert told(other) == []


@pytest.mark.row("X16")
def test_who_gave_it_back_after_a_no_hears_nothing_more(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    given_back = released(invitation, ReleaseReason.GIVEN_BACK)
    before = (brings(invitation), an_answer(invitation, "no"), given_back)
    assert told(family, *before, a_cancellation(activity)) == []


@pytest.mark.row("X16")
def test_who_signed_up_is_told_that_it_is_not_needed_and_that_the_rest_stands(
    family: Family, invitation: InvitationIssued, mailboxes: Mailboxes
) -> None:
    removed = released(invitation, ReleaseReason.SLOT_REMOVED)
    assert told(family, brings(invitation), removed) == ["sign_up_removed"]
    _, mail = mailboxes.of(family.address)
    assert "is not needed any more: Number game evening" in mail["Subject"]
    for part in (text_of(mail), html_of(mail)):
        assert "Two salads" in part
        assert "this takes place on" in part
    assert link_in(mail)
    with scope_of(family.school_id):
        [delivery] = Delivery.objects(notice=Notice.SIGN_UP_REMOVED.value)
        assert delivery.about == f"invitation/{invitation.invitation_id}"


@pytest.mark.row("X16")
def test_it_is_told_by_text_too_and_names_no_child(
    family: Family, invitation: InvitationIssued, gateway: Gateway
) -> None:
    number = "+64215550107"
    family.world.reach(family.school_id, family.guardian_id, phones=(number,))
    family.world.tell(family.school_id, released(invitation, ReleaseReason.SLOT_REMOVED))
    send_texts()
    text = gateway.only(number)
    assert "“Two salads” is not needed any more for “Number game evening”." in text
    assert "It takes place all the same" in text
    assert "Sione" not in text


@pytest.mark.row("X16")
@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (ReleaseReason.GIVEN_BACK, {}),
        (ReleaseReason.LINK_ENDED, {}),
        (ReleaseReason.SLOT_REMOVED, {"invitation_id": None, "title": None}),
    ],
    ids=["given back", "link ended", "told before it said of which invitation"],
)
def test_nobody_is_told_of_any_other_release(
    family: Family, invitation: InvitationIssued, reason: ReleaseReason, changes: dict[str, Any]
) -> None:
    assert told(family, brings(invitation), released(invitation, reason, **changes)) == []


@pytest.mark.row("X16")
def test_it_is_not_said_any_more_of_what_does_not_take_place(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    removed = released(invitation, ReleaseReason.SLOT_REMOVED)
    heard = told(family, brings(invitation), removed, a_cancellation(activity))
    assert heard == ["activity_cancelled"]


@pytest.mark.row("R11", "X16")
def test_who_stands_for_the_child_no_more_is_not_told_what_is_not_needed(
    family: Family, activity: ActivityAnnounced, invitation: InvitationIssued
) -> None:
    family.world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, active=False
    )
    later = a_change(activity, 1, starts_at=activity.starts_at + timedelta(hours=1))
    assert told(family, released(invitation, ReleaseReason.SLOT_REMOVED), later) == []
