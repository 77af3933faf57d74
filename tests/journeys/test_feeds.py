"""District staff bring the roster in: broken packages change nothing, a good one reaches all."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared import ids
from tests.journeys import packages, rimu
from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import DISTRICT, GUARDIAN, Doors
from tests.journeys.feeding import CHECK, LOAD, upload, wait_for_end
from tests.system import System
from tests.waiting import eventually

MakePackage = Callable[[Path], Path]


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
    upload(district, make(tmp_path), LOAD)
    wait_for_end(district)
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
    upload(district, packages.package_with_bad_rows(tmp_path, number), CHECK)
    wait_for_end(district)
    main = district.page.locator("main")
    expect(main).to_contain_text("Nothing has changed yet. 2 things need a look.")
    expect(main).to_contain_text("Write the date as YYYY-MM-DD")
    expect(main).to_contain_text("The record that this refers to is not there")
    assert _roster(system) == before
    district.check_page()
    district.shoot("checked")
    assert [row["file"] for row in _findings(district)] == ["enrollments.csv"] * 2

    upload(district, packages.clean_package(tmp_path, number), CHECK)
    wait_for_end(district)
    expect(main).to_contain_text("Every row is fine")
    district.press("Load exactly this file")
    district.shoot("loading")
    wait_for_end(district)
    expect(main).to_contain_text("Everything is loaded")
    district.check_page()
    district.shoot("loaded")

    _wait_for_guardian(system, f"sela.vea.{number}@families.example")
    sela = visit()
    doors.let_in(sela, GUARDIAN, packages.GUARDIAN)
    expect(sela.page.locator("main")).to_contain_text("Lupe")


@pytest.mark.row("X23", "R11")
def test_what_a_file_leaves_out_is_held_looked_at_and_ended(
    district: Visitor, system: System, tmp_path: Path
) -> None:
    source, main = f"rimu-{ids.new_id()[-6:]}", district.page.locator("main")
    _check_and_load(district, rimu.package(tmp_path), source, is_new=True)
    expect(main).to_contain_text("Everything is loaded")

    _check_and_load(district, rimu.package(tmp_path, children=4), source)
    expect(main).to_contain_text("This run would end")
    expect(main).to_contain_text("Nobody has lost access")
    _look_at(district, "held")
    assert _active_children(system, source) == rimu.CHILDREN

    district.go("/evaluation/feeds")
    expect(main).to_contain_text("for you")
    _look_at(district, "feeds-held")
    main.locator("a", has_text="Look and decide").first.click()
    district.press("End them")
    _look_at(district, "held-approve")
    main.get_by_role("button", name="End").click()
    wait_for_end(district)
    expect(main).to_contain_text("What was held is ended")
    _look_at(district, "held-ended")
    assert _active_children(system, source) == 4


@pytest.mark.row("X23")
def test_a_load_by_mistake_is_undone(district: Visitor, system: System, tmp_path: Path) -> None:
    source, main = f"rimu-{ids.new_id()[-6:]}", district.page.locator("main")
    upload(district, rimu.package(tmp_path, children=3), LOAD, source, is_new=True)
    wait_for_end(district)
    upload(district, rimu.package(tmp_path, children=6), LOAD, source)
    wait_for_end(district)
    assert _active_children(system, source) == 6

    district.press("Undo this load")
    expect(main).to_contain_text("records that came new are ended")
    district.check_page()
    district.shoot("undo")
    main.get_by_role("button", name="Put back").click()
    wait_for_end(district)
    expect(main).to_contain_text("Everything is as it was before that load")
    district.check_page()
    district.shoot("undone")
    assert _active_children(system, source) == 3


@pytest.mark.row("X23")
def test_a_run_goes_on_while_nobody_looks(
    district: Visitor, visit: Visit, doors: Doors, system: System, tmp_path: Path
) -> None:
    source = f"rimu-{ids.new_id()[-6:]}"
    upload(district, rimu.package(tmp_path), LOAD, source, is_new=True)
    address = district.page.url
    district.page.goto("about:blank")

    other = visit(width=PHONE)
    doors.let_in(other, DISTRICT)
    other.go(address)
    wait_for_end(other)
    expect(other.page.locator("main")).to_contain_text("Everything is loaded")
    assert _active_children(system, source) == rimu.CHILDREN


@pytest.mark.row("X23", "X25")
def test_without_scripts_a_file_is_checked_held_and_kept(
    visit: Visit, doors: Doors, system: System, tmp_path: Path
) -> None:
    source = f"rimu-{ids.new_id()[-6:]}"
    visitor = visit(width=PHONE, javascript=False)
    doors.let_in(visitor, DISTRICT)
    upload(visitor, rimu.package(tmp_path), LOAD, source, is_new=True)
    wait_for_end(visitor)
    upload(visitor, rimu.package(tmp_path, children=4), LOAD, source)
    wait_for_end(visitor)
    visitor.check_page()
    visitor.shoot("held-nojs")
    visitor.press("Keep them")
    visitor.press("Keep them")
    expect(visitor.page.locator("main")).to_contain_text("What was held is kept as it was")
    assert _active_children(system, source) == rimu.CHILDREN


@pytest.mark.row("X19")
def test_what_is_missing_in_the_file_is_a_list_to_work_through(
    district: Visitor, visit: Visit, doors: Doors, tmp_path: Path
) -> None:
    source, main = f"rimu-{ids.new_id()[-6:]}", district.page.locator("main")
    upload(district, rimu.package_with_gaps(tmp_path), LOAD, source, is_new=True)
    wait_for_end(district)
    district.go("/evaluation/feeds/missing")
    expect(main).to_contain_text("Nobody stands for the child: 1")
    district.check_page()
    district.shoot("missing-schools")
    main.locator("a", has_text=rimu.NAME).last.click()
    for name in ("Hemi Rimu", "Pele Rimu", "Tavita Rimu"):
        expect(main).to_contain_text(name)
    district.check_page()
    district.shoot("missing")
    with district.page.expect_download() as started:
        district.page.get_by_role("link", name="Download the list").click()
    assert "Hemi Rimu" in Path(started.value.path()).read_text(encoding="utf-8-sig")

    main.get_by_role("link", name="Look").click()
    expect(main).to_contain_text("7 guardians wait")
    district.check_page()
    district.shoot("missing-guardians")
    district.press("Take all 7")
    expect(main).to_contain_text("They are taken")


@pytest.mark.row("X23")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_source_is_set_up(visit: Visit, doors: Doors, language: str, width: int) -> None:
    visitor = visit(width=width, language=language)
    doors.let_in(visitor, DISTRICT)
    for path, name in (
        ("", "feeds"),
        (f"/sources/{packages.SOURCE}", "source"),
        (f"/sources/{packages.SOURCE}/settings", "settings"),
        ("/missing", "missing-schools"),
    ):
        visitor.go(f"/evaluation/feeds{path}")
        visitor.check_page()
        visitor.shoot(name)
    visitor.go(f"/evaluation/feeds/sources/{packages.SOURCE}/settings")
    visitor.page.locator("#expected_every_hours").fill("24")
    visitor.page.locator("main form .btn").first.click()
    expect(visitor.page.locator("main .facts")).to_contain_text("24")


def _check_and_load(district: Visitor, package: Path, source: str, *, is_new: bool = False) -> None:
    """The way a file is meant to go: checked, looked at, then loaded exactly so."""
    upload(district, package, CHECK, source, is_new=is_new)
    wait_for_end(district)
    expect(district.page.locator("main")).to_contain_text("Nothing has changed yet")
    _look_at(district, "checked-first" if is_new else "checked-held")
    district.press("Load exactly this file")
    wait_for_end(district)


def _look_at(visitor: Visitor, name: str) -> None:
    visitor.check_page()
    visitor.shoot(name)


def _findings(district: Visitor) -> list[dict[str, str]]:
    with district.page.expect_download() as started:
        district.page.get_by_role("link", name="Download with reasons").click()
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _roster(system: System) -> dict[str, str]:
    """What evaluation has stored of the sources: each record and the digest of its state."""
    rows = system.database("evaluation")["source_records"].find()
    return {row["_id"]: f"{row['digest']} {row.get('is_active')}" for row in rows}


def _active_children(system: System, source: str) -> int:
    """How many children the source tells of by now."""
    users = system.database("evaluation")["source_records"]
    told = {"source": source, "kind": "users", "sourced_id": {"$regex": "^child-"}}
    return int(users.count_documents({**told, "is_active": True}))


def _wait_for_guardian(system: System, address: str) -> None:
    contacts = system.database("messaging")["roster_contact_points"]
    eventually(lambda: contacts.find_one({"emails": address}), what=f"{address} in messaging")
