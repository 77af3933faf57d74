"""Every fault that a package may have, imported for real: what was there before stays as it was.

Source: design lms.md §1.9 (the catalogue) and §8 rules 1, 4 and 5.
"""

from collections.abc import Callable, Mapping

import pytest

from deploy.demo.bundle import Version, zipped
from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.diagnostics import FATAL, SEVERITIES, Severity
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.feeds.use_cases import set_source_settings
from shared import store
from shared.tenancy import scope_of
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.oneroster import test_archives as archives
from tests.evaluation.feeds.oneroster import test_csv as texts
from tests.evaluation.feeds.oneroster import test_manifests as manifests
from tests.evaluation.feeds.oneroster.packages import (
    Package,
    all_files,
    changed_file,
    replaced,
)
from tests.evaluation.feeds.oneroster.test_names import TALKING_POINTS

# What only a limit refuses has a test with limits of its own.
BY_LIMITS = {"input_too_large", "entry_too_large", "total_too_large"}
_HEADERS_1_0 = {
    "users": "sourcedId,status,dateLastModified,orgSourcedIds,role,username,givenName",
}
SEVEN_OF_1_0 = (
    "academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "users",
)  # fmt: skip


def lying_about_its_size() -> bytes:
    """A zip whose directory says that ``resources.csv`` is small, and it is not."""
    files = replaced("manifest.csv", "file.resources,absent", "file.resources,bulk")
    told = (
        b"sourcedId,status,dateLastModified,vendorResourceId,title\r\n" + b"r1,,,v,t\r\n" * 90_000
    )
    whole = zipped({**files, "resources.csv": told})
    return whole.replace(len(told).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def without_its_target() -> Files:
    files = {key: text for key, text in bundles.make_files().items() if key != "courses.csv"}
    return replaced("manifest.csv", "courses,bulk", "courses,absent", files)


REFUSED: Mapping[str, tuple[Package, str]] = {
    **{f"zip: {name}": (one[0], one[1]) for name, one in archives.BAD.items()},
    **{f"text: {name}": (one[0], one[1]) for name, one in texts.BAD.items()},
    **{f"manifest: {name}": (one[0], one[1]) for name, one in manifests.BAD.items()},
    "a size that is not true": (lying_about_its_size(), "corrupt_entry"),
    "single file of nobody's": (b"sourcedId,name\r\n1,x\r\n", "unknown_header"),
    "1.0": (
        {f"{name}.csv": _HEADERS_1_0.get(name, "sourcedId") for name in SEVEN_OF_1_0},
        "version_1_0",
    ),
    "manifest in utf-16": (
        changed_file("manifest.csv", lambda text: text.encode("utf-16")),
        "not_utf8",
    ),
    "version of a draft": (
        replaced("manifest.csv", "oneroster.version,1.2", "oneroster.version,1.3"),
        "oneroster_version",
    ),
    "version of the manifest": (
        replaced("manifest.csv", "manifest.version,1.0", "manifest.version,2.0"),
        "manifest_version",
    ),
    "two districts": (
        changed_file("orgs.csv", lambda text: text + "other,,,Other,district,,\r\n"),
        "several_districts",
    ),
    "required column renamed": (replaced("users.csv", "familyName", "surname"), "missing_column"),
    "column twice": (replaced("users.csv", "middleName", "givenName"), "duplicate_column"),
    "identifier twice": (
        changed_file("users.csv", lambda text: text + text.splitlines()[-1].replace("Cleo", "C")),
        "duplicate_sourced_id",
    ),
    "a file it needs left out": (without_its_target(), "missing_target_file"),
}


def bent(name: str, at: int = 0, files: Files | None = None, **cells: str) -> Files:
    """Everything, with some cells of one row bent."""
    files = all_files() if files is None else files

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[at] |= cells
        return rows

    return bundles.edit_rows(files, name, change)


def one_cell_too_many() -> Files:
    return changed_file("enrollments.csv", lambda text: text.rstrip() + ",x\r\n", all_files())


def beside(name: str, text: str) -> Files:
    return {**all_files(), name: text}


SET_ASIDE: Mapping[str, tuple[Files, str]] = {
    "a cell too many": (one_cell_too_many(), "row_width"),
    "nothing where something must be": (bent("users.csv", givenName=""), "missing_value"),
    "line break in a cell": (bent("users.csv", givenName="A\nB"), "invalid_character"),
    "character in an identifier": (
        bent("enrollments.csv", userSourcedId="s 0"),
        "invalid_guid",
    ),
    "date as in the United States": (
        bent("academicSessions.csv", startDate="1/27/2026"),
        "invalid_date",
    ),
    "date as in New Zealand": (bent("enrollments.csv", beginDate="27/01/2026"), "invalid_date"),
    "date as a number": (bent("enrollments.csv", beginDate="46049"), "invalid_date"),
    "time of a spreadsheet": (
        bent("users.csv", status="active", dateLastModified="27/01/2026 8:00"),
        "invalid_datetime",
    ),
    "year of two digits": (bent("academicSessions.csv", schoolYear="26"), "invalid_year"),
    "decimal comma": (bent("results.csv", score="8,5"), "invalid_float"),
    "weight of a half": (bent("categories.csv", weight="12.5"), "invalid_integer"),
    "yes for true": (bent("users.csv", enabledUser="yes"), "invalid_boolean"),
    "role of nobody": (bent("roles.csv", role="wizard"), "invalid_choice"),
    "scale that is none": (
        bent("scoreScales.csv", scoreScaleValue="A-F"),
        "invalid_score_scale_mapping",
    ),
    "reference to nothing": (
        bent("enrollments.csv", userSourcedId="nobody"),
        "missing_target_record",
    ),
    "language of nobody": (
        beside("tuhono.people.csv", "userSourcedId,languages\r\ns0,English!\r\n"),
        "invalid_language",
    ),
    "zone of nobody": (
        beside("tuhono.orgs.csv", "orgSourcedId,zone\r\n200,Middle/Earth\r\n"),
        "invalid_zone",
    ),
    "student of nobody": (
        beside("attendance.csv", f"{TALKING_POINTS}200,nobody,2026-06-10,Tardy,\r\n"),
        "unknown_name",
    ),
}


def codes_of(run: FeedRun) -> set[str]:
    with scope_of(run.school_id):
        return {one.code for one in FeedFinding.objects(run_id=run.id)}


def test_whatever_is_refused_changes_nothing(load: Load, snapshot: Callable[[], Snapshot]) -> None:
    load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))
    before = snapshot()
    wrong = {}

    for name, (package, code) in REFUSED.items():
        run = load(package)
        if run.state != RunState.REFUSED or code not in codes_of(run) or snapshot() != before:
            wrong[name] = (code, run.state, codes_of(run), snapshot() == before)

    assert wrong == {}


