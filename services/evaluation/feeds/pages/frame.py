"""What the pages about feeds share: their blueprint, the district's scope, tables to download."""

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from flask import Blueprint, Response, current_app

from services.evaluation.roster.queries import active_records_of, full_name, zone_of
from shared.settings import Settings
from shared.tenancy import scope_of

blueprint = Blueprint("feeds", "services.evaluation.feeds", template_folder="templates")


def district() -> AbstractContextManager[None]:
    """Feeds belong to the district, not to one school; each view lets only its staff in."""
    found: AbstractContextManager[None] = scope_of(settings().district_id)
    return found


def settings() -> Settings:
    """What the service was started with."""
    own: Settings = current_app.config["SETTINGS"]
    return own


def district_zone() -> str:
    """The time zone in which the district reads times."""
    return zone_of(settings().district_id)


def person_called(actor: str) -> str:
    """The name of who did something; blank for a program, and for who is gone."""
    found = active_records_of([actor], [settings().district_id])
    return next((full_name(record) for record in found), "")


def table_download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table for a spreadsheet; no cell is a formula. Source: design interface.md §2."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(str(cell)) for cell in row])
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
