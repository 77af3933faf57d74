"""What families of classes hear: times to talk, homework with a turn for them, thanks."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.messaging.notices.jobs import pass_on_notices
from shared import clock, ids
from shared.events.conferences import ConferenceOpened
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.homework import (
    HelpLevel,
    HomePracticeAcknowledged,
    HomeworkKind,
    HomeworkSet,
)
from shared.events.participation import OfferAccepted, OfferKind
from shared.events.texts import Text
from tests.messaging.fixtures import Hands
from tests.messaging.mailboxes import Mailboxes, html_of, link_in, send, text_of
from tests.messaging.world import Family, World
from tests.web_client import Browser

ROOM = "room-7"


@pytest.fixture
def in_class(world: World, family: Family) -> Family:
    """A family with two children in the class."""
    second = world.make_person(family.school_id, Role.STUDENT, given_name="Ana")
    world.make_guardian_link(family.school_id, family.guardian_id, second)
    for child in (family.child_id, second):
        world.tell(
            family.school_id,
            EnrollmentChanged(
                enrollment_id=ids.new_id(),
                class_id=ROOM,
                person_id=child,
                role=EnrollmentRole.STUDENT,
                primary=True,
                active=True,
                begins_on=date(2026, 1, 1),
            ),
        )
    return family


def pass_on() -> None:
    pass_on_notices.function()
    send()


def a_task(**changes: Any) -> HomeworkSet:
    values: dict[str, Any] = {
        "homework_id": ids.new_id(),
        "class_ids": (ROOM,),
        "title": {"en": Text("Ask about the first school day")},
        "kind": HomeworkKind.INTERACTIVE,
        "due_on": clock.now().date() + timedelta(days=3),
        "level": HelpLevel.TOGETHER,
    }
    return HomeworkSet(**{**values, **changes})


def a_round(**changes: Any) -> ConferenceOpened:
    now = clock.now()
    values: dict[str, Any] = {
        "conference_id": ids.new_id(),
        "title": {"en": Text("Talks in March")},
        "class_ids": (ROOM,),
        "host_ids": ("host",),
        "opens_at": now,
        "closes_at": now + timedelta(days=9),
    }
    return ConferenceOpened(**{**values, **changes})


def test_times_to_talk_are_one_mail_about_all_the_children(
    in_class: Family, mailboxes: Mailboxes
) -> None:
    in_class.world.tell(in_class.school_id, a_round())
    pass_on()
    pass_on()
    text = text_of(mailboxes.only(in_class.address))
    assert "Talks in March" in text
    assert "Sione" in text
    assert "Ana" in text
    assert "no password" in html_of(mailboxes.only(in_class.address))


def test_the_link_to_choose_a_time_works_as_long_as_one_can(
    in_class: Family, mailboxes: Mailboxes, hands: Hands, phone: Browser
) -> None:
    told = a_round(closes_at=clock.now() + timedelta(days=30))
    in_class.world.tell(in_class.school_id, told)
    pass_on()
    path = link_in(mailboxes.only(in_class.address))
    hands.move(timedelta(days=29))
    assert phone.post(path).location == f"/invitations/conferences/c/{told.conference_id}"


def test_times_to_talk_are_told_when_they_can_be_chosen(
    in_class: Family, mailboxes: Mailboxes, hands: Hands
) -> None:
    in_class.world.tell(in_class.school_id, a_round(opens_at=clock.now() + timedelta(hours=2)))
    pass_on()
    assert mailboxes.of(in_class.address) == []
    hands.move(timedelta(hours=2))
    pass_on()
    assert mailboxes.only(in_class.address)


def test_homework_is_told_once_a_day_for_each_child(in_class: Family, mailboxes: Mailboxes) -> None:
    in_class.world.tell(in_class.school_id, a_task(), a_task())
    pass_on()
    in_class.world.tell(in_class.school_id, a_task())
    pass_on()
    mails = mailboxes.of(in_class.address)
    assert sorted("Ana" in text_of(mail) for mail in mails) == [False, True]
    assert all("what your part is" in text_of(mail) for mail in mails)


def test_a_task_for_the_student_alone_is_no_business_of_the_mail(
    in_class: Family, mailboxes: Mailboxes
) -> None:
    in_class.world.tell(in_class.school_id, a_task(kind=HomeworkKind.STUDENT_ALONE))
    pass_on()
    assert mailboxes.of(in_class.address) == []


def test_thanks_name_the_teacher_and_the_child(family: Family, mailboxes: Mailboxes) -> None:
    teacher = family.world.make_person(
        family.school_id, Role.TEACHER, given_name="Beth", family_name="Haddon"
    )
    thanked = HomePracticeAcknowledged(
        practice_id=ids.new_id(),
        guardian_id=family.guardian_id,
        student_id=family.child_id,
        by=teacher,
    )
    taken_up = OfferAccepted(
        offer_id=ids.new_id(),
        guardian_id=family.guardian_id,
        kind=OfferKind.COOKING,
        accepted_by=teacher,
    )
    family.world.tell(family.school_id, thanked, taken_up)
    send()
    texts = [text_of(mail) for mail in mailboxes.of(family.address)]
    assert len(texts) == 2
    assert all("Beth Haddon" in text for text in texts)
    assert any("Sione at home" in text for text in texts)
