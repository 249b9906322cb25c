"""Every CSV that leaves us opens in a spreadsheet as it is, and computes nothing there."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mycharlotte
from mycharlotte import spreadsheets

PACKAGE = Path(mycharlotte.__file__).parent


@pytest.mark.parametrize("cell", ["=1", "=cmd()", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠x"])
def test_whatever_would_be_computed_is_kept_as_text(cell: str) -> None:
    assert spreadsheets.as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Camille", "1 autre session", "2026-11-24T10:30:00+01:00", "«\u00a0=1\u00a0»"])
def test_whatever_is_harmless_stays_as_it_is(cell: str) -> None:
    assert spreadsheets.as_text(cell) == cell


@pytest.mark.parametrize(("language", "delimiter"), [("fr", ";"), ("en", ",")])
@given(row=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_a_row_is_read_back_whole_and_no_cell_of_it_is_a_formula(language: str, delimiter: str, row: list[str]) -> None:
    text = spreadsheets.written([row, row], language)
    cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [[cell.removeprefix("'") for cell in line] for line in cells] == [[c.removeprefix("'") for c in row]] * 2
    assert not [cell for line in cells for cell in line if cell.lstrip(" ").startswith(spreadsheets.FORMULAS)]


def test_a_file_begins_with_its_mark_and_its_columns() -> None:
    begun = spreadsheets.begun(["Date", "Événement"], "fr").encode()
    assert begun == b"\xef\xbb\xbf" + '"Date";"Événement"\r\n'.encode()


def test_no_other_module_writes_such_files() -> None:
    writing = [str(p.relative_to(PACKAGE)) for p in PACKAGE.rglob("*.py") if "csv.writer" in p.read_text()]
    assert writing == ["spreadsheets.py"]
