"""Packages in, roster out: the real job on a real MongoDB."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from deploy.demo.awanui import awanui_valley
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.use_cases import JOB_KIND
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterClass,
    RosterEnrollment,
    RosterLink,
    RosterOrg,
    RosterPerson,
)
from services.evaluation.service import SERVICE
from shared import store
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.told import envelopes, published


def test_the_demo_district_becomes_a_roster_of_two_schools(load: Load) -> None:
    run = load(bundles.make_files(awanui_valley()))

    assert run.state == RunState.FINISHED
    assert set(run.found) <= {"warning"}, "a mark above the maximum is legal"
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
    for name in ("source_records", "applied_files", "roster_links", "roster_people", "outbox"):
        store.database()[name].delete_many({})

    load(told_by_guardian)

    assert {link.link_id for link in published(RosterLink) if link.active} == from_students


def test_no_password_is_ever_kept(load: Load, snapshot: Callable[[], Snapshot]) -> None:
    load(bundles.edit_row(bundles.make_files(), "users.csv", "ana", password="hunter2-canary"))

    assert "hunter2-canary" not in repr(snapshot())


def test_the_package_is_deleted_when_it_is_loaded(load: Load) -> None:
    run = load(bundles.make_files())

    assert not Path(run.path).exists()


def test_the_service_knows_the_job() -> None:
    assert JOB_KIND in SERVICE.job_handlers
