"""After its time a row names nobody any more; its numbers stay, and so does what is held."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from services.invitations.privacy import jobs, retaining
from services.invitations.privacy.cli import retention_command
from services.invitations.privacy.retaining import retention_of
from services.invitations.privacy.rules import DataClass, Retention
from shared import clock, store
from shared.each_school import failures
from shared.errors import ConfigurationError
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.privacy.lives import CANARY, PREPARED, age, everything, live
from tests.invitations.privacy.test_erasing import hold, numbers
from tests.invitations.world import run_jobs

ZONE = "Pacific/Auckland"
USUAL = Retention(years={})


@pytest.mark.parametrize(
    ("now", "begins", "years", "cutoff"),
    [
        ("2026-11-23", (1, 1), 1, "2024-12-31T11:00"),
        ("2026-01-01", (1, 1), 1, "2024-12-31T11:00"),
        ("2026-11-23", (1, 1), 0, "2025-12-31T11:00"),
        ("2026-11-23", (9, 1), 1, "2025-08-31T12:00"),
        ("2026-08-31", (9, 1), 1, "2024-08-31T12:00"),
    ],
)
def test_a_school_year_and_so_many_more(
    now: str, begins: tuple[int, int], years: int, cutoff: str
) -> None:
    retention = Retention(year_begins=begins, years={"talks": years})
    moment = datetime.fromisoformat(f"{now}T03:00:00+00:00")
    expected = datetime.fromisoformat(f"{cutoff}:00+00:00")
    assert retention.cutoff(DataClass.TALKS, moment, ZONE) == expected


def test_the_district_sets_the_years_of_a_class(invitations_store: Settings) -> None:
    photos = replace(invitations_store, retention_years={"photos-and-recordings": 0})
    retention = retention_of(photos)
    assert retention.years_of(DataClass.MEDIA) == 0
    assert retention.years_of(DataClass.TALKS) == 1
    for wrong in ({"minds": 3}, {"talks": -1}):
        with pytest.raises(ConfigurationError, match=next(iter(wrong))):
            retention_of(replace(invitations_store, retention_years=wrong))


def let_go() -> None:
    jobs.begin_retention.function()
    run_jobs()


def test_what_is_old_names_nobody_and_is_counted_as_before(room: Room) -> None:
    activity = live(room, room.guardian, room.child)
    before = numbers(room, activity.id)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    let_go()
    left = everything()
    for gone in (room.guardian, room.child, CANARY, PREPARED):
        assert gone not in left
    assert numbers(room, activity.id) == before
    [audited] = store.database()["audit"].find({"action": "retention.done"})
    assert audited["details"]["records"]["invitations"] == 1


def test_a_second_run_changes_nothing(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    let_go()
    once, audited = everything(but=("jobs", "leases")), store.database()["jobs"].count_documents({})
    let_go()
    assert everything(but=("jobs", "leases")) == once
    assert store.database()["jobs"].count_documents({}) == audited


def test_what_is_of_this_or_last_school_year_stays(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(clock.now() - timedelta(days=300))
    before = everything()
    let_go()
    assert everything() == before


def test_what_a_guardian_of_today_chose_holds(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    let_go()
    assert store.database()["participations"].count_documents({}) == 1


def test_what_is_held_stays(room: Room) -> None:
    live(room, room.guardian, room.child)
    hold(room, room.guardian)
    hold(room, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    before = everything()
    let_go()
    assert everything() == before


def test_what_is_made_long_before_and_is_still_to_come_stays(room: Room) -> None:
    activity = live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    coming, database = clock.now() + timedelta(days=3), store.database()
    database["visits"].update_many({}, {"$set": {"starts_at": coming, "state": "agreed"}})
    database["activities"].update_one({"_id": activity.id}, {"$set": {"ends_at": coming}})
    round_ = {"_id": "c", "school_id": room.school_id, "last_at": coming}
    database["conferences"].insert_one(round_)
    names = ("visits", "sign_ups", "conference_preparations")
    before = {name: list(database[name].find()) for name in names}
    assert all(before.values())
    let_go()
    assert {name: list(database[name].find()) for name in names} == before
    past = {"$set": {"starts_at": coming - timedelta(days=2000)}}
    database["visits"].update_many({}, past)
    database["activities"].update_one({}, {"$set": {"ends_at": coming - timedelta(days=2000)}})
    database["conferences"].update_one({}, {"$set": {"last_at": coming - timedelta(days=2000)}})
    # An hour later: the work may begin once more.
    database["jobs"].delete_many({"school_id": room.school_id})
    let_go()
    for name in names:
        assert database[name].count_documents({"guardian_id": room.guardian}) == 0
    assert database["conference_preparations"].count_documents({}) == 0


def test_a_failure_in_one_school_is_that_ones_alone(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    other = room.world.make_school("A school before it")
    # No such zone: the school's calendar cannot be read.
    broken = {"$set": {"zone": "Nowhere/Land"}}
    store.database()["roster_orgs"].update_many({"school_id": other}, broken)
    let_go()
    assert failures() == {"retention": 1}
    assert store.database()["invitations"].count_documents({"guardian_id": room.guardian}) == 0


def test_a_dry_run_says_what_would_go_and_changes_nothing(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    before = everything(but=())
    told = CliRunner().invoke(retention_command, ["--dry-run", "--json"])
    assert told.exit_code == 0, told.output
    [school] = [one for one in json.loads(told.output) if one["school_id"] == room.school_id]
    assert school["due"]["invitations"] == 1
    assert school["due"]["photos-and-recordings"] == 1
    assert everything(but=()) == before
    words = CliRunner().invoke(retention_command, ["--dry-run"])
    assert "talks 1" in words.output
    assert "Nothing was changed." in words.output


def test_an_operator_begins_what_a_worker_does(room: Room) -> None:
    live(room, room.guardian, room.child)
    age(datetime(2020, 5, 6, tzinfo=UTC))
    CliRunner().invoke(retention_command)
    run_jobs()
    with scope_of(room.school_id):
        assert set(retaining.due_now(USUAL, clock.now())) == set()
