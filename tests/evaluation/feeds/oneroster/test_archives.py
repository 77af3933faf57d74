"""A zip from outside is not trusted: what is unsafe or damaged is refused, and named."""

import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from deploy.demo.bundle import zipped
from services.evaluation.feeds.oneroster.archive import open_archive
from services.evaluation.feeds.oneroster.diagnostics import Broken
from services.evaluation.feeds.oneroster.options import Limits
from tests import bundles
from tests.evaluation.feeds.oneroster.packages import (
    Package,
    found_in,
    places,
    renamed,
    with_entry,
    zip_of,
)


def good() -> bytes:
    return zipped(bundles.make_files())


def with_two_entries_of_a_name() -> bytes:
    buffer = BytesIO(good())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("users.csv", "sourcedId\r\nx\r\n")
    return buffer.getvalue()


def damaged() -> bytes:
    """A zip whose ``users.csv`` does not unpack to what its checksum says."""
    whole = bytearray(good())
    begin = _data_of(bytes(whole), "users.csv")
    for position in range(begin + 20, begin + 30):
        whole[position] ^= 0xFF
    return bytes(whole)


def with_password() -> bytes:
    """A zip that says of ``users.csv`` that it is encrypted, in both of its places."""
    whole = bytearray(good())
    with zipfile.ZipFile(BytesIO(bytes(whole))) as archive:
        begin = archive.getinfo("users.csv").header_offset
    directory = whole.index(b"PK\x01\x02")
    while whole[directory + 46 : directory + 55] != b"users.csv":
        directory = whole.index(b"PK\x01\x02", directory + 4)
    whole[begin + 6] |= 1
    whole[directory + 8] |= 1
    return bytes(whole)


def _data_of(whole: bytes, name: str) -> int:
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        info = archive.getinfo(name)
    name_length, extra_length = struct.unpack_from("<HH", whole, info.header_offset + 26)
    return int(info.header_offset + 30 + name_length + extra_length)


def packed_otherwise() -> bytes:
    info = zipfile.ZipInfo("users.csv")
    info.compress_type = zipfile.ZIP_BZIP2
    return zip_of([("manifest.csv", b"x"), (info, b"x")])


def with_link() -> bytes:
    info = zipfile.ZipInfo("users.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zip_of([("manifest.csv", b"x"), (info, b"/etc/passwd")])


BAD: dict[str, tuple[Package, str, str]] = {
    "no zip": (b"this is not a zip", "not_a_zip", ""),
    "half a zip": (good()[: len(good()) // 2], "not_a_zip", ""),
    "path out of the zip": (with_entry("../users.csv"), "entry_unsafe_path", "../users.csv"),
    "absolute path": (with_entry("/etc/passwd"), "entry_unsafe_path", "/etc/passwd"),
    "drive": (with_entry("C:users.csv"), "entry_unsafe_path", "C:users.csv"),
    "file in a folder": (with_entry("data/users.csv"), "entry_unsafe_path", "data/users.csv"),
    "link": (with_link(), "entry_unsafe_path", "users.csv"),
    "same name, other capitals": (with_entry("Users.csv"), "entry_duplicate_name", "users.csv"),
    "bomb": (
        with_entry("resources.csv", b"a" * 8_000_000),
        "entry_ratio_exceeded",
        "resources.csv",
    ),
    "too many files": (
        {**bundles.make_files(), **{f"x{number}.csv": "x" for number in range(70)}},
        "entry_count_exceeded",
        "",
    ),
    "password": (with_password(), "entry_encrypted", "users.csv"),
    "packed otherwise": (packed_otherwise(), "entry_compression", "users.csv"),
    "damaged": (damaged(), "corrupt_entry", "users.csv"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_zip_that_cannot_be_trusted_is_refused_and_its_file_named(name: str) -> None:
    package, code, file = BAD[name]

    found = found_in(package)

    assert (code, file, 0, "") in places(found)
    assert all(one.severity in {"package", "file"} for one in found)


def test_the_same_name_twice_is_refused() -> None:
    found = found_in(with_two_entries_of_a_name())

    assert places(found) == {("entry_duplicate_name", "users.csv", 0, "")}


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (renamed({"users.csv": "Users.CSV"}), "entry_other_case"),
        (
            {f"export/{name}": one for name, one in bundles.make_files().items()},
            "enclosing_folder",
        ),
        (with_entry("notes.txt"), "entry_ignored"),
    ],
)
def test_what_careless_tools_make_is_taken_with_a_warning(package: Package, code: str) -> None:
    found = found_in(package)

    assert {(one.code, str(one.severity)) for one in found} == {(code, "warning")}


def test_rubbish_of_a_mac_is_passed_over() -> None:
    files = {**bundles.make_files(), "__MACOSX/._users.csv": "x", ".DS_Store": "x"}

    assert found_in(files) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(archive_bytes=100), "input_too_large"),
        (Limits(entry_bytes=100), "entry_too_large"),
        (Limits(total_bytes=100), "total_too_large"),
    ],
)
def test_a_package_over_a_limit_is_not_read(limits: Limits, code: str, tmp_path: Path) -> None:
    path = bundles.write_package(tmp_path / "package.zip", bundles.make_files())

    with pytest.raises(Broken, match=code):
        open_archive(path, limits)


def test_a_name_from_outside_is_shown_short_and_printable() -> None:
    found = found_in(with_entry("../" + "\x1b[31m" + "x" * 300))

    (one,) = found
    assert one.file.isprintable()
    assert len(one.file) <= 100
