"""Where a package lies while its run needs it: a file of this service's data directory.

The web process writes it and a worker reads it, so both see the same directory.
"""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from services.evaluation.feeds.oneroster.options import LIMITS
from shared.errors import Invalid
from shared.web.languages import lazy_

_CHUNK_BYTES = 1024 * 1024
_FOLDER = "uploads"


def keep_upload(stream: IO[bytes], directory: str, name: str) -> tuple[Path, str]:
    """Write the stream to a file that only this user may read; returns its path and SHA-256.

    Raises:
        Invalid: it is bigger than any package may be, or empty; nothing is kept.
    """
    folder = Path(directory).resolve() / _FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.zip"
    digest = hashlib.sha256()
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := stream.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > LIMITS.archive_bytes:
                    raise Invalid({"file": [lazy_("Choose a file of at most 50 MB")]})
                digest.update(chunk)
                file.write(chunk)
        if size == 0:
            raise Invalid({"file": [lazy_("Choose a file that is not empty")]})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest()


def drop_upload(path: str) -> None:
    """Delete the file; it holds personal data that is loaded by now, or was refused."""
    Path(path).unlink(missing_ok=True)


def drop_uploads_before(directory: str, moment: datetime) -> int:
    """Delete packages kept since before ``moment``, which nobody came back to; says how many."""
    old = [
        path
        for path in (Path(directory).resolve() / _FOLDER).glob("*.zip")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
