"""Announcing: own classes only, fit times, one event, one job."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from services.invitations.activities.models import Activity, Seats
from services.invitations.activities.rules import end_of_answers, faults, instant
from services.invitations.activities.use_cases import announce_activity
from shared import clock, context, store
from shared.errors import Invalid, Refused
from shared.events import Text
from shared.events.invitations import ActivityAnnounced
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announcement

ZONE = "Pacific/Auckland"


def announce(room: Room, **changes: Any) -> str:
    class_ids = changes.pop("class_ids", [room.class_id])
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        return announce_activity(
            announcement(class_ids, **changes), person_ids=[room.teacher], now=clock.now()
        )


def test_an_announced_activity_is_told_with_its_relevance(room: Room) -> None:
    activity_id = announce(room, capacity=30)
    [told] = recorded(ActivityAnnounced)
    assert told.activity_id == activity_id
    assert told.relevance == {"en": Text("Children who explain a game understand it better.")}
    assert (told.host_id, told.class_ids, told.capacity) == (room.teacher, (room.class_id,), 30)
    with scope_of(room.school_id):
        assert Activity.objects.get(id=activity_id).version == 1
        assert Seats.objects.get(id=activity_id).taken == 0
    assert store.database()["audit"].count_documents({"action": "activity.announced"}) == 1


def test_another_teachers_class_is_refused_and_nothing_is_kept(room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    with pytest.raises(Refused):
        announce(room, class_ids=[room.class_id, other])
    assert store.database()["activities"].count_documents({}) == 0
    assert store.database()["jobs"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("day", {"starts_at": timedelta(hours=-1), "answer_by": timedelta(hours=-2)}),
        ("ends", {"ends_at": timedelta(days=8)}),
        ("ends", {"ends_at": timedelta(days=60)}),
        ("answer_by", {"answer_by": timedelta(hours=-2)}),
        ("answer_by", {"answer_by": timedelta(days=10)}),
    ],
)
def test_times_that_do_not_fit_are_named(
    room: Room, field: str, changes: dict[str, timedelta]
) -> None:
    moments = {name: clock.now() + after for name, after in changes.items()}
    with pytest.raises(Invalid) as wrong:
        announce(room, **moments)
    assert field in wrong.value.fields
    assert store.database()["activities"].count_documents({}) == 0


def test_the_last_day_to_answer_lasts_until_its_evening_or_the_start() -> None:
    starts_at = instant(date(2026, 12, 1), time(17, 30), ZONE)
    assert starts_at == datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
    day_before = end_of_answers(date(2026, 11, 30), starts_at, ZONE)
    assert day_before == datetime(2026, 11, 30, 10, 59, 59, tzinfo=UTC)
    assert end_of_answers(date(2026, 12, 1), starts_at, ZONE) == starts_at


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    doubled = instant(date(2026, 4, 5), time(2, 30), ZONE)
    assert doubled == datetime(2026, 4, 4, 13, 30, tzinfo=UTC)


def test_a_fit_announcement_has_no_faults() -> None:
    assert faults(announcement(["c"]), clock.now()) == {}
