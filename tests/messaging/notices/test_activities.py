"""What families hear when an activity changes or does not take place."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from services.messaging.notices import activities
from services.messaging.notices.jobs import pass_on_activity_notices
from services.messaging.notices.rules import COLLAPSE
from shared.events.evaluation import Role
from shared.events.invitations import ActivityAnnounced
from shared.events.texts import Text
from tests.messaging.fixtures import Hands
from tests.messaging.gateway import Gateway, send_texts
from tests.messaging.invitations import (
    a_cancellation,
    a_change,
    an_activity,
    an_answer,
    an_invitation,
)
from tests.messaging.mailboxes import Mailboxes, calendar_of, html_of, send, text_of
from tests.messaging.world import Family

pass_on = pass_on_activity_notices.function


@pytest.fixture
def activity() -> ActivityAnnounced:
    return an_activity()


@pytest.fixture
def invited(family: Family, activity: ActivityAnnounced) -> Family:
    invitation = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, invitation)
    send()
    return family


def changes(family: Family, activity: ActivityAnnounced, sequence: int, **new: Any) -> None:
    family.world.tell(family.school_id, a_change(activity, sequence, **new))
    pass_on()
    send()


def test_a_change_of_time_and_place_says_what_is_new(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    later = activity.starts_at + timedelta(days=1)
    changes(
        invited,
        activity,
        1,
        starts_at=later,
        ends_at=later + timedelta(hours=1),
        place={"en": Text("The hall")},
    )
    _, mail = mailboxes.of(invited.address)
    assert "Something changed" in mail["Subject"]
    for part in (text_of(mail), html_of(mail)):
        assert "the time and the place" in part
        assert "The hall" in part
        assert "Room 7" not in part


def test_what_families_do_not_plan_by_is_not_told(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    changes(invited, activity, 1, capacity=20, relevance={"en": Text("Because.")})
    assert len(mailboxes.of(invited.address)) == 1


def test_several_changes_soon_after_each_other_are_one_more_mail(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes, hands: Hands
) -> None:
    changes(invited, activity, 1, place={"en": Text("The hall")})
    changes(invited, activity, 2, place={"en": Text("Room 9")})
    changes(invited, activity, 3, title={"en": Text("A game evening")})
    assert len(mailboxes.of(invited.address)) == 2
    hands.move(COLLAPSE + timedelta(minutes=1))
    pass_on()
    send()
    *_, last = mailboxes.of(invited.address)
    assert len(mailboxes.of(invited.address)) == 3
    assert "the place and the name" in text_of(last)


def test_who_said_no_hears_of_another_time_and_of_nothing_else(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes, hands: Hands
) -> None:
    invitation = an_invitation(activity, invited.guardian_id, invited.child_id)
    invited.world.tell(invited.school_id, an_answer(invitation, "no"))
    changes(invited, activity, 1, title={"en": Text("Another name")})
    assert len(mailboxes.of(invited.address)) == 1
    hands.move(COLLAPSE)
    later = activity.starts_at + timedelta(days=2)
    changes(invited, activity, 2, starts_at=later, ends_at=later + timedelta(hours=1))
    assert len(mailboxes.of(invited.address)) == 2


def test_a_family_that_was_not_told_yet_hears_how_it_is_now(
    family: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    invitation = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, invitation)
    changes(family, activity, 1, place={"en": Text("The hall")})
    assert "The hall" in text_of(mailboxes.only(family.address))


def test_a_cancellation_says_why_and_takes_it_out_of_the_calendar(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    invitation = an_invitation(activity, invited.guardian_id, invited.child_id)
    invited.world.tell(invited.school_id, an_answer(invitation, "yes"))
    send()
    invited.world.tell(invited.school_id, a_cancellation(activity))
    pass_on()
    send()
    _, coming, over = mailboxes.of(invited.address)
    assert "does not take place" in over["Subject"]
    assert "The hall is flooded." in text_of(over)
    there, gone = calendar_of(coming), calendar_of(over)
    assert (there["METHOD"], gone["METHOD"]) == ("PUBLISH", "CANCEL")
    [event], [ended] = there.walk("VEVENT"), gone.walk("VEVENT")
    assert event["UID"] == ended["UID"]
    assert ended["SEQUENCE"] > event["SEQUENCE"]
    assert (event["STATUS"], ended["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_after_a_cancellation_nobody_is_invited_or_reminded(
    family: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    invitation = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, invitation, a_cancellation(activity))
    pass_on()
    send()
    assert mailboxes.of(family.address) == []


def test_a_family_with_a_phone_is_told_by_text(
    family: Family, activity: ActivityAnnounced, gateway: Gateway
) -> None:
    number = "+64215550102"
    family.world.reach(family.school_id, family.guardian_id, phones=(number,))
    invitation = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, invitation)
    send_texts()
    family.world.tell(family.school_id, a_change(activity, 1, place={"en": Text("The hall")}))
    pass_on()
    send_texts()
    family.world.tell(family.school_id, a_cancellation(activity, 2))
    pass_on()
    send_texts()
    _, changed, over = gateway.to(number)
    assert "changed. New: the place." in changed
    assert "Send 1 for yes" in changed
    assert "does not take place. The hall is flooded." in over


def test_who_does_not_stand_for_the_child_any_more_hears_nothing(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    invited.world.make_guardian_link(
        invited.school_id, invited.guardian_id, invited.child_id, active=False
    )
    invited.world.tell(invited.school_id, a_cancellation(activity))
    pass_on()
    send()
    assert len(mailboxes.of(invited.address)) == 1


def test_the_file_is_one_that_calendar_programs_read(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    invitation = an_invitation(activity, invited.guardian_id, invited.child_id)
    invited.world.tell(invited.school_id, an_answer(invitation, "yes"))
    send()
    mail = mailboxes.of(invited.address)[-1]
    [event] = calendar_of(mail).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    assert event.decoded("dtstart") == activity.starts_at.replace(microsecond=0)
    assert event.decoded("dtend") == activity.ends_at.replace(microsecond=0)
    assert str(event["SUMMARY"]) == "Number game evening"
    assert "Sione" not in event.to_ical().decode()


def test_a_second_change_reaches_those_who_were_still_being_told_the_first(
    invited: Family,
    activity: ActivityAnnounced,
    mailboxes: Mailboxes,
    hands: Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(activities, "TOLD_AT_ONCE", 1)
    other = Family.made_in(invited.world, invited.school_id)
    other.world.tell(other.school_id, an_invitation(activity, other.guardian_id, other.child_id))
    send()
    changes(invited, activity, 1, place={"en": Text("The hall")})
    changes(invited, activity, 2, title={"en": Text("A game evening")})
    pass_on()
    hands.move(COLLAPSE + timedelta(minutes=1))
    for _ in range(3):
        pass_on()
    send()
    for family in (invited, other):
        assert len(mailboxes.of(family.address)) == 3


@pytest.mark.row("R11")
def test_who_stands_for_another_child_only_hears_nothing_of_this_one(
    invited: Family, activity: ActivityAnnounced, mailboxes: Mailboxes
) -> None:
    world, school = invited.world, invited.school_id
    other = world.make_person(school, Role.STUDENT, given_name="Ana")
    world.make_guardian_link(school, invited.guardian_id, other)
    world.make_guardian_link(school, invited.guardian_id, invited.child_id, active=False)
    world.tell(school, a_cancellation(activity))
    pass_on()
    send()
    assert len(mailboxes.of(invited.address)) == 1
