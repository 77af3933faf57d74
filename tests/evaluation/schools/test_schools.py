"""What an operator does to a school, on a real roster."""

from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.jobs import publish_decided
from services.evaluation.roster.models import (
    RosterOrg,
)
from services.evaluation.schools.use_cases import (
    resume_school,
    set_people_quota,
    suspend_school,
)
from services.evaluation.service import SERVICE
from shared.errors import Conflict, NotFound
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.schools.steps import (
    actions,
    bigger_package,
    envelope_type,
    links,
    listed,
    outbox_of,
    people,
    publish_all,
    remove_now,
    run,
)


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


def test_a_school_that_is_there_or_was_is_not_added_again(ids: Ids, north: str) -> None:
    again = ("add", "Again", "--source", "sis", "--sourced-id", bundles.NORTH)
    assert run(*again).exit_code == 1
    remove_now(north)
    assert run(*again).exit_code == 1


def test_the_shell_says_why_not(north: str) -> None:
    assert run("suspend", north).exit_code == 0
    again = run("suspend", north)
    assert (again.exit_code, again.stderr.strip()) == (1, "This school is closed already.")
    assert run("resume", north).exit_code == 0
    assert run("quota", north, "--people", "-1").exit_code == 1
