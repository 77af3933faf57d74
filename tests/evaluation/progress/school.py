"""A school in a test's store as publishing would have left it: classes, teachers, work, days."""

from datetime import date, datetime
from typing import Any

from services.evaluation.progress.models import Assignment, Attendance, CalendarDay, Result
from services.evaluation.roster.models import (
    RosterClass,
    RosterEnrollment,
    RosterLink,
    RosterOrg,
    RosterPerson,
)
from shared.tenancy import projection_id


def add_school(school_id: str, name: str = "Kōwhai Street School") -> None:
    """The school, in New Zealand."""
    _insert(
        RosterOrg,
        school_id,
        school_id,
        org_id=school_id,
        name=name,
        kind="school",
        zone="Pacific/Auckland",
        languages=["en", "mi", "ar"],
        active=True,
    )


def add_person(school_id: str, person_id: str, role: str, name: str = "", **changes: Any) -> None:
    """Somebody with a role at the school; ``name`` is given and family name."""
    given_name, _, family_name = (name or f"{person_id.title()} Tester").partition(" ")
    values = {
        "person_id": person_id,
        "given_name": given_name,
        "family_name": family_name,
        "preferred_name": "",
        "roles": [role],
        "grades": ["04"] if role == "student" else [],
        "languages": [],
        "active": True,
    }
    _insert(RosterPerson, school_id, person_id, **(values | changes))


def add_class(school_id: str, class_id: str, title: str, *, teachers: dict[str, bool]) -> None:
    """A class with its teachers; true for the primary one."""
    _insert(
        RosterClass,
        school_id,
        class_id,
        class_id=class_id,
        title=title,
        grades=["04"],
        active=True,
    )
    for teacher_id, is_primary in teachers.items():
        enroll(school_id, class_id, teacher_id, role="teacher", primary=is_primary)


def enroll(school_id: str, class_id: str, person_id: str, **changes: Any) -> None:
    """The person's place in the class."""
    enrollment_id = f"{class_id}-{person_id}"
    values = {
        "enrollment_id": enrollment_id,
        "class_id": class_id,
        "person_id": person_id,
        "role": "student",
        "primary": False,
        "begins_on": None,
        "ends_on": None,
        "active": True,
    }
    _insert(RosterEnrollment, school_id, enrollment_id, **(values | changes))


def add_link(school_id: str, guardian_id: str, student_id: str, **changes: Any) -> None:
    """What the guardian is to the student: with data access, for ever, unless told otherwise."""
    link_id = f"{student_id}-{guardian_id}"
    values = {
        "link_id": link_id,
        "student_id": student_id,
        "guardian_id": guardian_id,
        "relation": "parent",
        "may_be_invited": True,
        "data_access": True,
        "priority": None,
        "valid_from": None,
        "valid_to": None,
        "active": True,
    }
    _insert(RosterLink, school_id, link_id, **(values | changes))


def change_link(school_id: str, guardian_id: str, student_id: str, **changes: Any) -> None:
    """What a later feed makes of it."""
    RosterLink._get_collection().update_one(
        {"_id": projection_id(school_id, f"{student_id}-{guardian_id}")}, {"$set": changes}
    )


def add_assignment(
    school_id: str, class_id: str, assignment_id: str, *, due_on: date, **changes: Any
) -> None:
    """A piece of work given to the class, its title made of its id."""
    values = {
        "assignment_id": assignment_id,
        "class_id": class_id,
        "title": assignment_id.replace("-", " ").title(),
        "description": "",
        "language": "en",
        "category": "",
        "assigned_on": _midnight(date(2026, 10, 12)),
        "due_on": _midnight(due_on),
        "minimum": None,
        "maximum": 20.0,
        "is_announced": True,
        "hold": None,
        "active": True,
    }
    _insert(Assignment, school_id, assignment_id, **(values | changes))


def add_result(
    school_id: str, class_id: str, assignment_id: str, student_id: str, **changes: Any
) -> None:
    """What became of it for the student: 18, posted the day it was scored."""
    result_id = f"{assignment_id}-{student_id}"
    values = {
        "result_id": result_id,
        "assignment_id": assignment_id,
        "class_id": class_id,
        "student_id": student_id,
        "status": "fully graded",
        "score": 18.0,
        "text_score": "",
        "scale": "",
        "scored_on": _midnight(date(2026, 11, 19)),
        "comment": "",
        "in_progress": False,
        "incomplete": False,
        "late": False,
        "missing": False,
        "is_posted": True,
        "hold": None,
        "told": None,
        "active": True,
    }
    _insert(Result, school_id, result_id, **(values | changes))


def add_day(school_id: str, student_id: str, on: date, category: str, **changes: Any) -> None:
    """What was noted of the student's day."""
    attendance_id = f"{student_id}-{on}-{category}"
    values = {
        "attendance_id": attendance_id,
        "student_id": student_id,
        "class_id": None,
        "on": _midnight(on),
        "kind": "daily",
        "category": category,
        "reason_title": "",
        "is_excused": None,
        "minutes": None,
        "arrived": "",
        "left": "",
        "comment": "",
        "in_session": True,
        "told_by": attendance_id,
        "told": None,
        "corrected_at": None,
        "active": True,
    }
    _insert(Attendance, school_id, attendance_id, **(values | changes))


def close_day(school_id: str, on: date, reason: str) -> None:
    """A weekday without school."""
    _insert(
        CalendarDay,
        school_id,
        str(on),
        on=_midnight(on),
        in_session=False,
        reason=reason,
        active=True,
    )


def _insert(document: Any, school_id: str, record_id: str, **values: Any) -> None:
    document._get_collection().insert_one(
        {
            "_id": projection_id(school_id, record_id),
            "school_id": school_id,
            "version": 1,
            "digest": "-",
            **values,
        }
    )


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day)  # noqa: DTZ001
