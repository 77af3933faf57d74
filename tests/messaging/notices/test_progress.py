"""From an absence, a result or new work to the mail that says there is something to see."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.jobs import pass_on_notices
from services.messaging.roster.queries import today_at
from shared import clock, ids
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.progress import (
    AbsenceCorrected,
    AbsenceRecorded,
    AssignmentDueChanged,
    AttendanceCategory,
    AttendanceKind,
    ResultHeld,
    ResultPosted,
    ResultReleased,
    ResultStanding,
)
from shared.tenancy import scope_of
from tests.messaging.mailboxes import Mailboxes, html_of, link_in, new_address, send, text_of
from tests.messaging.world import Family

ABSENCE, RESULT = ids.new_id(), ids.new_id()


def today(family: Family) -> date:
    with scope_of(family.school_id):
        return today_at(family.school_id, clock.now())


def absence(family: Family, **changes: Any) -> AbsenceRecorded:
    values: dict[str, Any] = {
        "attendance_id": ABSENCE,
        "student_id": family.child_id,
        "on": today(family),
        "kind": AttendanceKind.DAILY,
        "category": AttendanceCategory.ABSENT,
        "in_session": True,
        "notify": True,
    }
    return AbsenceRecorded(**{**values, **changes})


def correction(family: Family, **changes: Any) -> AbsenceCorrected:
    values: dict[str, Any] = {
        "attendance_id": ABSENCE,
        "student_id": family.child_id,
        "on": today(family),
        "kind": AttendanceKind.DAILY,
        "was": AttendanceCategory.ABSENT,
        "category": AttendanceCategory.PRESENT,
        "in_session": True,
        "notify": True,
    }
    return AbsenceCorrected(**{**values, **changes})


def result(family: Family, **changes: Any) -> ResultPosted:
    values: dict[str, Any] = {
        "result_id": RESULT,
        "assignment_id": "a",
        "class_id": "c",
        "student_id": family.child_id,
        "standing": ResultStanding.GRADED,
        "score": "93.25",
        "maximum": "120",
        "incomplete": False,
        "late": False,
        "missing": False,
        "scored_on": today(family),
        "again": False,
    }
    return ResultPosted(**{**values, **changes})


def pass_on_and_send() -> None:
    """A turn of the workers."""
    pass_on_notices.function()
    send()


def planned(family: Family) -> list[str]:
    pass_on_notices.function()
    with scope_of(family.school_id):
        return sorted(Delivery.objects.scalar("notice"))


@pytest.mark.row("S24")
def test_an_absence_is_told_at_once_with_the_day_and_the_way_to_the_childs_page(
    family: Family, mailboxes: Mailboxes
) -> None:
    family.world.tell(family.school_id, absence(family))
    pass_on_and_send()
    mail = mailboxes.only(family.address)
    assert mail["Subject"] == "About today’s roll at Kōwhai Street School"
    there = today(family)
    assert link_in(mail) == link_in(mail, "html")
    for part in (text_of(mail), html_of(mail)):
        assert f"Sione was marked absent on {there:%A} {there.day} {there:%B}" in part


def test_one_mail_for_a_day_however_often_the_roll_is_marked(
    family: Family, mailboxes: Mailboxes
) -> None:
    family.world.tell(family.school_id, absence(family))
    by_class = {"attendance_id": ids.new_id(), "kind": AttendanceKind.SECTION, "class_id": "c"}
    family.world.tell(family.school_id, absence(family, **by_class))
    pass_on_and_send()
    assert mailboxes.only(family.address)


@pytest.mark.parametrize(
    "changes",
    [
        {"category": AttendanceCategory.TARDY},
        {"excused": True},
        {"notify": False},
        {"in_session": False},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_no_reason_to_alarm_a_family_sends_nothing(
    family: Family, changes: dict[str, Any]
) -> None:
    family.world.tell(family.school_id, absence(family, **changes))
    assert planned(family) == []


def test_days_long_past_send_nothing(family: Family) -> None:
    family.world.tell(family.school_id, absence(family, on=today(family) - timedelta(days=2)))
    assert planned(family) == []


@pytest.mark.row("S24")
def test_who_got_the_first_mail_gets_the_correction_and_nobody_else(
    family: Family, mailboxes: Mailboxes
) -> None:
    world, school_id = family.world, family.school_id
    world.tell(school_id, absence(family))
    pass_on_and_send()
    later = world.make_person(school_id, Role.GUARDIAN)
    world.make_guardian_link(school_id, later, family.child_id)
    world.reach(school_id, later, new_address())
    world.tell(school_id, correction(family))
    assert planned(family) == ["absence_corrected", "absence_recorded"]
    pass_on_and_send()
    mails = mailboxes.of(family.address)
    assert "was at school" in "".join(text_of(mail) for mail in mails)


def test_a_correction_of_what_was_never_told_sends_nothing(family: Family) -> None:
    family.world.tell(family.school_id, correction(family))
    assert planned(family) == []


@pytest.mark.row("S25")
def test_new_results_are_told_once_a_day_without_saying_what_they_are(
    family: Family, mailboxes: Mailboxes
) -> None:
    family.world.tell(family.school_id, result(family))
    family.world.tell(family.school_id, result(family, result_id=ids.new_id()))
    pass_on_and_send()
    mail = mailboxes.only(family.address)
    for part in (text_of(mail), html_of(mail)):
        assert "Sione" in part
        assert "93.25" not in part
    assert "Sione" not in str(mail["Subject"])


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": ResultStanding.PENDING},
        {"again": True},
        {"scored_on": date(2026, 1, 1)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_result_that_is_no_news_sends_nothing(family: Family, changes: dict[str, Any]) -> None:
    family.world.tell(family.school_id, result(family, **changes))
    assert planned(family) == []


@pytest.mark.row("R12")
def test_a_released_result_is_news(family: Family) -> None:
    values = {name: getattr(result(family), name) for name in ResultReleased.__dataclass_fields__}
    family.world.tell(family.school_id, ResultReleased(**values))
    assert planned(family) == ["progress_news"]


@pytest.mark.row("R12")
def test_a_result_that_is_held_before_the_mail_went_is_no_news(family: Family) -> None:
    held = ResultHeld(result_id=RESULT, assignment_id="a", class_id="c", student_id=family.child_id)
    family.world.tell(family.school_id, result(family))
    family.world.tell(family.school_id, held)
    assert planned(family) == []


def test_other_news_of_the_day_stay_when_one_result_is_held(family: Family) -> None:
    held = ResultHeld(result_id=RESULT, assignment_id="a", class_id="c", student_id=family.child_id)
    family.world.tell(family.school_id, result(family), result(family, result_id="another"))
    family.world.tell(family.school_id, held)
    assert planned(family) == ["progress_news"]


def test_work_that_is_due_on_another_day_is_told_to_the_class(family: Family) -> None:
    place = EnrollmentChanged(
        enrollment_id=ids.new_id(),
        class_id="c",
        person_id=family.child_id,
        role=EnrollmentRole.STUDENT,
        primary=False,
        active=True,
    )
    due = today(family) + timedelta(days=5)
    moved = AssignmentDueChanged(assignment_id="a", class_id="c", was_due_on=due, due_on=due)
    family.world.tell(family.school_id, place, moved)
    assert planned(family) == ["progress_news"]


@pytest.mark.row("R11")
def test_who_stands_for_the_child_no_more_is_told_nothing(
    family: Family, mailboxes: Mailboxes
) -> None:
    world = family.world
    world.tell(family.school_id, absence(family))
    world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, data_access=False
    )
    pass_on_and_send()
    assert mailboxes.of(family.address) == []


def test_an_absence_waits_for_a_family_that_is_not_known_yet(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, now = ids.new_id(), clock.now()
    family.world.tell(family.school_id, absence(family, student_id=child))
    assert planned(family) == []
    family.world.make_guardian_link(family.school_id, family.guardian_id, child)
    family.world.make_person(family.school_id, Role.STUDENT, person_id=child)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    assert planned(family) == ["absence_recorded"]


def test_an_absence_that_is_corrected_before_anybody_heard_of_it_is_not_told(
    family: Family,
) -> None:
    family.world.tell(family.school_id, absence(family))
    family.world.tell(family.school_id, correction(family))
    assert planned(family) == []
