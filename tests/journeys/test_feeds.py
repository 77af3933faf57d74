"""District staff bring the roster in: broken packages change nothing, a good one reaches all."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared import ids
from tests.journeys import packages
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, GUARDIAN, Doors
from tests.system import System
from tests.waiting import eventually

MakePackage = Callable[[Path], Path]
CHECK, LOAD = "Check the file", "Load it now"


@pytest.fixture
def district(visit: Visit, doors: Doors) -> Visitor:
    """District staff at a desk."""
    visitor = visit(width=DESKTOP)
    doors.let_in(visitor, DISTRICT)
    return visitor


@pytest.mark.row("X23")
@pytest.mark.parametrize(
    ("make", "says", "where"),
    [
        (packages.cut_package, "The file is not a zip, or it is cut off", "awanui-half.zip"),
        (packages.package_in_another_encoding, "The file is not in UTF-8", "users.csv"),
    ],
)
def test_a_broken_package_changes_nothing_and_says_what_is_wrong(
    district: Visitor, system: System, tmp_path: Path, make: MakePackage, says: str, where: str
) -> None:
    before = _roster(system)
    _upload(district, make(tmp_path), LOAD)
    _wait_for_end(district)
    main = district.page.locator("main")
    expect(main).to_contain_text("Nothing was changed")
    expect(main).to_contain_text(says)
    expect(main).to_contain_text(where)
    assert _roster(system) == before
    district.check_page()
    district.shoot(f"refused-{where.split('.')[0]}")


@pytest.mark.row("X23")
def test_a_form_without_a_file_is_shown_again(district: Visitor) -> None:
    district.go("/evaluation/feeds")
    district.check_page()
    district.shoot("feeds")
    district.press(CHECK)
    expect(district.page.locator(".errors")).to_contain_text("Choose a file")
    district.check_page()
    district.shoot("feeds-errors")


@pytest.mark.row("X23", "R11")
def test_checked_first_then_loaded_and_the_new_family_is_known_everywhere(
    district: Visitor, visit: Visit, doors: Doors, system: System, tmp_path: Path
) -> None:
    number = ids.new_id()[-6:]
    before = _roster(system)
    _upload(district, packages.package_with_bad_rows(tmp_path, number), CHECK)
    _wait_for_end(district)
    main = district.page.locator("main")
    expect(main).to_contain_text("Nothing has changed yet. 2 things need a look.")
    expect(main).to_contain_text("Write the date as YYYY-MM-DD")
    expect(main).to_contain_text("The record that this refers to is not there")
    assert _roster(system) == before
    district.check_page()
    district.shoot("checked")
    assert [row["file"] for row in _findings(district)] == ["enrollments.csv"] * 2

    _upload(district, packages.clean_package(tmp_path, number), CHECK)
    _wait_for_end(district)
    expect(main).to_contain_text("Every row is fine")
    district.press("Load this file")
    district.shoot("loading")
    _wait_for_end(district)
    expect(main).to_contain_text("Everything is loaded")
    district.check_page()
    district.shoot("loaded")

    _wait_for_guardian(system, f"sela.vea.{number}@families.example")
    sela = visit()
    doors.let_in(sela, GUARDIAN, packages.GUARDIAN)
    expect(sela.page.locator("main")).to_contain_text("Lupe")


def _upload(district: Visitor, package: Path, how: str) -> None:
    district.go("/evaluation/feeds")
    district.page.locator("#file").set_input_files(package)
    district.page.locator("#source").fill(packages.SOURCE)
    district.press(how)


def _wait_for_end(district: Visitor) -> None:
    """The page follows the run by itself."""
    expect(district.page.locator("main progress")).to_have_count(0, timeout=60_000)


def _findings(district: Visitor) -> list[dict[str, str]]:
    with district.page.expect_download() as started:
        district.page.get_by_role("link", name="Download with reasons").click()
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _roster(system: System) -> dict[str, str]:
    """What evaluation has stored of the sources: each record and the digest of its state."""
    rows = system.database("evaluation")["source_records"].find()
    return {row["_id"]: f"{row['digest']} {row.get('is_active')}" for row in rows}


def _wait_for_guardian(system: System, address: str) -> None:
    contacts = system.database("messaging")["roster_contact_points"]
    eventually(lambda: contacts.find_one({"emails": address}), what=f"{address} in messaging")
