"""Digests of what a package says, so that what was applied before need not be compared again."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from services.evaluation.feeds.oneroster.archive import Archive
from services.evaluation.feeds.oneroster.check import Check

_CHUNK_BYTES = 256 * 1024
_FEEDS = Path(__file__).parent
# Whatever turns rows into records: with other code the same file may tell something else.
_CODE = ("feeds/oneroster/*.py", "feeds/files/*.py", "roster/changes.py")


def stream_digest(check: Check, stream: int, settings: str) -> str:
    """The stream's file, how its rows count, the orgs it speaks for, and our code.

    Only for files without bad rows: those depend on what other files hold.
    """
    checked = check.streams[stream]
    archive = check.package.archive
    orgs = check.checked("orgs")
    parts = (
        file_digest(archive, checked.file),
        file_digest(archive, orgs.file) if orgs is not None else "",
        check.package.manifest.version,
        str(checked.as_changes),
        str(checked.good_rows),
        settings,
        code_digest(),
    )
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def file_digest(archive: Archive, file: str) -> str:
    """What stands in one file of the archive.

    Raises:
        Broken: the entry is damaged.
    """
    digest = blake2b(digest_size=16)
    with archive.open(file) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """What our reading of packages is made of, the same in every process of a release."""
    digest = blake2b(digest_size=16)
    for pattern in _CODE:
        for path in sorted(_FEEDS.parent.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
