"""A package that cannot be trusted changes nothing and says what is wrong, and where."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.demo.bundle import zipped
from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.archive import Limits, open_archive
from services.evaluation.feeds.oneroster.diagnostics import Broken
from services.evaluation.service import SERVICE
from shared.errors import Conflict, Invalid
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot


@dataclass(frozen=True)
class Bad:
    """A package and what must be said of it."""

    name: str
    package: bytes
    code: str
    file: str = ""
    row: int = 0
    column: str = ""


def changed_file(name: str, change: Callable[[str], str | bytes]) -> bytes:
    files = bundles.make_files()
    text = files[name]
    assert isinstance(text, str)
    return zipped({**files, name: change(text)})


def without(name: str) -> bytes:
    return zipped({key: text for key, text in bundles.make_files().items() if key != name})


def renamed(changes: dict[str, str]) -> bytes:
    return zipped({changes.get(name, name): text for name, text in bundles.make_files().items()})


def with_entry(name: str, content: bytes = b"x") -> bytes:
    return zipped({**bundles.make_files(), name: content})


def with_two_entries_of_a_name() -> bytes:
    buffer = io.BytesIO(zipped(bundles.make_files()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("users.csv", "sourcedId\r\nx\r\n")
    return buffer.getvalue()


def damaged() -> bytes:
    """A zip whose ``users.csv`` does not unpack to what its checksum says."""
    whole = bytearray(zipped(bundles.make_files()))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        info = archive.getinfo("users.csv")
    name_length, extra_length = struct.unpack_from("<HH", whole, info.header_offset + 26)
    begin = info.header_offset + 30 + name_length + extra_length
    for position in range(begin + 20, begin + 30):
        whole[position] ^= 0xFF
    return bytes(whole)


def missing_column(text: str) -> str:
    return text.replace("familyName", "surname", 1)


def good() -> bytes:
    return zipped(bundles.make_files())


BAD = [
    Bad("no zip", b"this is not a zip", "not_a_zip"),
    Bad("half a zip", good()[: len(good()) // 2], "not_a_zip"),
    Bad("zip of nothing", zipped({}), "missing_manifest", "manifest.csv"),
    Bad("no manifest", without("manifest.csv"), "missing_manifest", "manifest.csv"),
    Bad("listed file missing", without("users.csv"), "file_missing", "users.csv"),
    Bad(
        "unlisted file",
        changed_file(
            "manifest.csv", lambda text: text.replace("file.roles,bulk", "file.roles,absent")
        ),
        "file_unexpected",
        "roles.csv",
    ),
    Bad(
        "version from the future",
        changed_file("manifest.csv", lambda text: text.replace("version,1.2", "version,2.0")),
        "oneroster_version",
        "manifest.csv",
        column="oneroster.version",
    ),
    Bad(
        "manifest with another header",
        changed_file("manifest.csv", lambda text: text.replace("propertyName,value", "name,value")),
        "manifest_header",
        "manifest.csv",
        row=1,
    ),
    Bad(
        "unknown mode",
        changed_file("manifest.csv", lambda text: text.replace("users,bulk", "users,full")),
        "file_mode",
        "manifest.csv",
        column="file.users",
    ),
    Bad("empty file", changed_file("users.csv", lambda _: ""), "empty_file", "users.csv"),
    Bad(
        "header only",
        changed_file("users.csv", lambda text: text.splitlines()[0] + "\r\n"),
        "no_rows",
        "users.csv",
        row=1,
    ),
    Bad(
        "cp1252",
        changed_file("users.csv", lambda text: text.replace("Ana", "Anä").encode("cp1252")),
        "not_utf8",
        "users.csv",
        row=6,
    ),
    Bad(
        "utf-16",
        changed_file("users.csv", lambda text: text.encode("utf-16")),
        "not_utf8",
        "users.csv",
        row=1,
    ),
    Bad(
        "cut in mid-row",
        changed_file("enrollments.csv", lambda text: text[:-30]),
        "file_cut",
        "enrollments.csv",
        row=5,
    ),
    Bad(
        "cut within quotes",
        changed_file("users.csv", lambda text: text[: text.rindex("ana")] + '"ana'),
        "bad_quoting",
        "users.csv",
        row=8,
    ),
    Bad(
        "quote in the wrong place",
        changed_file("users.csv", lambda text: text.replace("Ana", '"Ana"x')),
        "bad_quoting",
        "users.csv",
        row=6,
    ),
    Bad(
        "required column renamed",
        changed_file("users.csv", missing_column),
        "missing_column",
        "users.csv",
        row=1,
        column="familyName",
    ),
    Bad(
        "column twice",
        changed_file("users.csv", lambda text: text.replace("middleName", "givenName", 1)),
        "duplicate_column",
        "users.csv",
        row=1,
        column="givenName",
    ),
    Bad(
        "identifier twice with another content",
        changed_file("users.csv", lambda text: text + text.splitlines()[-1].replace("Cleo", "C")),
        "duplicate_sourced_id",
        "users.csv",
        row=9,
        column="sourcedId",
    ),
    Bad(
        "two districts",
        changed_file("orgs.csv", lambda text: text + "other,,,Other,district,,\r\n"),
        "several_districts",
        "orgs.csv",
        row=5,
    ),
    Bad("path out of the zip", with_entry("../users.csv"), "entry_unsafe_path", "../users.csv"),
    Bad("absolute path", with_entry("/etc/passwd"), "entry_unsafe_path", "/etc/passwd"),
    Bad("file in a folder", with_entry("data/users.csv"), "entry_unsafe_path", "data/users.csv"),
    Bad(
        "same name in other capitals",
        with_entry("Users.csv"),
        "entry_duplicate_name",
        "users.csv",
    ),
    Bad("same name twice", with_two_entries_of_a_name(), "entry_duplicate_name", "users.csv"),
    Bad(
        "bomb",
        with_entry("resources.csv", b"a" * 8_000_000),
        "entry_ratio_exceeded",
        "resources.csv",
    ),
    Bad(
        "too many files",
        zipped({**bundles.make_files(), **{f"x{number}.csv": "x" for number in range(70)}}),
        "entry_count_exceeded",
    ),
    Bad("damaged entry", damaged(), "corrupt_entry", "users.csv"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
@pytest.mark.parametrize("is_dry_run", [False, True], ids=["load", "check"])
def test_it_changes_nothing_and_says_where(
    bad: Bad, is_dry_run: bool, load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))
    before = snapshot()

    run = load(bad.package, is_dry_run=is_dry_run)

    assert run.state == RunState.REFUSED
    assert snapshot() == before
    assert (bad.code, bad.file, bad.row, bad.column) in places(run)
    assert run.counts == {}
    assert not Path(run.path).exists(), "what was refused is not kept"


def test_everything_that_is_wrong_is_said_at_once(load: Load) -> None:
    files = bundles.make_files()
    files["users.csv"] = missing_column(str(files["users.csv"]))
    files["classes.csv"] = ""
    files["courses.csv"] = str(files["courses.csv"]).splitlines()[0]

    run = load(files)

    assert places(run) == {
        ("no_rows", "courses.csv", 1, ""),
        ("empty_file", "classes.csv", 0, ""),
        ("missing_column", "users.csv", 1, "familyName"),
    }


def test_a_reference_to_nobody_sets_the_row_aside(load: Load) -> None:
    files = bundles.edit_row(
        bundles.make_files(), "enrollments.csv", "e-north-1-ben", userSourcedId="nobody"
    )

    run = load(files)

    assert run.state == RunState.FINISHED
    assert places(run) == {
        ("missing_target_record", "enrollments.csv", 4, "userSourcedId"),
    }
    assert run.counts["enrollments"] == {"created": 3, "quarantined": 1}


def test_an_unknown_guardian_does_not_keep_the_child_out(load: Load) -> None:
    run = load(
        bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ana,ghost")
    )

    assert run.counts["users"] == {"created": 7}
    assert places(run) == {("agent_unknown", "users.csv", 7, "agentSourcedIds")}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"enabledUser": "yes"}, "invalid_boolean"),
        ({"givenName": ""}, "missing_value"),
        ({"givenName": "   "}, "missing_value"),
        ({"givenName": "Be\nn"}, "invalid_character"),
        ({"primaryOrgSourcedId": "not an id"}, "invalid_guid"),
    ],
)
def test_a_bad_value_sets_the_row_aside_and_is_not_repeated(
    cells: dict[str, str], code: str, load: Load
) -> None:
    run = load(bundles.edit_row(bundles.make_files(), "users.csv", "teacher-north", **cells))

    found = {one[0] for one in places(run)}
    # Who is set aside cannot be referred to either.
    assert found == {code, "missing_target_record"}
    with scope_of(run.school_id):
        kept = repr([one.to_mongo().to_dict() for one in FeedFinding.objects])
    assert "Tester" not in kept, "findings hold no cells"


@pytest.mark.parametrize(
    ("name", "cells", "code"),
    [
        ("roles.csv", {"role": "wizard"}, "invalid_choice"),
        ("roles.csv", {"beginDate": "31/01/2026"}, "invalid_date"),
        ("academicSessions.csv", {"schoolYear": "26"}, "invalid_year"),
        ("enrollments.csv", {"classSourcedId": "nowhere"}, "missing_target_record"),
        ("orgs.csv", {"parentSourcedId": "nowhere"}, "missing_target_record"),
        ("tuhono.orgs.csv", {"zone": "Middle/Earth"}, "invalid_zone"),
        ("tuhono.people.csv", {"languages": "Te Reo!"}, "invalid_language"),
    ],
)
def test_bad_rows_of_each_file_are_found(
    name: str, cells: dict[str, str], code: str, load: Load
) -> None:
    last = next(iter(bundles.rows_of(bundles.make_files(), name)[-1].values()))

    run = load(bundles.edit_row(bundles.make_files(), name, last, **cells))

    assert (code, name) in {one[:2] for one in places(run)}


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (lambda: renamed({"users.csv": "Users.CSV"}), "entry_other_case"),
        (
            lambda: zipped({f"export/{name}": one for name, one in bundles.make_files().items()}),
            "enclosing_folder",
        ),
        (lambda: with_entry("notes.txt"), "entry_ignored"),
        (
            lambda: changed_file("manifest.csv", lambda text: text.replace("n,1.0", "n,1")),
            "manifest_version_spelling",
        ),
        (
            lambda: changed_file("users.csv", lambda text: text.replace(",true,", ",TRUE,")),
            "wrong_case",
        ),
        (
            lambda: changed_file("users.csv", lambda text: text.replace("ana@home", "ana at ")),
            "invalid_email",
        ),
        (
            lambda: changed_file("users.csv", lambda text: text + text.splitlines()[-1]),
            "row_repeated",
        ),
    ],
)
def test_what_real_systems_do_is_taken_with_a_warning(
    package: Callable[[], bytes], code: str, load: Load
) -> None:
    run = load(package())

    assert run.state == RunState.FINISHED
    assert {one[0] for one in places(run)} == {code}
    assert run.counts["users"] == {"created": 7}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.rstrip("\r\n"),
        lambda text: text.replace("username", "username", 1),
    ],
    ids=["bom", "line feeds", "no last newline", "as it is"],
)
def test_what_the_standard_leaves_open_is_no_finding(
    change: Callable[[str], str], load: Load
) -> None:
    run = load(changed_file("users.csv", change))

    assert run.state == RunState.FINISHED
    assert places(run) == set()


def test_rubbish_of_a_mac_is_passed_over(load: Load) -> None:
    run = load({**bundles.make_files(), "__MACOSX/._users.csv": "x", ".DS_Store": "x"})

    assert places(run) == set()


def test_a_source_runs_one_package_at_a_time(
    load: Load, evaluation_store: Settings, tmp_path: Path
) -> None:
    run = load(bundles.make_files())
    with scope_of(evaluation_store.district_id):
        FeedRun._get_collection().update_one(
            {"_id": run.id}, {"$set": {"open_source": "sis", "state": "loading"}}
        )
    path = bundles.write_package(tmp_path / "second.zip", bundles.make_files())
    uploads = Path(evaluation_store.data_directory) / "uploads"
    kept = set(uploads.iterdir())

    with pytest.raises(Conflict):
        run_import(SERVICE, path, source="sis")

    assert set(uploads.iterdir()) == kept, "what was not taken is not kept"


@pytest.mark.parametrize("source", ["", "Awanui SIS", "a/b", "x" * 41])
def test_a_source_has_a_plain_name(source: str, evaluation_store: Settings, tmp_path: Path) -> None:
    path = bundles.write_package(tmp_path / "package.zip", bundles.make_files())

    with pytest.raises(Invalid):
        run_import(SERVICE, path, source=source)

    assert evaluation_store.service == "evaluation"


def test_a_package_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = bundles.write_package(tmp_path / "package.zip", bundles.make_files())

    with pytest.raises(Broken, match="input_too_large"):
        open_archive(path, Limits(archive_bytes=100))
    with pytest.raises(Broken, match="entry_too_large"):
        open_archive(path, Limits(entry_bytes=100))
    with pytest.raises(Broken, match="total_too_large"):
        open_archive(path, Limits(total_bytes=100))


def places(run: FeedRun) -> set[tuple[str, str, int, str]]:
    with scope_of(run.school_id):
        found = list(FeedFinding.objects(run_id=run.id))
    return {(one.code, one.file or "", one.row, one.column or "") for one in found}
