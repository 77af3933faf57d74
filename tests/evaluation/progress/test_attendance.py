"""Marks of attendance told by a feed: what schools keep of them and what homes are told."""

from datetime import timedelta

import pytest

from services.evaluation.roster.changes import Record
from shared import store
from shared.events.progress import AbsenceCorrected, AbsenceRecorded
from tests.evaluation.progress.conftest import (
    NORTH,
    NOW,
    SOUTH,
    TODAY,
    Feed,
    attendance,
    told,
    told_with_envelopes,
)


@pytest.mark.row("S24")
def test_an_absence_is_kept_by_its_school_and_told(feed: Feed) -> None:
    feed.mark(classSourcedId="north-1", type="section", minutes="45", comment="At the dentist")

    (kept,) = attendance()
    assert (kept.school_id, kept.student_id) == (feed.north, feed.ids.person("ben"))
    assert (kept.on, kept.kind, kept.category) == (TODAY, "section", "absent")
    assert (kept.minutes, kept.comment) == (45, "At the dentist")
    ((envelope, event),) = told_with_envelopes()
    assert envelope.school_id == feed.north
    assert envelope.subject_id == kept.attendance_id == event.attendance_id
    assert envelope.version == kept.version == 1
    assert isinstance(event, AbsenceRecorded)
    assert event.class_id == feed.ids.school_class("north-1")
    assert (event.in_session, event.notify, event.excused) == (True, True, None)


def test_being_there_is_kept_and_not_told(feed: Feed) -> None:
    feed.mark(category="present")

    assert [one.category for one in attendance()] == ["present"]
    assert told() == []


def test_the_same_mark_again_changes_and_tells_nothing(feed: Feed) -> None:
    feed.mark()
    told()
    before = list(store.database()["attendance"].find())

    feed.mark()

    assert list(store.database()["attendance"].find()) == before
    assert told() == []


def test_a_mark_that_changes_is_corrected_with_the_next_version(feed: Feed) -> None:
    feed.mark()
    feed.mark(category="tardy", minutes="10")

    recorded, corrected = told_with_envelopes()
    assert isinstance(corrected[1], AbsenceCorrected)
    assert (corrected[1].was, corrected[1].category) == ("absent", "tardy")
    assert [recorded[0].version, corrected[0].version] == [1, 2]
    assert recorded[0].subject_id == corrected[0].subject_id
    (kept,) = attendance()
    assert kept.corrected_at == NOW


def test_another_row_for_the_same_key_corrects_and_does_not_add(feed: Feed) -> None:
    feed.mark("a1", modified="2026-06-10T08:00:00.000+00:00")
    feed.mark("a2", category="present", modified="2026-06-10T09:00:00.000+00:00")

    assert [type(one) for one in told()] == [AbsenceRecorded, AbsenceCorrected]
    assert [one.category for one in attendance()] == ["present"]


def test_an_older_row_for_the_same_key_is_passed_over(feed: Feed) -> None:
    feed.mark("a2", category="present", modified="2026-06-10T09:00:00.000+00:00")
    feed.mark("a1", modified="2026-06-10T08:00:00.000+00:00")

    assert told() == []
    assert [one.category for one in attendance()] == ["present"]


def test_a_mark_taken_back_is_corrected(feed: Feed) -> None:
    feed.mark()
    feed.mark(status="deleted")

    corrected = told()[-1]
    assert isinstance(corrected, AbsenceCorrected)
    assert (corrected.was, corrected.category) == ("absent", "present")
    assert [one.active for one in attendance()] == [False]


def test_a_mark_taken_back_that_another_row_tells_too_stands(feed: Feed) -> None:
    feed.mark("a1")
    feed.mark("a2")
    told()

    feed.mark("a1", status="deleted")

    assert told() == []
    assert [one.active for one in attendance()] == [True]


def test_a_mark_moved_to_another_day_is_taken_back_there(feed: Feed) -> None:
    feed.mark()
    told()

    feed.mark(date="2026-06-09")

    found = {type(one): one for one in told()}
    assert found[AbsenceCorrected].on == TODAY
    assert found[AbsenceRecorded].on == TODAY - timedelta(days=1)
    assert {one.on: one.active for one in attendance()} == {
        TODAY: False,
        TODAY - timedelta(days=1): True,
    }


def test_late_in_the_morning_and_gone_early_are_two_marks(feed: Feed) -> None:
    feed.mark("a1", category="tardy")
    feed.mark("a2", category="earlyDeparture")

    assert sorted(one.category for one in attendance()) == ["earlyDeparture", "tardy"]
    assert [type(one) for one in told()] == [AbsenceRecorded]


@pytest.mark.parametrize("school", ["101", NORTH])
def test_school_and_student_may_be_named_by_their_identifiers(feed: Feed, school: str) -> None:
    feed.mark(schoolSourcedId=school, userSourcedId="7001")

    (kept,) = attendance()
    assert (kept.school_id, kept.student_id) == (feed.north, feed.ids.person("ben"))


def test_two_names_of_the_same_student_are_one_key(feed: Feed) -> None:
    feed.mark("a1", userSourcedId="7001")
    feed.mark("a2", category="present")

    assert [type(one) for one in told()] == [AbsenceRecorded, AbsenceCorrected]
    assert len(attendance()) == 1


def test_an_identifier_of_two_students_is_nobodys(feed: Feed) -> None:
    twin = {"givenName": "Twin", "familyName": "Tester", "enabledUser": "true"}
    feed.tell("users", Record("twin", {**twin, "identifier": "7001"}))

    feed.mark(userSourcedId="7001")

    assert attendance() == []


def test_the_second_name_of_a_row_is_tried_as_well(feed: Feed) -> None:
    feed.mark(userSourcedId="clever-5f3", studentIdentifier="7001")

    assert [one.student_id for one in attendance()] == [feed.ids.person("ben")]


def test_a_mark_of_a_student_nobody_knows_is_passed_over(feed: Feed) -> None:
    feed.mark(userSourcedId="nobody")
    feed.mark("a2")

    assert [one.student_id for one in attendance()] == [feed.ids.person("ben")]


def test_nothing_is_told_of_a_student_whom_the_school_does_not_know(feed: Feed) -> None:
    feed.mark(userSourcedId="dan")

    assert [one.category for one in attendance()] == ["absent"]
    assert told() == []


def test_each_school_keeps_its_own(feed: Feed) -> None:
    feed.mark("a1")
    feed.mark("a2", schoolSourcedId=SOUTH, userSourcedId="cleo")

    assert {one.school_id: one.student_id for one in attendance()} == {
        feed.north: feed.ids.person("ben"),
        feed.south: feed.ids.person("cleo"),
    }
    assert {envelope.school_id for envelope, _ in told_with_envelopes()} == {
        feed.north,
        feed.south,
    }


def test_a_killed_import_goes_on_where_it_was(feed: Feed) -> None:
    marks = [
        Record(
            f"m{number}",
            {
                "schoolSourcedId": NORTH,
                "userSourcedId": "ben",
                "date": f"2026-05-{number:02}",
                "type": "daily",
                "category": "absent",
            },
            (f"key-{number}",),
        )
        for number in range(1, 8)
    ]
    feed.tell("attendance", *marks)

    feed.publish(limit=2)

    assert len(told()) == 7
    assert len(attendance()) == 7
