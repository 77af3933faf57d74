"""What is never kept: passwords; demographics unless the district wants them; cells in findings."""

from pathlib import Path

import pytest

from deploy.demo.bundle import zipped
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.options import LENIENT, Options
from services.evaluation.feeds.oneroster.package import open_package
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    EVERYTHING,
    STRICT,
    all_files,
    changed_file,
    checked,
    nothing_stored,
    places,
)


def everything_kept(files: Files, options: Options) -> str:
    with checked(files, options) as (check, found):
        records = [list(one.records()) for one in check.streams]
        return repr((records, found))


def with_metadata(name: str, cell: str) -> Files:
    def change(text: str) -> str:
        first, *rest = text.splitlines()
        return "\r\n".join([f"{first},{name}", *(f"{line},{cell}" for line in rest)])

    return changed_file("users.csv", change, all_files())


@pytest.mark.parametrize("options", [EVERYTHING, STRICT], ids=["lenient", "strict"])
def test_no_password_is_kept(options: Options) -> None:
    files = all_files()
    files = bundles.edit_row(files, "users.csv", "s0", password="canary-1\n")
    files = bundles.edit_row(files, "userProfiles.csv", "p0", password="canary-2")

    assert "canary" not in everything_kept(files, options)


@pytest.mark.parametrize("name", ["metadata.password", "metadata.initialPassword"])
def test_a_password_in_a_column_of_ones_own_is_not_kept_either(name: str) -> None:
    assert "canary" not in everything_kept(with_metadata(name, "canary"), EVERYTHING)


def test_demographics_are_not_even_read_unless_switched_on() -> None:
    files = bundles.edit_row(
        all_files(), "demographics.csv", "s0", cityOfBirth="canary", sex="canary"
    )

    with checked(files, LENIENT) as (check, found):
        assert check.checked("demographics") is None
        assert places(found) == {("demographics_off", "demographics.csv", 0, "")}
        assert {str(one.severity) for one in found} == {"warning"}
    assert "canary" not in everything_kept(files, LENIENT)


def test_demographics_are_kept_apart_when_switched_on() -> None:
    with checked(all_files(), EVERYTHING) as (check, found):
        demographics = check.checked("demographics")

        assert found == []
        assert demographics is not None
        assert next(demographics.cells()).fields["birthDate"] == "2012-01-01"


def test_what_a_check_writes_down_has_no_name_and_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(all_files()))
    check = Check(open_package(path, EVERYTHING), nothing_stored)

    check.advance(100)

    assert list(tmp_path.iterdir()) == [path]
    check.close()
    check.close()
