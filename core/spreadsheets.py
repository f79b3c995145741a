"""Tables that somebody uploads, as CSV or XLSX, read as plain text: nothing in them is run, kept or believed.

    rows = read_table(request.FILES["file"])     # ValidationError with what to do, or the rows as lists of text

The first row is the head. Each row comes with its number in the file, so that an error can name it.
"""

import csv
import io
import zipfile
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

MOST_BYTES = 1_000_000
MOST_ROWS = 500
MOST_COLUMNS = 20
# Of all cells together, so that what was read fits into one form sent back.
MOST_CHARACTERS = 250_000
# What a spreadsheet may come to when it is unpacked. A zip bomb comes to more.
_MOST_UNPACKED = 20_000_000
IN_WORDS = f"A CSV or XLSX file, up to {MOST_BYTES // 1_000_000} MB and {MOST_ROWS} rows."
# Empty rows count for nothing, but somebody may have typed into the very last row of a sheet.
_LAST_ROW = 10_000
_SAVE_AS = "In your spreadsheet, choose “Save as”, then “CSV UTF-8” or “Excel workbook (.xlsx)”, and choose that file"
_HEADS_OF_OTHERS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")


@dataclass(frozen=True)
class TableRow:
    """One row: its number in the file, its cells as text, and the places of cells that hold a formula."""

    number: int
    cells: list[str]
    formulas: frozenset[int] = field(default_factory=frozenset)


def read_table(file) -> list[TableRow]:
    """The rows of an uploaded table that are not empty, the head first. Raises ValidationError with what to do."""
    if file.size > MOST_BYTES:
        raise _refused(f"The file must be smaller than {MOST_BYTES // 1_000_000} MB. Send it in parts")
    content = file.read(MOST_BYTES + 1)
    rows = []
    characters = 0
    for row in _rows_of_workbook(content) if content.startswith(b"PK\x03\x04") else _rows_of_text(content):
        if not any(row.cells):
            continue
        characters += sum(map(len, row.cells))
        if len(rows) > MOST_ROWS or characters > MOST_CHARACTERS:
            raise _refused(f"The file has too much in it. Send at most {MOST_ROWS} rows at a time, in parts")
        rows.append(row)
    if not rows:
        raise _refused("There is nothing in the file")
    return rows


def _refused(words):
    return ValidationError(words, code="table")


# --- CSV


def _rows_of_text(content: bytes):
    if content.startswith(_HEADS_OF_OTHERS) or b"\x00" in content:
        raise _refused(f"The file must be a CSV or XLSX file. {_SAVE_AS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(f"Some letters in the file cannot be read. {_SAVE_AS}") from None
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        for row in reader:
            yield _row(reader.line_num, row)
    except csv.Error:
        raise _refused(f"The file cannot be read from line {reader.line_num} on. {_SAVE_AS}") from None


def _row(number, cells) -> TableRow:
    cells = [cell.strip() for cell in cells[:MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return TableRow(number, cells, frozenset(place for place, cell in enumerate(cells) if cell.startswith("=")))


# --- XLSX


def _rows_of_workbook(content: bytes):
    # Read here alone: it takes a while to load, and few pages need it.
    from openpyxl import load_workbook

    _look_at_archive(content)
    try:
        # With the formulas and not what they came to: a formula is refused, whatever it shows.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield _row(number, [_as_text(cell) for cell in cells])
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001  (a broken workbook breaks its reader in many ways)
        raise _refused(f"The spreadsheet cannot be opened. {_SAVE_AS}") from None


def _as_text(value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _look_at_archive(content: bytes):
    """Refuse what is no workbook, is locked, or comes to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise _refused(f"The spreadsheet cannot be opened. {_SAVE_AS}") from None
    # zipfile reads no more of a part than the size that is told here.
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise _refused(f"The file has too much in it. Send at most {MOST_ROWS} rows at a time, in parts")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _refused(f"The file must be a CSV or XLSX file. {_SAVE_AS}")
