"""A report as a CSV file: the same numbers as the page, hidden where the page hides them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.evaluation.reports import wording
from services.evaluation.reports.numbers import Tally
from services.evaluation.reports.rules import DistrictReport, Report
from shared.web.languages import _

ENCODING = "utf-8-sig"
"""With a byte order mark, without which spreadsheets take macrons apart."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("families", "home", "came", "invited", "reached", "answered", "invitations", "tried")


def csv_of(report: Report, names: Mapping[str, str] | None = None) -> bytes:
    """The file's content; ``names`` are the schools' of a district report."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_header())
    writer.writerows(guarded(row) for row in _rows(report, names or {}))
    return text.getvalue().encode(ENCODING)


def guarded(row: Iterable[object]) -> list[str]:
    """The cells as text that no spreadsheet takes for a formula."""
    cells = [str(cell) for cell in row]
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _header() -> list[str]:
    return [
        _("Part"),
        _("Group"),
        _("Families"),
        _("Told of learning at home"),
        _("Came to an activity"),
        _("Invited"),
        _("Reached"),
        _("Answered"),
        _("Invitations"),
        _("Contacts tried"),
    ]


def _rows(report: Report, names: Mapping[str, str]) -> Iterator[Sequence[object]]:
    yield [_("All families"), "", *_cells(report.total, _COLUMNS)]
    for band, label in wording.BANDS.items():
        if band in report.by_band.groups:
            yield [_("By school year"), label, *_cells(report.by_band.groups[band], _COLUMNS)]
    # Home practices are not counted by language: that cell stays empty, and is no zero.
    for offer in wording.offers(report):
        cells = _cells(offer.tally, [name if name != "home" else "" for name in _COLUMNS])
        yield [_("By home language"), offer.label, *cells]
    if isinstance(report, DistrictReport):
        for offer in wording.schools(report.schools, names):
            yield [_("By school"), offer.label, *_cells(offer.tally, _COLUMNS)]


def _cells(tally: Tally | None, columns: Iterable[str]) -> list[object]:
    if tally is None:
        return [_("not shown") if name else "" for name in columns]
    return [getattr(tally, name) if name else "" for name in columns]
