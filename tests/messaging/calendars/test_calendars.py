"""A family's calendar: a private feed that ends when it says, and follows what it agreed to."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from flask import Flask

from services.messaging.accounts.use_cases import account_for
from services.messaging.calendars.rules import Certainty, Occasion, calendar_file
from shared import clock, ids
from shared.access import Principal
from shared.events.conferences import (
    ConferenceOpened,
    ReleaseReason,
    SlotBooked,
    SlotReleased,
    TalkMode,
)
from shared.events.evaluation import Role
from shared.events.texts import Text
from tests.messaging.invitations import a_cancellation, an_activity, an_answer, an_invitation
from tests.messaging.mailboxes import Mailboxes, calendar_of, send, text_of
from tests.messaging.world import Family
from tests.web_client import Browser, browser

OCCASION = Occasion(
    uid="x@tuhono",
    sequence=3,
    certainty=Certainty.CONFIRMED,
    # The doubled hour: daylight saving ends in New Zealand at 14:00 UTC on 4 April 2026.
    starts_at=datetime(2026, 4, 4, 13, 30, tzinfo=UTC),
    ends_at=datetime(2026, 4, 4, 14, 30, tzinfo=UTC),
    title="Hui; with, marks",
    place="Wharenui",
    organiser="Kōwhai Street School",
    stamped_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.fixture
def mele(app: Flask, family: Family) -> Browser:
    """The family's guardian, signed in."""
    account = account_for(family.guardian_id, language="en")
    return browser(
        app,
        Principal(
            account_id=account.id,
            person_ids=(family.guardian_id,),
            schools=(family.school_id,),
            sid=ids.new_id(),
            language="en",
        ),
    )


def get_address(mele: Browser) -> str:
    mele.post("/calendar/open", data={"idempotency_key": ids.new_id()})
    page = mele.get("/calendar/").get_data(as_text=True)
    [token] = re.findall(r">http://localhost/calendar/([\w-]+)\.ics<", page)
    return f"/calendar/{token}.ics"


def events_at(phone: Browser, address: str) -> list[icalendar.Component]:
    answer = phone.get(address)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.get_data()).walk("VEVENT"))


def test_a_moment_in_the_doubled_hour_is_that_moment() -> None:
    [event] = icalendar.Calendar.from_ical(calendar_file([OCCASION], sender="a@b.example")).walk(
        "VEVENT"
    )
    assert event.decoded("dtstart") == OCCASION.starts_at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
    assert str(event["SUMMARY"]) == "Hui; with, marks"


def test_only_what_is_cancelled_alone_is_a_cancellation() -> None:
    over = replace(OCCASION, certainty=Certainty.CANCELLED)
    assert b"METHOD:CANCEL" in calendar_file([over], sender="a@b.example")
    assert b"METHOD:PUBLISH" in calendar_file([over, OCCASION], sender="a@b.example")


@pytest.mark.row("X15")
def test_a_feed_holds_what_the_family_said_yes_or_maybe_to(
    mele: Browser, phone: Browser, family: Family
) -> None:
    address = get_address(mele)
    assert events_at(phone, address) == []
    yes, maybe, no = (family.is_invited() for _ in range(3))
    family.world.tell(
        family.school_id, an_answer(yes, "yes"), an_answer(maybe, "maybe"), an_answer(no, "no")
    )
    found = events_at(phone, address)
    assert sorted(str(one["STATUS"]) for one in found) == ["CONFIRMED", "TENTATIVE"]
    family.world.tell(family.school_id, an_answer(yes, "no"))
    assert [str(one["STATUS"]) for one in events_at(phone, address)] == ["TENTATIVE"]


def test_a_feed_that_did_not_change_is_not_sent_again(
    mele: Browser, phone: Browser, family: Family
) -> None:
    address = get_address(mele)
    family.world.tell(family.school_id, an_answer(family.is_invited(), "yes"))
    first = phone.get(address)
    again = phone.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    family.world.tell(family.school_id, an_answer(family.is_invited(), "yes"))
    assert phone.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_ended_or_renewed_address_opens_nothing(mele: Browser, phone: Browser) -> None:
    first = get_address(mele)
    second = get_address(mele)
    assert phone.get(first).status_code == 404
    assert phone.get(second).status_code == 200
    mele.post("/calendar/close", data={"idempotency_key": ids.new_id()})
    assert phone.get(second).status_code == 404
    assert phone.get("/calendar/forged.ics").status_code == 404


