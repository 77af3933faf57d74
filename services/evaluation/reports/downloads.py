"""A report as a CSV file: the same numbers as the page, hidden where the page hides them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import Response

from services.evaluation.reports import wording
from services.evaluation.reports.numbers import Tally
from services.evaluation.reports.rules import DistrictReport, Report
from shared.web.languages import _
from shared.web.spreadsheets import table_download

_COLUMNS = ("families", "home", "came", "invited", "reached", "answered", "invitations", "tried")


def report_download(name: str, report: Report, names: Mapping[str, str] | None = None) -> Response:
    """The answer that downloads it; ``names`` are the schools' of a district report."""
    return table_download(name, _header(), _rows(report, names or {}))


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
