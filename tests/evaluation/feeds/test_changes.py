"""Packages of changes."""

from services.evaluation.feeds.models import RunState
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterEnrollment,
    RosterLink,
    RosterPerson,
)
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.told import published


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
