"""The manifest says which version a package is and what each file means; both must be clear."""

import pytest

from services.evaluation.feeds.oneroster.versions import FILES, FILES_1_0
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    Package,
    all_files,
    codes,
    found_in,
    places,
    replaced,
    with_entry,
    without,
)

MANIFEST = "manifest.csv"


def manifest(old: str, new: str) -> Files:
    return replaced(MANIFEST, old, new)


BAD: dict[str, tuple[Package, str, str, int, str]] = {
    "zip of nothing": ({}, "missing_manifest", MANIFEST, 0, ""),
    "no manifest": (without(MANIFEST), "missing_manifest", MANIFEST, 0, ""),
    "listed file missing": (without("users.csv"), "file_missing", "users.csv", 0, ""),
    "unlisted file": (
        manifest("file.roles,bulk", "file.roles,absent"),
        "file_unexpected",
        "roles.csv",
        0,
        "",
    ),
    "version from the future": (
        manifest("version,1.2", "version,2.0"),
        "oneroster_version",
        MANIFEST,
        0,
        "oneroster.version",
    ),
    "version with a comma": (
        manifest("version,1.2", 'version,"1,2"'),
        "oneroster_version",
        MANIFEST,
        0,
        "oneroster.version",
    ),
    "no version of the manifest": (
        manifest("manifest.version,1.0\r\n", ""),
        "manifest_version",
        MANIFEST,
        0,
        "manifest.version",
    ),
    "another header": (
        manifest("propertyName,value", "name,value"),
        "manifest_header",
        MANIFEST,
        1,
        "",
    ),
    "three cells": (manifest("absent", "absent,x"), "manifest_row", MANIFEST, 0, ""),
    "property twice": (
        manifest("file.users,bulk\r\n", "file.users,bulk\r\nfile.users,delta\r\n"),
        "manifest_duplicate",
        MANIFEST,
        0,
        "",
    ),
    "unknown mode": (
        manifest("users,bulk", "users,full"),
        "file_mode",
        MANIFEST,
        0,
        "file.users",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_manifest_that_is_not_clear_is_refused(name: str) -> None:
    package, code, file, row, column = BAD[name]

    found = found_in(package)

    assert (code, file, column) in {(one.code, one.file, one.column) for one in found}
    assert not row or row in {one.row for one in found}
    assert all(one.severity in {"package", "file"} for one in found)


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (manifest("manifest.version,1.0", "manifest.version,1"), "manifest_version_spelling"),
        (manifest("version,1.2", "version,1.2.1"), "oneroster_version_spelling"),
        (manifest("users,bulk", "users,Bulk"), "wrong_case"),
        (manifest("file.resources,absent\r\n", ""), "manifest_property"),
        (manifest("source.systemCode", "source.colour"), "manifest_property"),
        (with_entry("notes.csv"), "entry_ignored"),
    ],
)
def test_what_spreadsheets_and_suppliers_do_is_a_warning(package: Package, code: str) -> None:
    found = found_in(package)

    assert {(one.code, str(one.severity)) for one in found} == {(code, "warning")}


def test_a_file_of_the_newer_version_is_skipped_with_a_warning() -> None:
    files = {**bundles.make_files(version="1.1"), "roles.csv": "x"}

    assert places(found_in(files)) == {("file_not_read", "roles.csv", 0, "")}


def test_a_package_of_1_0_is_known_for_what_it_is() -> None:
    headers = {
        "users": "sourcedId,status,dateLastModified,orgSourcedIds,role,username,givenName",
        "demographics": "userSourcedId,status,dateLastModified,birthdate,sex",
    }
    package: Files = {f"{name}.csv": headers.get(name, "sourcedId") for name in FILES_1_0}

    assert places(found_in(package)) == {("version_1_0", "", 0, "")}


def test_the_seven_files_of_a_newer_package_have_lost_their_manifest() -> None:
    package: Files = {f"{name}.csv": "sourcedId,enabledUser" for name in FILES_1_0}

    assert codes(found_in(package)) == {"missing_manifest"}


def test_every_file_of_both_versions_is_read() -> None:
    assert (len(FILES["1.1"]), len(FILES["1.2"])) == (13, 21)
    assert {f"{name}.csv" for name in FILES["1.2"]} | {MANIFEST} == set(all_files())
    assert found_in(all_files()) == []


def test_a_manifest_alone_means_no_change() -> None:
    lines = str(bundles.make_files()[MANIFEST]).replace("bulk", "absent")

    assert found_in({MANIFEST: lines}) == []
