"""The command an operator types: what it prints and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.evaluation.__main__ import main
from shared.settings import Settings
from tests import bundles


@pytest.fixture
def package(evaluation_store: Settings, tmp_path: Path) -> Path:
    assert evaluation_store.service == "evaluation"
    return bundles.write_package(tmp_path / "roster.zip", bundles.make_files())


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def test_a_clean_import_ends_well(package: Path) -> None:
    result = run(package, "--source", "sis")

    assert result.exit_code == 0
    assert "roster.zip (sis): finished" in result.stdout
    assert "7 created" in result.stdout


def test_a_program_reads_the_result(package: Path) -> None:
    result = run(package, "--source", "sis", "--dry-run", "--json")

    said = json.loads(result.stdout)
    assert (said["state"], said["dry_run"], said["version"]) == ("finished", True, "1.2")
    assert said["counts"]["users"] == {"created": 7}
    assert said["findings"] == []


def test_a_refused_package_ends_with_two_and_says_why(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:500])

    result = run(package, "--source", "sis")

    assert result.exit_code == 2
    assert "The file is not a zip, or it is cut off" in result.stdout


def test_something_held_ends_with_two(package: Path) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    bundles.write_package(package, bundles.make_files(crowd))
    run(package, "--source", "sis")
    bundles.write_package(package, bundles.make_files())

    result = run(package, "--source", "sis")

    assert result.exit_code == 2
    assert "30 held" in result.stdout


def test_a_wrong_source_is_said_before_anything_starts(package: Path) -> None:
    result = run(package, "--source", "Our SIS")

    assert result.exit_code == 1
    assert "lower-case" in result.stderr
