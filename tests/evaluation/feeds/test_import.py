"""Packages in, roster out: the real job on a real MongoDB."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.awanui import awanui_valley
from deploy.demo.bundle import manifest
from services.evaluation.feeds import jobs as feed_jobs
from services.evaluation.feeds import workbench
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.use_cases import JOB_KIND, start_run
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterClass,
    RosterContactPoints,
    RosterEnrollment,
    RosterLink,
    RosterOrg,
    RosterPerson,
)
from services.evaluation.service import SERVICE
from shared import jobs, store
from shared.envelope import Envelope, read_envelope
from shared.loops import run_next_job
from shared.settings import Settings
from shared.tenancy import every_school, scope, scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot

PUBLISHED = (
    RosterOrg,
    RosterClass,
    RosterPerson,
    RosterEnrollment,
    RosterLink,
    RosterContactPoints,
)
# 1.1 has fewer words for roles.
IN_1_1 = {"principal": "administrator", "districtAdministrator": "administrator"}


@pytest.fixture
def ids(evaluation_store: Settings) -> Ids:
    return Ids(evaluation_store.district_id, "sis")


def published(document: Any, **where: Any) -> list[Any]:
    with scope(read=every_school(document)):
        return list(document.objects(**where))


def roster() -> dict[str, list[dict[str, Any]]]:
    """What was published, without what differs between two imports of the same."""
    found = {}
    for document in PUBLISHED:
        rows = [row.to_mongo().to_dict() for row in published(document)]
        for row in rows:
            for name in ("version", "digest"):
                row.pop(name)
            if document is RosterPerson:
                row["roles"] = sorted(IN_1_1.get(role, role) for role in row["roles"])
        found[document.__name__] = sorted(rows, key=lambda row: str(row["_id"]))
    return found


def envelopes() -> list[Envelope]:
    rows = store.database()["outbox"].find()
    return [read_envelope(row["headers"], row["value"])[0] for row in rows]


def test_the_demo_district_becomes_a_roster_of_two_schools(load: Load) -> None:
    run = load(bundles.make_files(awanui_valley()))

    assert run.state == RunState.FINISHED
    assert run.found == {}
    schools = published(RosterOrg, kind="school")
    assert {school.name for school in schools} == {"Kōwhai Street School", "Awanui Valley College"}
    assert {school.zone for school in schools} == {"Pacific/Auckland"}
    (room_7,) = published(RosterClass, title="Room 7")
    children = published(RosterEnrollment, class_id=room_7.class_id, role="student", active=True)
    assert len(children) >= 20
    mele = published(RosterPerson, given_name="Mele")
    assert len(mele) == 2, "a guardian belongs to the schools of the children"
    assert {tuple(one.languages) for one in mele} == {("to", "en")}


def test_every_record_is_told_once_with_version_one(load: Load) -> None:
    load(bundles.make_files())

    found = envelopes()
    kinds = Counter(one.type.split(".")[3] for one in found)
    assert kinds == {
        "org": 3,
        "class": 2,
        # Ana stands in both schools.
        "person": 8,
        "contact-points": 6,
        "guardian-link": 2,
        "enrollment": 4,
    }
    assert {one.version for one in found} == {1}


def test_both_versions_of_the_standard_give_the_same_roster(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(bundles.make_files(awanui_valley(), "1.2"))
    newer = roster()
    for name in snapshot():
        store.database()[name].delete_many({})

    load(bundles.make_files(awanui_valley(), "1.1"))

    assert roster() == newer


def test_the_same_package_again_changes_nothing_and_tells_nothing(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    files = bundles.make_files()
    load(files)
    before = snapshot()

    again = load(files)

    assert again.state == RunState.FINISHED
    assert {change for counts in again.counts.values() for change in counts} == {"unchanged"}
    assert snapshot() == before


def test_a_dry_run_says_what_the_load_will_do_and_changes_nothing(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(bundles.make_files())
    before = snapshot()
    changed = bundles.edit_row(bundles.make_files(), "users.csv", "ben", givenName="Benjamin")

    dry = load(changed, is_dry_run=True)
    unchanged = snapshot()
    real = load(changed)

    assert unchanged == before
    assert dry.counts == real.counts
    assert real.counts["users"] == {"unchanged": 6, "updated": 1}


def test_a_changed_name_is_told_in_each_school_with_the_next_version(load: Load, ids: Ids) -> None:
    load(bundles.make_files())
    store.database()["outbox"].delete_many({})

    load(bundles.edit_row(bundles.make_files(), "users.csv", "ana", familyName="Newname"))

    found = envelopes()
    assert [one.subject_id for one in found] == [ids.person("ana")] * 2
    assert {one.version for one in found} == {2}
    assert {one.school_id for one in found} == {
        ids.org(bundles.NORTH),
        ids.org(bundles.SOUTH),
    }


def test_an_import_handed_on_between_workers_comes_to_the_same_end(
    load: Load,
    snapshot: Callable[[], Snapshot],
    evaluation_store: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    district = bundles.with_students(bundles.make_small_district(), 40)
    files = bundles.make_files(district)
    load(files)
    expected, told = roster(), len(envelopes())
    for name in snapshot():
        store.database()[name].delete_many({})
    # Small pieces, so that many steps are there to be killed between.
    monkeypatch.setattr(feed_jobs, "ROWS_CHECKED_AT_ONCE", 200)
    monkeypatch.setattr(feed_jobs, "ROWS_LOADED_AT_ONCE", 7)
    monkeypatch.setattr(feed_jobs, "RECORDS_PUBLISHED_AT_ONCE", 9)
    path = bundles.write_package(tmp_path / "big.zip", files)
    with scope_of(evaluation_store.district_id), path.open("rb") as stream:
        start_run(
            stream,
            file_name="big.zip",
            source="sis",
            is_dry_run=False,
            directory=evaluation_store.data_directory,
        )

    steps = 0
    is_done = False
    while not is_done:
        steps += 1
        # Every fifth step another worker takes over, which has nothing at hand.
        if steps % 5 == 0:
            workbench.clear_workbenches()
        # A killed worker leaves its lease behind; it runs out.
        store.database()["jobs"].update_many({}, {"$unset": {"lease_until": ""}})
        claimed = jobs.claim(f"worker-{steps}")
        assert claimed is not None
        is_done = jobs.run_step(feed_jobs.import_roster, claimed, f"worker-{steps}")
        assert steps < 500

    assert steps > 30
    assert roster() == expected
    assert len(envelopes()) == told


def test_each_school_sees_its_own_records_only(load: Load, ids: Ids) -> None:
    load(bundles.make_files())

    with scope_of(ids.org(bundles.NORTH)):
        north = {person.person_id for person in RosterPerson.objects}
    with scope_of(ids.org(bundles.SOUTH)):
        south = {person.person_id for person in RosterPerson.objects}

    assert ids.person("ben") in north - south
    assert ids.person("cleo") in south - north
    assert north & south == {ids.person("ana")}
    for envelope in envelopes():
        assert envelope.key.startswith(f"{envelope.school_id}/")


def test_two_sources_with_the_same_identifier_know_two_persons(load: Load) -> None:
    load(bundles.make_files(), source="one")
    load(bundles.make_files(), source="two")

    assert len({one.person_id for one in published(RosterPerson, given_name="Ben")}) == 2


def test_where_the_last_child_leaves_the_guardian_leaves_too(load: Load, ids: Ids) -> None:
    load(bundles.make_files())
    store.database()["outbox"].delete_many({})

    run = load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))

    assert run.state == RunState.FINISHED
    south = ids.org(bundles.SOUTH)
    (in_south,) = published(RosterPerson, person_id=ids.person("ana"), school_id=south)
    assert (in_south.active, in_south.roles) == (False, [])
    (points,) = published(RosterContactPoints, person_id=ids.person("ana"), school_id=south)
    assert points.emails == []
    (in_north,) = published(
        RosterPerson, person_id=ids.person("ana"), school_id=ids.org(bundles.NORTH)
    )
    assert in_north.active
    (link,) = published(RosterLink, student_id=ids.person("cleo"))
    assert (link.active, link.data_access, link.may_be_invited) == (False, False, False)
    assert all(one.school_id == south for one in envelopes())


def test_who_comes_back_is_active_again(load: Load, ids: Ids) -> None:
    whole = bundles.make_files()
    load(whole)
    load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))

    run = load(whole)

    assert run.counts["users"]["reactivated"] == 1
    (cleo,) = published(RosterPerson, person_id=ids.person("cleo"))
    assert cleo.active


def test_many_missing_are_held_and_nobody_is_ended(load: Load, ids: Ids) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    few_left = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))

    run = load(bundles.make_files(few_left))

    assert run.state == RunState.HELD
    assert run.counts["users"]["held"] == 10
    assert "deactivated" not in run.counts["users"]
    (one,) = published(RosterPerson, person_id=ids.person("student-0"))
    assert one.active


def test_an_export_without_relations_ends_no_link(load: Load) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 10)
    crowd.users = [
        replace(user, agents=("ana",)) if user.role == "student" else user for user in crowd.users
    ]
    files = bundles.make_files(crowd)
    load(files)

    run = load(
        bundles.edit_rows(
            files, "users.csv", lambda rows: [row | {"agentSourcedIds": ""} for row in rows]
        )
    )

    assert run.state == RunState.HELD
    assert run.counts["agents"] == {"held": 12}
    assert all(link.active for link in published(RosterLink))


def test_a_file_with_a_bad_row_ends_nobody(load: Load, ids: Ids) -> None:
    load(bundles.make_files())
    files = bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo"))
    files = bundles.edit_row(files, "users.csv", "leader-north", enabledUser="perhaps")

    run = load(files)

    assert run.state == RunState.HELD
    assert run.counts["users"]["quarantined"] == 1
    (cleo,) = published(RosterPerson, person_id=ids.person("cleo"))
    assert cleo.active
    (leader,) = published(RosterPerson, person_id=ids.person("leader-north"))
    assert leader.active, "a row that is set aside keeps its last good version"


def test_a_package_of_one_school_leaves_the_other_alone(load: Load) -> None:
    load(bundles.make_files())
    north = bundles.without_users(
        bundles.make_small_district(), "cleo", "teacher-south", "leader-district"
    )
    north.orgs = [org for org in north.orgs if org.sourced_id != bundles.SOUTH]
    north.classes = [one for one in north.classes if one.school != bundles.SOUTH]
    north.users = [
        replace(user, orgs=tuple(org for org in user.orgs if org != bundles.SOUTH))
        for user in north.users
    ]

    run = load(bundles.make_files(north))

    assert {kind: counts.get("deactivated", 0) for kind, counts in run.counts.items()} == (
        dict.fromkeys(run.counts, 0) | {"users": 1, "roles": 1}
    ), "only the district's own member of staff is gone"
    assert run.counts["orgs"]["held"] == 1, "a school is not closed by a file"
    south = [person for person in published(RosterPerson, given_name="Cleo") if person.active]
    assert len(south) == 1


def test_a_change_of_one_row_leaves_all_others(load: Load, ids: Ids) -> None:
    files = bundles.make_files()
    load(files)
    (ben,) = [row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben"]
    gone = ben | {"status": "tobedeleted", "dateLastModified": "2026-11-20T08:00:00.000Z"}

    run = load(bundles.as_changes(files, {"users": [gone]}))

    assert run.state == RunState.FINISHED
    assert run.counts["users"] == {"deactivated": 1}
    (person,) = published(RosterPerson, person_id=ids.person("ben"))
    assert not person.active
    (place,) = published(RosterEnrollment, person_id=ids.person("ben"))
    assert not place.active, "who is gone has no place in class"
    active = [one for one in published(RosterPerson) if one.active]
    assert len(active) == 6, "Ana is left in the south only"


def test_an_older_change_does_not_undo_a_newer_one(load: Load, ids: Ids) -> None:
    files = bundles.make_files()
    load(files)
    (ben,) = [row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben"]
    newer = ben | {
        "status": "active",
        "givenName": "Newer",
        "dateLastModified": "2026-11-20T08:00:00.000Z",
    }
    older = newer | {"givenName": "Older", "dateLastModified": "2026-11-19T08:00:00.000Z"}
    load(bundles.as_changes(files, {"users": [newer]}))

    run = load(bundles.as_changes(files, {"users": [older]}))

    assert run.counts["users"] == {"older": 1}
    (person,) = published(RosterPerson, person_id=ids.person("ben"))
    assert person.given_name == "Newer"


def test_a_changed_row_that_drops_a_guardian_ends_that_link(load: Load) -> None:
    files = bundles.make_files()
    load(files)
    (ben,) = [row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben"]
    alone = ben | {
        "status": "active",
        "agentSourcedIds": "",
        "dateLastModified": "2026-11-20T08:00:00.000Z",
    }

    run = load(bundles.as_changes(files, {"users": [alone]}))

    assert run.counts["agents"] == {"deactivated": 1}
    assert sorted(link.active for link in published(RosterLink)) == [False, True]


def test_a_full_set_that_carries_a_status_is_taken_as_changes(load: Load) -> None:
    files = bundles.make_files()
    load(files)
    dated = bundles.edit_rows(
        bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")),
        "users.csv",
        lambda rows: [
            row | {"status": "active", "dateLastModified": "2026-11-20T08:00:00.000Z"}
            for row in rows
        ],
    )

    run = load(dated)

    assert run.found["warning"] == 1
    assert "deactivated" not in run.counts["users"]


def test_a_link_is_found_from_either_end(load: Load) -> None:
    files = bundles.make_files()
    told_by_guardian = bundles.edit_rows(
        files,
        "users.csv",
        lambda rows: [
            row | {"agentSourcedIds": "ben,cleo" if row["sourcedId"] == "ana" else ""}
            for row in rows
        ],
    )
    load(files)
    from_students = {link.link_id for link in published(RosterLink) if link.active}
    for name in ("source_records", "roster_links", "roster_people", "outbox"):
        store.database()[name].delete_many({})

    load(told_by_guardian)

    assert {link.link_id for link in published(RosterLink) if link.active} == from_students


def test_a_package_with_a_manifest_only_means_no_change(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(bundles.make_files())
    before = snapshot()

    run = load({"manifest.csv": manifest("1.2", {})})

    assert run.state == RunState.FINISHED
    assert snapshot() == before


def test_no_password_is_ever_kept(load: Load, snapshot: Callable[[], Snapshot]) -> None:
    load(bundles.edit_row(bundles.make_files(), "users.csv", "ana", password="hunter2-canary"))

    assert "hunter2-canary" not in repr(snapshot())


def test_the_package_is_deleted_when_it_is_loaded(load: Load) -> None:
    run = load(bundles.make_files())

    assert not Path(run.path).exists()


def test_the_service_knows_the_job() -> None:
    assert JOB_KIND in SERVICE.job_handlers


def test_a_check_begun_anew_says_each_thing_once(
    evaluation_store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_jobs, "ROWS_CHECKED_AT_ONCE", 25)
    district = bundles.with_students(bundles.make_small_district(), 20)
    files = bundles.edit_row(bundles.make_files(district), "users.csv", "ben", email="no address")
    path = bundles.write_package(tmp_path / "package.zip", files)
    with scope_of(evaluation_store.district_id), path.open("rb") as stream:
        start_run(
            stream,
            file_name="package.zip",
            source="sis",
            is_dry_run=True,
            directory=evaluation_store.data_directory,
        )
    findings = store.database()["feed_findings"]
    while findings.count_documents({}) == 0:
        claimed = jobs.claim("first")
        assert claimed is not None
        jobs.run_step(feed_jobs.import_roster, claimed, "first")
        jobs.let_go(claimed["_id"], "first")

    workbench.clear_workbenches()
    while run_next_job(SERVICE, "second"):
        pass

    assert [row["code"] for row in findings.find()] == ["invalid_email"]
    run = store.database()["feed_runs"].find_one()
    assert run is not None
    assert run["found"] == {"warning": 1}
