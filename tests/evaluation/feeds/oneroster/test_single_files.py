"""A file of ours or of another product may come alone, without a zip around it."""

from pathlib import Path

import pytest

from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.oneroster.diagnostics import Broken
from services.evaluation.feeds.oneroster.package import open_package
from tests import bundles
from tests.evaluation.feeds.conftest import Load


def test_a_single_file_is_known_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "whatever.txt"
    path.write_text("userSourcedId,languages,preferredName\r\nana,mi,Ana\r\n")

    package = open_package(path)

    assert [stream.kind for stream in package.streams] == ["people"]


def test_a_single_file_is_loaded_as_changes(load: Load) -> None:
    load(bundles.make_files())

    run = load(b"userSourcedId,languages\r\nana,fr\r\nghost,mi\r\n")

    assert run.state == RunState.FINISHED
    assert run.counts["people"] == {"updated": 1, "quarantined": 1}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"this is not a zip", "not_a_zip"),
        (b"sourcedId,name\r\n1,x\r\n", "unknown_header"),
        ("userSourcedId,languages\r\nana,mi\r\n".encode("utf-16"), "not_utf8"),
        (bytes(range(256)), "not_a_zip"),
    ],
    ids=["empty", "text", "another header", "utf-16", "no text"],
)
def test_any_other_file_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(content)

    with pytest.raises(Broken, match=code):
        open_package(path)
