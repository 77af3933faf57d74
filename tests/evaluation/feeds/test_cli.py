"""The commands an operator types: what they print and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.evaluation.__main__ import main
from services.evaluation.feeds import queries
from services.evaluation.feeds.cli.endings import Ending, ending_of
from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.feeds.use_cases import start_run
from shared import context, store
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles

SIS = ("--source", "sis")


@pytest.fixture
def package(evaluation_store: Settings, tmp_path: Path) -> Path:
    assert evaluation_store.service == "evaluation"
    return bundles.write_package(tmp_path / "roster.zip", bundles.make_files())


@pytest.fixture
def held(package: Path) -> str:
    """The run that held thirty students."""
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    bundles.write_package(package, bundles.make_files(crowd))
    feeds("import", package, *SIS)
    bundles.write_package(package, bundles.make_files())
    return str(said(feeds("import", package, *SIS, "--json"))["run"])


def feeds(*arguments: str | Path, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["feeds", *map(str, arguments)], input=answer)


def said(result: Result) -> Any:
    return json.loads(result.stdout)


def active_students() -> int:
    return store.database()["roster_people"].count_documents({"roles": "student", "active": True})


def test_a_clean_import_ends_with_nought(package: Path) -> None:
    result = feeds("import", package, *SIS)

    assert result.exit_code == 0, result.output
    assert "roster.zip (sis): finished" in result.stdout
    assert "7 created" in result.stdout
    assert "loading …" in result.stderr


def test_the_older_name_of_the_command_still_works(package: Path) -> None:
    result = CliRunner().invoke(main, ["import", str(package), *SIS])

    assert result.exit_code == 0


def test_a_program_reads_the_result_and_nothing_else(package: Path) -> None:
    result = feeds("import", package, *SIS, "--dry-run", "--json")

    told = said(result)
    assert (told["state"], told["dry_run"], told["version"]) == ("finished", True, "1.2")
    assert told["counts"]["users"] == {"created": 7}
    assert {"file": "users.csv", "rows": 7}.items() <= _file(told, "users.csv").items()
    assert told["findings"] == []
    assert result.stderr == ""


def test_notes_end_with_nought_but_with_one_when_strict(package: Path) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ana", email="ana at home")
    bundles.write_package(package, files)

    lenient, strict = feeds("import", package, *SIS), feeds("import", package, *SIS, "--strict")

    assert lenient.exit_code == 0, lenient.output
    assert "warning: users.csv row 6 email ana" in lenient.stdout
    assert strict.exit_code == 1, strict.output


def test_what_is_accepted_in_practice_is_not_when_strict(package: Path) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ghost")
    bundles.write_package(package, files)

    result = feeds("import", package, *SIS, "--strict", "--json")

    assert result.exit_code == 1
    assert {one["severity"] for one in said(result)["findings"]} == {"row"}


def test_rows_left_out_end_with_one(package: Path) -> None:
    files = bundles.edit_rows(
        bundles.make_files(),
        "enrollments.csv",
        lambda rows: [*rows, {**rows[0], "sourcedId": "e-odd", "beginDate": "27/01/2026"}],
    )
    bundles.write_package(package, files)

    result = feeds("import", package, *SIS)

    assert result.exit_code == 1, result.output
    assert "[invalid_date]" in result.stdout


def test_a_refused_package_ends_with_two_and_says_why(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:500])

    result = feeds("import", package, *SIS)

    assert result.exit_code == 2
    assert "The file is not a zip, or it is cut off" in result.stdout


def test_something_held_ends_with_two_and_says_what_to_type(package: Path, held: str) -> None:
    result = feeds("import", package, *SIS)

    assert result.exit_code == 2
    assert "held: 30 of 37 users (too-many)" in result.stdout
    assert "decide: feeds approve" in result.stdout
    assert feeds("list").exit_code == 2


def test_approving_ends_what_was_held(held: str) -> None:
    result = feeds("approve", held, answer="y\n")

    assert result.exit_code == 0, result.output
    assert "End 90 records of sis?" in result.stderr
    assert active_students() == 2
    assert feeds("list").exit_code == 0


def test_who_does_not_say_yes_changes_nothing(held: str) -> None:
    result = feeds("approve", held, answer="n\n")

    assert result.exit_code == 1
    assert active_students() == 32


def test_rejecting_keeps_them(held: str) -> None:
    result = feeds("reject", held, "--yes", "--json")

    assert result.exit_code == 0, result.output
    assert said(result)["verdict"] == "rejected"
    assert active_students() == 32


def test_a_load_is_undone_once(package: Path) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 3)
    feeds("import", package, *SIS)
    bundles.write_package(package, bundles.make_files(crowd))
    loaded = said(feeds("import", package, *SIS, "--json"))["run"]
    assert active_students() == 5

    first, second = feeds("undo", loaded, "--yes"), feeds("undo", loaded, "--yes")

    assert first.exit_code == 0, first.output
    assert active_students() == 2
    assert second.exit_code == 3
    assert "Only the newest load of a source can be undone" in second.stderr


def test_the_list_names_sources_and_runs(package: Path, held: str) -> None:
    told, printed = said(feeds("list", "--json")), feeds("list")

    assert [one["source"] for one in told["sources"]] == ["sis"]
    assert told["runs"][0]["run"] == held
    assert held in printed.stdout


def test_a_held_run_is_listed_behind_later_runs(
    package: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "latest_runs", lambda: [])

    result = feeds("list")

    assert result.exit_code == 2
    assert held in result.stdout


@pytest.mark.parametrize("command", ["approve", "reject", "undo"])
def test_an_unknown_run_ends_with_three(package: Path, command: str) -> None:
    result = feeds(command, "no-such-run", "--yes")

    assert result.exit_code == 3
    assert "feed-run" in result.stderr


def test_a_bare_file_of_attendance_is_loaded_beside_the_roster(
    package: Path, tmp_path: Path
) -> None:
    feeds("import", package, *SIS)
    attendance = tmp_path / "attendance.csv"
    header = "sourcedId,schoolSourcedId,userSourcedId,date,type,category"
    attendance.write_text(f"{header}\na-1,{bundles.NORTH},ben,2026-11-23,daily,absent\n")

    result = feeds("import", attendance, *SIS, "--json")

    assert result.exit_code == 0, result.output
    assert said(result)["counts"]["attendance"] == {"created": 1}
    assert active_students() == 2


def test_a_wrong_source_is_said_before_anything_starts(package: Path) -> None:
    result = feeds("import", package, "--source", "Our SIS")

    assert result.exit_code == 3
    assert "lower-case" in result.stderr


def test_a_source_that_is_busy_ends_with_three(package: Path, evaluation_store: Settings) -> None:
    district, folder = evaluation_store.district_id, evaluation_store.data_directory
    with context.acting(), scope_of(district), package.open("rb") as stream:
        start_run(stream, file_name="a.zip", source="sis", is_dry_run=False, directory=folder)

    result = feeds("import", package, *SIS)

    assert result.exit_code == 3
    assert "has a run under way" in result.stderr


@pytest.mark.parametrize(
    "words", [["import"], ["import", "/no/such/file", *SIS], ["imprt"], ["list", "--jsn"]]
)
def test_wrong_use_does_not_look_like_a_refused_file(words: list[str]) -> None:
    assert feeds(*words).exit_code == 64


def test_missing_settings_are_named() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in {"MONGODB_URI"}}

    done = subprocess.run(
        [sys.executable, "-m", "services.evaluation", "feeds", "list"],
        env=bare,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 78, done.stderr
    assert "MONGODB_URI" in done.stderr


def test_a_fault_of_ours_ends_with_three() -> None:
    run = FeedRun(state=RunState.FAILED.value)

    assert ending_of(run, is_strict=False) is Ending.FAILED


@pytest.mark.parametrize(("strict", "ending"), [(False, Ending.CLEAN), (True, Ending.NOT_ALL)])
def test_warnings_count_with_strict_only(strict: bool, ending: Ending) -> None:
    run = FeedRun(state=RunState.FINISHED.value, found={Severity.WARNING.value: 3})

    assert ending_of(run, is_strict=strict) is ending


def _file(told: Any, name: str) -> dict[str, Any]:
    return next(one for one in told["files"] if one["file"] == name)