def test_whatever_is_set_aside_leaves_the_record_as_it_was(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(all_files())
    before = snapshot()
    wrong = {}

    for name, (package, code) in SET_ASIDE.items():
        run = load(package)
        counts = [change for counts in run.counts.values() for change in counts]
        is_well = run.state in {RunState.FINISHED, RunState.HELD} and "deactivated" not in counts
        if not is_well or code not in codes_of(run) or snapshot() != before:
            wrong[name] = (code, run.state, codes_of(run), run.counts, snapshot() == before)

    assert wrong == {}


def test_every_code_that_stops_something_is_imported_here() -> None:
    refused = {code for _, code in REFUSED.values()}
    aside = {code for _, code in SET_ASIDE.values()}

    assert {code for code, one in SEVERITIES.items() if one in FATAL} - BY_LIMITS <= refused
    others = {code for code, one in SEVERITIES.items() if one is Severity.ROW}
    assert others - aside == {"outside_scope", "row_contradicts"}, "these have tests of their own"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("name", ["users.csv", "enrollments.csv"])
def test_a_file_cut_at_the_end_of_a_row_ends_nobody(
    version: Version, name: str, load: Load
) -> None:
    files = bundles.make_files(bundles.with_students(bundles.make_small_district(), 40), version)
    load(files)
    active = _active()

    run = load(changed_file(name, _first_half, files))

    assert run.state == RunState.HELD
    assert _active() == active
    assert not {"deactivated", "created"} & {one for each in run.counts.values() for one in each}


@pytest.mark.parametrize("names", [("users.csv",), ("users.csv", "roles.csv", "enrollments.csv")])
def test_identifiers_that_lost_their_zeros_end_nobody(names: tuple[str, ...], load: Load) -> None:
    files = bundles.make_files(bundles.with_students(bundles.make_small_district(), 30))
    numbered = {name: _text(files, name).replace("student-", "000") for name in files}
    load(numbered)
    active = _active()

    run = load({**numbered, **{name: numbered[name].replace("000", "") for name in names}})

    assert run.state == RunState.HELD
    assert _active() >= active


def test_a_school_that_a_source_may_not_speak_for_stays_as_it_was(
    load: Load, in_district: None
) -> None:
    load(bundles.make_files())
    set_source_settings("sis", SourceSettings(school=bundles.NORTH))
    south = _told_of(bundles.SOUTH)
    files = bundles.edit_row(bundles.make_files(), "classes.csv", "south-1", title="Taken over")
    files = replaced("orgs.csv", "South School", "Taken over", files)

    run = load(files)

    assert "outside_scope" in codes_of(run)
    assert _told_of(bundles.SOUTH) == south


def _active() -> set[str]:
    rows = store.database()["source_records"].find({"is_active": True}, {"_id": 1})
    return {row["_id"] for row in rows}


def _told_of(org: str) -> list[str]:
    where = {"$or": [{"fields.schoolSourcedId": org}, {"sourced_id": org, "kind": "orgs"}]}
    return sorted(map(repr, store.database()["source_records"].find(where)))


def _first_half(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[: len(lines) // 2])


def _text(files: Files, name: str) -> str:
    text = files[name]
    assert isinstance(text, str)
    return text
