"""A school that is removed: what is erased, what stays and what never comes back."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterOrg,
    SourceRecord,
)
from services.evaluation.schools.use_cases import (
    remove_school,
    set_people_quota,
)
from services.evaluation.service import SERVICE
from shared.errors import NotFound
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.schools.steps import (
    actions,
    bigger_package,
    envelope_subject,
    outbox_of,
    parts_of,
    people,
    read,
    remove_now,
)


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


def test_the_district_itself_is_no_school_to_be_removed(ids: Ids) -> None:
    with pytest.raises(NotFound):
        remove_school(ids.district_id)
