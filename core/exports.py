"""Lists as files: streamed row by row, so that memory stays flat however long the list is."""

import csv
from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils import timezone

# A spreadsheet would run a cell that starts like this as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that hands each written line straight on."""

    def write(self, line):
        return line


def safe_cell(value) -> str:
    """A value as text that no spreadsheet takes for a formula; None as nothing."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def stream_csv(name: str, head: list[str], rows: Iterable) -> StreamingHttpResponse:
    """A CSV file named after `name` and today, of the rows given. They are read while the file is sent."""
    writer = csv.writer(_Line())

    def lines():
        yield "\ufeff" + writer.writerow(head)  # the mark lets Excel read accents
        for row in rows:
            yield writer.writerow([safe_cell(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response
