"""A row of changes that a newer one overtook says nothing of its person's guardians and roles."""

import pytest

from deploy.demo.bundle import Version
from services.evaluation.roster.models import RosterLink, SourceRecord
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.told import published

NEWER, OLDER = "2026-11-20T08:00:00.000Z", "2026-11-19T08:00:00.000Z"


def change_of_ben(version: Version = "1.2", **cells: str) -> bundles.Files:
    """A package of changes with one row."""
    files = bundles.make_files(version=version)
    (ben,) = [row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben"]
    return bundles.as_changes(files, {"users": [ben | {"status": "active"} | cells]}, version)


def test_a_guardian_who_was_removed_stays_removed(load: Load) -> None:
    load(bundles.make_files())
    load(change_of_ben(agentSourcedIds="", dateLastModified=NEWER))

    run = load(change_of_ben(agentSourcedIds="ana", dateLastModified=OLDER))

    assert run.counts == {"users": {"older": 1}}
    assert sorted(link.active for link in published(RosterLink)) == [False, True]


@pytest.mark.parametrize("status", ["active", "tobedeleted"])
def test_a_guardian_who_was_named_later_stays(load: Load, status: str) -> None:
    load(bundles.make_files())
    load(change_of_ben(agentSourcedIds="ana", dateLastModified=NEWER))

    run = load(change_of_ben(agentSourcedIds="", dateLastModified=OLDER, status=status))

    assert run.counts == {"users": {"older": 1}}
    assert [link.active for link in published(RosterLink)] == [True, True]


def test_a_role_that_was_told_later_stays(load: Load, evaluation_store: Settings) -> None:
    load(bundles.make_files(version="1.1"))
    load(change_of_ben("1.1", orgSourcedIds=bundles.SOUTH, dateLastModified=NEWER))

    run = load(change_of_ben("1.1", orgSourcedIds=bundles.NORTH, dateLastModified=OLDER))

    assert run.counts == {"users": {"older": 1}}
    with scope_of(evaluation_store.district_id):
        roles = SourceRecord.objects(kind="roles", owner="ben", is_active=True)
        assert [role.fields["orgSourcedId"] for role in roles] == [bundles.SOUTH]
