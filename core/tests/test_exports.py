"""Files of lists: safe to open in a spreadsheet."""

import pytest

from core.exports import safe_cell, stream_csv


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@x", "\tx", "\rx"])
def test_a_cell_that_looks_like_a_formula_is_text(text):
    assert safe_cell(text) == "'" + text


def test_a_file_has_its_head_its_rows_and_a_dated_name():
    response = stream_csv("activities", ["Title", "Places"], [["Café", None], ["a,b", 3]])
    assert b"".join(response.streaming_content).decode() == '\ufeffTitle,Places\r\nCafé,\r\n"a,b",3\r\n'
    assert response.headers["Content-Disposition"].startswith('attachment; filename="activities-20')
