"""What an operator does to a school, on a real roster."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.evaluation.__main__ import main
from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.publishers import publish_next
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.jobs import publish_decided
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterLink,
    RosterOrg,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.schools.use_cases import (
    remove_school,
    resume_school,
    set_people_quota,
    suspend_school,
)
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import clock, closed, store
from shared.audit import AuditEntry
from shared.consumer import process_batch
from shared.envelope import Envelope, read_envelope
from shared.errors import Conflict, NotFound
from shared.events.evaluation import SchoolRemoved
from shared.loops import run_next_job
from shared.settings import Settings
from shared.store import Row
from shared.tenancy import platform_collection, scope_of
from tests import bundles
from tests.shared.messages import message_of


@pytest.fixture
def ids(evaluation_store: Settings, tmp_path: Path) -> Ids:
    package = bundles.write_package(tmp_path / "roster.zip", bundles.make_files())
    run_import(SERVICE, package, source="sis")
    return Ids(evaluation_store.district_id, "sis")


@pytest.fixture
def north(ids: Ids) -> str:
    return ids.org(bundles.NORTH)


@pytest.fixture
def south(ids: Ids) -> str:
    return ids.org(bundles.SOUTH)


def test_a_school_is_suspended_once_and_resumed(north: str) -> None:
    suspend_school(north)
    with pytest.raises(Conflict):
        suspend_school(north)
    resume_school(north)
    with pytest.raises(Conflict):
        resume_school(north)
    assert actions(north) == ["school-suspended", "school-resumed"]
    assert [envelope_type(one) for one in outbox_of(north, "school")] == [
        "org.tuhono.evaluation.school.suspended.v1",
        "org.tuhono.evaluation.school.resumed.v1",
    ]


def test_a_school_that_nobody_knows_is_not_there_to_be_closed(ids: Ids) -> None:
    with pytest.raises(NotFound):
        suspend_school(ids.org("nowhere"))


def test_a_removed_school_is_erased_everywhere_and_the_other_stays(
    ids: Ids, north: str, south: str
) -> None:
    people_before = people(south)
    remove_now(north)
    assert (people(north), people(south)) == (set(), people_before)
    with scope_of(north):
        assert RosterOrg.objects.count() == RosterContactPoints.objects.count() == 0
    erased = {envelope_subject(one) for one in outbox_of(north, "person") if one["value"] is None}
    assert erased == {
        f"person/{ids.person(one)}" for one in ("teacher-north", "leader-north", "ana", "ben")
    }
    with scope_of(ids.district_id):
        left = {row.sourced_id for row in SourceRecord.objects(kind="users")}
    assert left == {"ana", "cleo", "teacher-south", "leader-district"}
    assert actions(north)[-1] == "school-removed"


def test_a_tombstone_is_newer_than_all_that_was_published(ids: Ids, north: str) -> None:
    remove_now(north)
    versions = [read(one)[0].version for one in outbox_of(north, f"person/{ids.person('ben')}")]
    assert versions == sorted(set(versions))
    assert read(outbox_of(north, f"person/{ids.person('ben')}")[-1])[1] is None


def test_a_school_is_there_before_its_feed(evaluation_store: Settings, tmp_path: Path) -> None:
    added = run(
        "add",
        "North School",
        "--source",
        "sis",
        "--sourced-id",
        bundles.NORTH,
        "--zone",
        "Pacific/Auckland",
        "--language",
        "mi",
        "--people",
        "100",
    )
    school_id = added.stdout.strip()
    assert school_id == Ids(evaluation_store.district_id, "sis").org(bundles.NORTH)
    publish_decided.function()
    assert listed() == [
        {
            "id": school_id,
            "name": "North School",
            "state": "open",
            "people": 0,
            "people_quota": 100,
            "people_waiting": 0,
        }
    ]
    with scope_of(school_id):
        assert list(RosterOrg.objects.first().languages) == ["mi"]
    package = bundles.write_package(tmp_path / "roster.zip", bundles.make_files())
    run_import(SERVICE, package, source="sis")
    assert [one["people"] for one in listed() if one["id"] == school_id] == [4]


def test_who_comes_beyond_the_quota_waits_and_who_is_there_stays(
    ids: Ids, north: str, tmp_path: Path
) -> None:
    set_people_quota(north, ids.district_id, 5)
    before = people(north)
    run_import(SERVICE, bigger_package(tmp_path), source="sis")
    assert before < people(north)
    assert len(people(north)) == 5
    assert [one["people_waiting"] for one in listed() if one["id"] == north] == [2]
    assert run("quota", north, "--people", "7").exit_code == 0
    publish_all(ids)
    assert len(people(north)) == 7


def test_a_guardian_let_in_stands_for_the_children_who_are_there(
    evaluation_store: Settings, tmp_path: Path
) -> None:
    ids = Ids(evaluation_store.district_id, "sis")
    north = ids.org(bundles.NORTH)
    district = bundles.make_small_district()
    package = bundles.write_package(
        tmp_path / "first.zip", bundles.make_files(bundles.without_users(district, "ana"))
    )
    run_import(SERVICE, package, source="sis")
    set_people_quota(north, ids.district_id, 0)
    package = bundles.write_package(tmp_path / "all.zip", bundles.make_files(district))
    run_import(SERVICE, package, source="sis")
    assert links(north) == set()

    set_people_quota(north, ids.district_id, 100)
    publish_all(ids)

    assert links(north) == {(ids.person("ben"), ids.person("ana"))}


def test_a_quota_below_what_is_there_sends_nobody_away(
    ids: Ids, north: str, tmp_path: Path
) -> None:
    set_people_quota(north, ids.district_id, 0)
    before = people(north)
    run_import(SERVICE, bigger_package(tmp_path), source="sis")
    assert people(north) == before


def test_a_feed_does_not_bring_a_removed_school_back(ids: Ids, north: str, tmp_path: Path) -> None:
    remove_now(north)
    run_import(SERVICE, bigger_package(tmp_path), source="sis")
    assert people(north) == set()


def test_what_a_feed_goes_on_telling_of_a_removed_school_is_not_kept(
    ids: Ids, north: str, tmp_path: Path
) -> None:
    remove_now(north)
    run_import(SERVICE, bigger_package(tmp_path), source="sis")
    with scope_of(ids.district_id):
        kept = {row.sourced_id for row in SourceRecord.objects(kind="users")}
    assert kept == {"ana", "cleo", "teacher-south", "leader-district"}


def test_removing_a_school_spares_whoever_has_the_same_identifier_elsewhere(
    evaluation_store: Settings, tmp_path: Path
) -> None:
    district = bundles.make_small_district()
    district.classes[0] = replace(district.classes[0], sourced_id="cleo")
    district.places[0] = replace(district.places[0], school_class="cleo")
    package = bundles.write_package(tmp_path / "same.zip", bundles.make_files(district))
    run_import(SERVICE, package, source="sis")
    ids = Ids(evaluation_store.district_id, "sis")
    before = parts_of(ids, "cleo")
    remove_now(ids.org(bundles.NORTH))
    assert before
    assert parts_of(ids, "cleo") == before


def test_who_waited_for_room_is_forgotten_with_the_school(
    ids: Ids, north: str, tmp_path: Path
) -> None:
    set_people_quota(north, ids.district_id, 4)
    run_import(SERVICE, bigger_package(tmp_path), source="sis")
    remove_now(north)
    with scope_of(ids.district_id):
        assert SourceRecord.objects(sourced_id__startswith="new-", kind="users").count() == 0


def test_a_school_that_is_there_or_was_is_not_added_again(ids: Ids, north: str) -> None:
    again = ("add", "Again", "--source", "sis", "--sourced-id", bundles.NORTH)
    assert run(*again).exit_code == 1
    remove_now(north)
    assert run(*again).exit_code == 1


def test_the_district_itself_is_no_school_to_be_removed(ids: Ids) -> None:
    with pytest.raises(NotFound):
        remove_school(ids.district_id)


def test_the_shell_says_why_not(north: str) -> None:
    assert run("suspend", north).exit_code == 0
    again = run("suspend", north)
    assert (again.exit_code, again.stderr.strip()) == (1, "This school is closed already.")
    assert run("resume", north).exit_code == 0
    assert run("quota", north, "--people", "-1").exit_code == 1


def bigger_package(directory: Path) -> Path:
    """Three more pupils in the north."""
    district = bundles.make_small_district()
    district.users += [bundles.make_user(f"new-{n}", "student", bundles.NORTH) for n in range(3)]
    return bundles.write_package(directory / "bigger.zip", bundles.make_files(district))


def parts_of(ids: Ids, sourced_id: str) -> list[str]:
    """What is told of a person beside the own record."""
    with scope_of(ids.district_id):
        found = SourceRecord.objects(refs=sourced_id, kind__in=["roles", "agents"])
        return sorted(found.scalar("id"))


def publish_all(ids: Ids) -> None:
    own = settings()
    with scope_of(ids.district_id):
        while publish_next(ids, own.languages, clock.now(), 500):
            pass


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["school", *arguments])


def listed() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("list", "--json").stdout)
    return rows


def remove_now(school_id: str) -> None:
    remove_school(school_id)
    process_batch(SERVICE, [message_of(SchoolRemoved(), school_id=school_id)])
    closed.forget_kept()
    platform_collection("jobs").update_many({}, {"$set": {"run_at": clock.now()}})
    while run_next_job(SERVICE, "w1"):
        pass


def people(school_id: str) -> set[str]:
    with scope_of(school_id):
        return {one.person_id for one in RosterPerson.objects}


def links(school_id: str) -> set[tuple[str, str]]:
    with scope_of(school_id):
        return {(one.student_id, one.guardian_id) for one in RosterLink.objects(active=True)}


def actions(school_id: str) -> list[str]:
    with scope_of(school_id):
        return [one.action for one in AuditEntry.objects.order_by("_id")]


def outbox_of(school_id: str, subject: str) -> list[Row]:
    rows = store.database()["outbox"].find({"key": {"$regex": f"^{school_id}/{subject}"}})
    return sorted(rows, key=lambda row: (row["key"], row["version"]))


def read(row: Row) -> tuple[Envelope, dict[str, Any] | None]:
    return read_envelope(row["headers"], row["value"])


def envelope_type(row: Row) -> str:
    return read(row)[0].type


def envelope_subject(row: Row) -> str:
    return read(row)[0].subject
