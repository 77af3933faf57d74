"""A copy of somebody's data as a zip: to read, for programs, for spreadsheets, and their media."""

import json
import zipfile
from collections.abc import Iterable
from typing import IO

from flask import render_template

from services.invitations.home_practice.media import Kind
from services.invitations.home_practice.models import PracticeClip
from services.invitations.home_practice.wording import ENDINGS
from services.invitations.privacy import wording
from services.invitations.privacy.copying import FIELDS, KEYS, Copy, Part
from shared.web.spreadsheets import csv_of

_FOLDERS = {Kind.PHOTO: "photos", Kind.VOICE: "recordings"}


def write_copy(copy: Copy, media: Iterable[PracticeClip], into: IO[bytes]) -> None:
    """Write the zip; photos and recordings go into it one after the other."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_template("invitations/privacy/copy.html", copy=copy, words=wording)
        archive.writestr("index.html", page)
        archive.writestr("data.json", _json(copy))
        for part in copy.parts:
            archive.writestr(f"{part.data.value}.csv", _csv(part))
        for number, one in enumerate(media, start=1):
            ending = ENDINGS.get(one.content_type, "bin")
            name = f"{_FOLDERS[Kind(one.kind)]}/{number:03}.{ending}"
            # They are packed already.
            archive.writestr(name, bytes(one.data), zipfile.ZIP_STORED)


def _json(copy: Copy) -> str:
    data = {
        "service": "invitations",
        "made_at": copy.made_at.isoformat(),
        "left_out": copy.left_out,
        "data": {part.data.value: list(part.records) for part in copy.parts},
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _csv(part: Part) -> bytes:
    named = [KEYS.get(one, one) for one in FIELDS[part.data]]
    fields = [one for one in named if any(one in row for row in part.records)]
    return csv_of(
        [str(wording.LABELS[one]) for one in fields],
        [
            [wording.read(part.data, one, row.get(one, "")) for one in fields]
            for row in part.records
        ],
    )