def test_when_the_family_link_ends_so_does_what_it_showed(
    mele: Browser, phone: Browser, family: Family
) -> None:
    address = get_address(mele)
    family.world.tell(family.school_id, an_answer(family.is_invited(), "yes"))
    assert len(events_at(phone, address)) == 1
    family.world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, active=False
    )
    assert events_at(phone, address) == []


def test_what_does_not_take_place_leaves_the_feed(
    mele: Browser, phone: Browser, family: Family
) -> None:
    address = get_address(mele)
    activity = an_activity()
    invitation = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, invitation, an_answer(invitation, "yes"))
    assert len(events_at(phone, address)) == 1
    family.world.tell(family.school_id, a_cancellation(activity))
    assert events_at(phone, address) == []


def a_round(family: Family) -> ConferenceOpened:
    now = clock.now()
    opened = ConferenceOpened(
        conference_id=ids.new_id(),
        title={"en": Text("Talks in March")},
        class_ids=(ids.new_id(),),
        host_ids=("host",),
        opens_at=now,
        closes_at=now + timedelta(days=9),
    )
    family.world.tell(family.school_id, opened)
    return opened


def a_slot(family: Family, opened: ConferenceOpened, *, hours: int = 0) -> SlotBooked:
    starts_at = clock.now() + timedelta(days=3, hours=hours)
    return SlotBooked(
        slot_id=ids.new_id(),
        conference_id=opened.conference_id,
        host_id="host",
        guardian_id=family.guardian_id,
        student_ids=(family.child_id,),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
        place={"en": Text("Room 4")},
        mode=TalkMode.IN_PERSON,
        sequence=1,
    )


def released(slot: SlotBooked, reason: ReleaseReason) -> SlotReleased:
    return SlotReleased(
        slot_id=slot.slot_id,
        conference_id=slot.conference_id,
        host_id=slot.host_id,
        guardian_id=slot.guardian_id,
        reason=reason,
        sequence=2,
    )


def test_a_time_to_talk_is_told_and_taken_back_with_its_calendar(
    mele: Browser, phone: Browser, family: Family, mailboxes: Mailboxes
) -> None:
    address = get_address(mele)
    slot = a_slot(family, a_round(family))
    family.world.tell(family.school_id, slot)
    send()
    booked = mailboxes.only(family.address)
    assert "Your time to talk" in booked["Subject"]
    assert "Room 4" in text_of(booked)
    [event] = events_at(phone, address)
    [attached] = calendar_of(booked).walk("VEVENT")
    assert event["UID"] == attached["UID"]
    family.world.tell(family.school_id, released(slot, ReleaseReason.STAFF))
    send()
    back = mailboxes.of(family.address)[-1]
    assert "had to take this time back" in text_of(back)
    [ended] = calendar_of(back).walk("VEVENT")
    assert (ended["UID"], str(ended["STATUS"])) == (event["UID"], "CANCELLED")
    assert ended["SEQUENCE"] > attached["SEQUENCE"]
    assert events_at(phone, address) == []


def test_a_moved_talk_is_one_mail_that_takes_the_old_time_out(
    family: Family, mailboxes: Mailboxes
) -> None:
    opened = a_round(family)
    first, second = a_slot(family, opened), a_slot(family, opened, hours=2)
    family.world.tell(family.school_id, first)
    send()
    family.world.tell(family.school_id, released(first, ReleaseReason.MOVED), second)
    send()
    _, moved = mailboxes.of(family.address)
    assert "was moved" in text_of(moved)
    states = sorted(str(one["STATUS"]) for one in calendar_of(moved).walk("VEVENT"))
    assert states == ["CANCELLED", "CONFIRMED"]


def test_a_time_given_back_before_we_wrote_is_not_written_of(
    family: Family, mailboxes: Mailboxes
) -> None:
    slot = a_slot(family, a_round(family))
    family.world.tell(family.school_id, slot, released(slot, ReleaseReason.FAMILY))
    send()
    assert mailboxes.of(family.address) == []


@pytest.mark.row("R11")
def test_a_time_about_a_child_that_is_not_theirs_any_more_is_not_told(
    family: Family, mailboxes: Mailboxes
) -> None:
    slot = a_slot(family, a_round(family))
    world, school = family.world, family.school_id
    world.tell(school, slot)
    send()
    other = world.make_person(school, Role.STUDENT, given_name="Ana")
    world.make_guardian_link(school, family.guardian_id, other)
    world.make_guardian_link(school, family.guardian_id, family.child_id, active=False)
    world.tell(school, released(slot, ReleaseReason.STAFF))
    send()
    assert len(mailboxes.of(family.address)) == 1
