"""Uploaded tables: read as text, and refused with what to do where they are hostile, huge or not a table."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core import spreadsheets
from core.spreadsheets import MOST_ROWS, read_table


def upload(content, name="said.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content):
    with pytest.raises(ValidationError) as caught:
        read_table(upload(content))
    return caught.value.messages[0]


def cells(content):
    return [row.cells for row in read_table(upload(content))]


def test_a_csv_file_is_read_with_its_mark_its_quotes_and_lines_within_cells():
    assert cells('\ufeffTheme,Words\r\nWaiting,"Long, and cold.\nNobody came."\r\n') == [
        ["Theme", "Words"],
        ["Waiting", "Long, and cold.\nNobody came."],
    ]


@pytest.mark.parametrize("between", [";", "\t"])
def test_other_signs_between_cells_are_understood(between):
    assert cells(f"Theme{between}Words\nFood{between}It is cold, always") == [
        ["Theme", "Words"],
        ["Food", "It is cold, always"],
    ]


def test_empty_rows_are_passed_over_and_the_others_keep_their_number():
    rows = read_table(upload("Theme,Words\n,\nFood,Cold\n"))
    assert [(row.number, row.cells) for row in rows] == [(1, ["Theme", "Words"]), (3, ["Food", "Cold"])]


def test_a_workbook_is_read_with_numbers_as_people_write_them():
    assert cells(workbook([["Theme", "People"], ["Waiting", 3], ["Food", 2.0], [None, None]])) == [
        ["Theme", "People"],
        ["Waiting", "3"],
        ["Food", "2"],
    ]


def test_a_formula_is_marked_and_never_worked_out():
    csv = read_table(upload('Theme,Words\nFood,"=HYPERLINK(""http://x"",""y"")"'))
    xlsx = read_table(upload(workbook([["Theme", "Words"], ["Food", "=1+1"]])))
    assert csv[1].formulas == xlsx[1].formulas == {1}
    assert xlsx[1].cells == ["Food", "=1+1"]


def test_letters_that_cannot_be_read_are_refused_with_how_to_save_the_file():
    assert "CSV UTF-8" in refused("Theme,Words\nFood,Café".encode("cp1252"))
    assert "CSV UTF-8" in refused("Theme,Words\nFood,Café".encode("utf-16"))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 and so on", b"\xd0\xcf\x11\xe0 an old workbook", b"\x89PNG\r\n\x1a\n", b"a\x00b,c"]
)
def test_other_kinds_of_file_are_refused(content):
    assert "must be a CSV or XLSX file" in refused(content)


def test_a_quote_that_never_ends_is_refused_with_its_line():
    assert "cannot be read from line 2 on" in refused('Theme,Words\nFood,"cold"x')


def test_a_file_with_nothing_in_it_is_refused():
    assert refused(b"\n\n,,\n") == "There is nothing in the file"
    assert refused(workbook([])) == "There is nothing in the file"


def test_too_many_bytes_rows_or_letters_are_refused():
    assert "smaller than 1 MB" in refused(b"x" * (spreadsheets.MOST_BYTES + 1))
    assert f"at most {MOST_ROWS} rows" in refused("Theme\n" + "Food\n" * (MOST_ROWS + 1))
    assert f"at most {MOST_ROWS} rows" in refused(workbook([["Theme"]] * (MOST_ROWS + 2)))
    assert f"at most {MOST_ROWS} rows" in refused("Theme\n" + ("x" * 1000 + "\n") * 300)


def test_as_many_rows_as_are_allowed_are_read():
    assert len(read_table(upload("Theme\n" + "Food\n" * MOST_ROWS))) == MOST_ROWS + 1


def test_a_wide_row_is_cut_and_a_cell_far_away_costs_nothing():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Theme", "far"
    out = io.BytesIO()
    book.save(out)
    assert cells(out.getvalue()) == [["Theme"]]
    assert len(cells("a," * 100 + "b")[0]) == spreadsheets.MOST_COLUMNS


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    def unpack(*args, **kwargs):
        raise AssertionError("It was unpacked.")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    bomb = _made_before_patching
    assert len(bomb) < 200_000
    assert "too much in it" in refused(bomb)


_made_before_patching = archive({"xl/workbook.xml": b"0" * 60_000_000})


def test_archives_that_are_no_workbook_are_refused():
    assert "must be a CSV or XLSX file" in refused(archive({"word/document.xml": b"x"}))
    assert "cannot be opened" in refused(b"PK\x03\x04 and nothing more")
    assert "cannot be opened" in refused(archive({"xl/workbook.xml": b"<not a workbook"}))


def test_entities_that_blow_up_are_refused():
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook([["Theme", "Words"], ["Food", "Cold"]]))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 1000 + '">]>'
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = parts[name].replace(b"<worksheet", laughs.encode() + b"<worksheet", 1)
    assert "cannot be opened" in refused(archive(parts))
