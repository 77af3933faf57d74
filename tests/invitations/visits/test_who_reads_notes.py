"""Notes of a visit are read by the family signed in, and by next teachers as its page promises."""

from datetime import date, timedelta

import pytest
from flask import Flask

from services.invitations.visits.models import Note, Visit
from services.invitations.visits.queries import learnt_before
from shared import clock, store
from shared.access import Purpose
from shared.events.evaluation import EnrollmentRole, Role
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.visits.conftest import Staffroom, for_family, in_days, proposed, stored
from tests.invitations.visits.test_arranging import post
from tests.invitations.world import principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("S84")


@pytest.fixture
def visit(staffroom: Staffroom) -> Visit:
    """A visit held ten days ago, with a note that the next teacher may read."""
    kept = proposed(staffroom)
    time, room = in_days(-10), staffroom.room
    note = Note(
        id="learnt",
        side="staff",
        by=room.teacher,
        words="He looks after the taro.",
        language="en",
        at=time.ends_at,
        confirmed_at=time.ends_at,
        may_read=True,
    )
    with scope_of(room.school_id):
        kept = Visit.objects.get(id=kept.id)
        kept.state, kept.notes, kept.held_at = "held", [note], time.ends_at
        kept.starts_at, kept.ends_at = time.starts_at, time.ends_at
        store.save(kept)
    return kept  # type: ignore[no-any-return]


def reads(room: Room, teacher: str) -> bool:
    with scope_of(room.school_id):
        return bool(learnt_before([teacher], room.school_id, clock.now()))


def new_teacher(room: Room, class_id: str, begins_on: date | None) -> str:
    person = room.world.make_person(room.school_id, Role.TEACHER, given_name="Next")
    role = EnrollmentRole.TEACHER
    room.world.enroll(room.school_id, class_id, person, role, begins_on=begins_on)
    return person


@pytest.mark.parametrize(
    ("days_ago", "is_next"), [(5, True), (20, False), (None, False)], ids=["new", "then", "unknown"]
)
def test_only_who_began_after_the_visit_is_a_next_teacher(
    staffroom: Staffroom, visit: Visit, days_ago: int | None, is_next: bool
) -> None:
    room = staffroom.room
    begun = None if days_ago is None else clock.now().date() - timedelta(days=days_ago)
    assert reads(room, new_teacher(room, room.class_id, begun)) is is_next


def test_a_note_about_siblings_is_for_who_teaches_each_of_them(
    staffroom: Staffroom, visit: Visit
) -> None:
    room = staffroom.room
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    sibling = room.world.make_child(room.school_id, other_class, room.guardian, given_name="Ana")
    with scope_of(room.school_id):
        visit.student_ids = [*visit.student_ids, sibling]
        store.save(visit)
    begun = clock.now().date() - timedelta(days=5)
    teacher = new_teacher(room, room.class_id, begun)
    assert not reads(room, teacher)
    role = EnrollmentRole.TEACHER
    room.world.enroll(room.school_id, other_class, teacher, role, begins_on=begun)
    assert reads(room, teacher)


def test_a_mailed_link_neither_shows_notes_nor_writes_or_allows(
    app: Flask, staffroom: Staffroom, visit: Visit
) -> None:
    room = staffroom.room
    purpose = Purpose(action="answer", subject=f"visit/{visit.id}")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=purpose))
    page = limited.get(for_family(visit)).get_data(as_text=True)
    assert "Took place" in page
    for hidden in ("taro", "What happened when", "next teacher", "/notes"):
        assert hidden not in page
    assert post(limited, for_family(visit, "/notes"), note="Mine", may_read="true") == 403
    assert post(limited, for_family(visit, "/notes/learnt"), note="Mine") == 403
    assert [one.words for one in stored(visit).notes] == ["He looks after the taro."]
    family = browser(app, principal_of(room.school_id, room.guardian))
    page = family.get(for_family(visit)).get_data(as_text=True)
    assert "taro" in page
    assert "What happened when" in page
    assert post(family, for_family(visit, "/notes/learnt"), note="Mine") == 303
