"""A source's settings decide how its packages are taken."""

import pytest

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.feeds.use_cases import set_source_settings
from services.evaluation.roster.models import RosterOrg, SourceRecord
from shared.audit import AuditEntry
from shared.errors import Invalid, NotFound
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.told import published

pytestmark = pytest.mark.usefixtures("in_district")


def test_a_source_is_known_from_its_first_package_on(load: Load) -> None:
    run = load(bundles.make_files(), source="awanui-sis")

    (source,) = queries.sources()
    assert (source.source, source.last_run_id) == ("awanui-sis", run.id)
    assert source.last_loaded_at == queries.run_of(run.id).finished_at
    assert source.source_settings == SourceSettings()


def test_a_check_is_no_load(load: Load) -> None:
    load(bundles.make_files(), is_dry_run=True)

    (source,) = queries.sources()
    assert source.last_loaded_at is None


def test_settings_are_kept_and_audited() -> None:
    set_source_settings("sis", SourceSettings(expected_by="06:00"))
    set_source_settings("sis", SourceSettings(expected_by="06:00", deactivation_share=0.2))

    assert queries.source_of("sis").source_settings.deactivation_share == 0.2
    assert AuditEntry.objects(action="feed-settings-changed").count() == 2


def test_settings_that_cannot_be_used_change_nothing() -> None:
    with pytest.raises(Invalid):
        set_source_settings("sis", SourceSettings(expected_by="soon"))
    with pytest.raises(NotFound):
        queries.source_of("sis")


def test_a_source_may_lose_more_when_its_settings_say_so(load: Load) -> None:
    set_source_settings("sis", SourceSettings(deactivation_share=0.5))
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))

    run = load(
        bundles.make_files(bundles.without_users(crowd, *(f"student-{one}" for one in range(10))))
    )

    assert run.state == RunState.FINISHED
    assert run.counts["users"]["deactivated"] == 10


def test_a_source_whose_full_sets_carry_a_status_may_say_so(load: Load) -> None:
    set_source_settings("sis", SourceSettings(bulk_with_status="bulk"))
    load(bundles.make_files())

    def dated(rows: list[bundles.Row]) -> list[bundles.Row]:
        told = {"status": "active", "dateLastModified": "2026-11-20T08:00:00.000Z"}
        return [row | told for row in rows]

    files = bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo"))
    run = load(bundles.edit_rows(files, "users.csv", dated))

    assert run.counts["users"] == run.counts["users"] | {"deactivated": 1}


def test_a_source_for_one_school_brings_no_other_and_ends_nobody(load: Load) -> None:
    set_source_settings("sis", SourceSettings(school=bundles.NORTH))

    run = load(bundles.make_files())

    assert [one.name for one in published(RosterOrg, kind="school")] == ["North School"]
    assert run.counts["orgs"]["quarantined"] == 1
    again = load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "ben")))
    assert again.state == RunState.HELD
    assert "deactivated" not in again.counts["users"]


def test_a_strict_source_refuses_what_another_takes(load: Load) -> None:
    in_capitals = bundles.edit_row(bundles.make_files(), "users.csv", "ben", enabledUser="TRUE")
    assert load(in_capitals, source="lenient").state == RunState.FINISHED
    set_source_settings("strict", SourceSettings(is_strict=True))

    run = load(in_capitals, source="strict")

    assert run.is_strict
    assert run.counts["users"]["quarantined"] == 1


def test_demographics_are_kept_only_where_the_source_may_send_them(load: Load) -> None:
    rows = "sourcedId,status,dateLastModified,birthDate\nben,,,2018-02-03\n"
    files = bundles.make_files()
    manifest = files["manifest.csv"]
    assert isinstance(manifest, str)
    files = files | {
        "demographics.csv": rows,
        "manifest.csv": manifest.replace("file.demographics,absent", "file.demographics,bulk"),
    }
    load(files, source="without")
    set_source_settings("with", SourceSettings(keeps_demographics=True))
    load(files, source="with")

    found = SourceRecord.objects(kind="demographics")
    assert [(one.source, one.sourced_id) for one in found] == [("with", "ben")]
