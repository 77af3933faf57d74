"""A package as common school systems write it: taken with warnings, or strictly refused."""

from collections.abc import Callable

import pytest

from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.roster.models import RosterLink, RosterPerson
from shared.tenancy import scope_of
from tests import bundles
from tests.bundles import Files, Row
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.oneroster.packages import changed_file, replaced
from tests.evaluation.feeds.told import published

MOMENT = "2026-11-20T08:00:00.000Z"


def exported(moment: str = MOMENT) -> Files:
    """1.1 with everything that such systems do, and every person still known."""
    files = bundles.make_files(version="1.1")
    for name in ("orgs.csv", "users.csv", "classes.csv", "enrollments.csv"):
        files = bundles.edit_rows(
            files,
            name,
            lambda rows: [row | {"status": "active", "dateLastModified": moment} for row in rows],
        )
    files = bundles.edit_rows(files, "users.csv", _bent)
    files = changed_file("users.csv", _with_column, files)
    files = replaced("manifest.csv", "version,1.0", "version,1", files)
    return {
        name: "\ufeff" + str(text).replace("\r\n", "\n").rstrip("\n")
        for name, text in files.items()
        if not name.startswith("tuhono.")
    }


def _bent(rows: list[Row]) -> list[Row]:
    """Booleans of a spreadsheet, words in other capitals, relations told from both ends."""
    children = ",".join(row["sourcedId"] for row in rows if row["role"] == "student")
    return [
        row
        | {"enabledUser": "TRUE"}
        | ({"role": "Student"} if row["role"] == "student" else {})
        | ({"agentSourcedIds": children} if row["sourcedId"] == "ana" else {})
        | ({"agentSourcedIds": "ana,ghost,teacher-north"} if row["sourcedId"] == "ben" else {})
        for row in rows
    ]


def _with_column(text: str) -> str:
    first, *rest = text.splitlines()
    return "\r\n".join([f"{first},homeRoom", *(f"{line},7" for line in rest)])


def codes_of(run: FeedRun) -> set[tuple[str, str]]:
    with scope_of(run.school_id):
        return {(one.code, one.severity) for one in FeedFinding.objects(run_id=run.id)}


@pytest.mark.row("S24")
def test_it_is_loaded_with_warnings_and_everybody_is_known(load: Load) -> None:
    run = load(exported())

    assert run.state == RunState.FINISHED
    assert codes_of(run) == {
        ("manifest_version_spelling", "warning"),
        ("bulk_with_status", "warning"),
        ("unknown_column", "warning"),
        ("wrong_case", "warning"),
        ("agent_unknown", "warning"),
    }
    people = {one.given_name: one.roles for one in published(RosterPerson) if one.active}
    assert people["Ben"] == ["student"]
    assert people["Leader-North"] == ["administrator"]
    links = published(RosterLink)
    assert len(links) == 2, "told from both ends is told once, and a teacher is no guardian"
    assert all(link.active and link.data_access for link in links)


def test_the_next_days_export_changes_nothing_and_ends_nobody(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(exported())
    people = snapshot()["roster_people"]
    fewer = bundles.edit_rows(
        exported("2026-11-21T08:00:00.000Z"),
        "users.csv",
        lambda rows: [row for row in rows if row["username"] != "cleo"],
    )

    run = load(fewer)

    assert run.state == RunState.FINISHED
    assert "deactivated" not in {one for each in run.counts.values() for one in each}
    assert snapshot()["roster_people"] == people


def test_read_strictly_it_is_refused_for_its_reasons(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    before = snapshot()

    spelled = load(exported(), is_strict=True)
    mended = changed_file(
        "manifest.csv", lambda text: text.replace("version,1\n", "version,1.0\n"), exported()
    )
    refused = load(mended, is_strict=True)

    assert (spelled.state, refused.state) == (RunState.REFUSED, RunState.REFUSED)
    assert codes_of(spelled) == {("manifest_version_spelling", "package")}
    assert codes_of(refused) >= {
        ("bulk_with_status", "file"),
        ("unknown_column", "file"),
        ("wrong_case", "row"),
    }
    assert snapshot() == before
