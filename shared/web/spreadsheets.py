"""Tables for spreadsheets, as CSV. Source: design interface.md §2."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

ENCODING = "utf-8-sig"
"""With a byte order mark, without which spreadsheets take macrons apart."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The answer that downloads the table under this name."""
    answer = Response(
        csv_of(header, rows), content_type=f"text/csv; charset={ENCODING.removesuffix('-sig')}"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as a file's content; no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(guarded(row) for row in rows)
    return text.getvalue().encode(ENCODING)


def guarded(row: Iterable[object]) -> list[str]:
    """The cells as text that no spreadsheet takes for a formula."""
    cells = [str(cell) for cell in row]
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
