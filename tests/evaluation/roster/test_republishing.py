"""Telling the roster again: every record once, each with its next version, however often killed."""

import pytest
from click.testing import CliRunner

from services.evaluation.roster import republishing
from services.evaluation.roster.cli import republish_command
from services.evaluation.roster.models import PUBLISHED, RosterLink
from services.evaluation.roster.republishing import start_republishing
from services.evaluation.service import SERVICE
from shared import jobs, store
from shared.errors import Invalid
from shared.loops import run_next_job
from shared.tenancy import scope_of
from tests.evaluation.roster.conftest import Told


@pytest.fixture
def families(told: Told) -> Told:
    """Two families in the north, one in the south; nothing waits to be sent."""
    told.family("ben", "ana", "bob")
    told.family("ema", "che")
    told.guardian("ben", "ana", livesWith="true")
    told.guardian("ben", "bob", livesWith="true", validFrom="2026-01-01")
    told.person("zoe", "student", school="south")
    told.publish()
    told.envelopes()
    return told


def run_all() -> None:
    while run_next_job(SERVICE, "a-worker"):
        pass


def versions() -> dict[str, int]:
    return {
        f"{one.__name__}/{row['_id']}": row["version"]
        for one in PUBLISHED
        for row in store.database()[one._get_collection_name()].find()
    }


def test_every_record_is_told_again_with_its_next_version(
    families: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(republishing, "RECORDS_AT_ONCE", 2)
    before = versions()

    with scope_of(families.ids.district_id):
        job_id = start_republishing()
    run_all()

    assert versions() == {name: version + 1 for name, version in before.items()}
    told = families.envelopes()
    assert len(told) == len(before)
    assert {one.version for one in told} <= set(versions().values())
    assert jobs.job_status(job_id).done == len(before)
    assert store.database()["audit"].count_documents({"action": "roster-republished"}) == 1


def test_what_is_told_again_is_what_was_told(families: Told) -> None:
    link = families.link("ben", "bob").to_mongo().to_dict()

    with scope_of(families.ids.district_id):
        start_republishing(kind="guardian-link")
    run_all()

    assert len(families.envelopes()) == 3
    again = families.link("ben", "bob").to_mongo().to_dict()
    assert again == link | {"version": link["version"] + 1}
    families.publish()
    families.person("ana", "parent", email="new@home.example")
    families.publish()
    assert families.link("ben", "bob").version == again["version"], "nothing of it has changed"


def test_one_school_is_told_again_and_no_other(families: Told) -> None:
    with scope_of(families.ids.district_id):
        start_republishing(school_id=families.ids.org("south"))
    run_all()

    told = families.envelopes()
    assert {one.school_id for one in told} == {families.ids.org("south")}
    assert {one.subject_kind for one in told} == {"org", "person"}


def test_an_unknown_kind_is_refused(families: Told) -> None:
    with scope_of(families.ids.district_id), pytest.raises(Invalid):
        start_republishing(kind="aunt")


def test_the_command_tells_again_and_says_how_many(families: Told) -> None:
    command = republish_command(SERVICE)

    outcome = CliRunner().invoke(command, ["--kind", "guardian-link"])

    assert (outcome.exit_code, outcome.output) == (0, "3 records\n")
    assert len(families.rows(RosterLink, version=2)) == 3
