"""Text of iCalendar: whatever people write comes back as they wrote it, and no line is too long."""

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycharlotte.domain import calendar_text

WRITTEN = st.text(st.characters(codec="utf-8"), max_size=400)
NASTY = [
    "Moreau, Camille; « la 2 »",
    "une\nautre\r\nligne\rencore",
    "antislash \\n \\, \\\\",
    "👩🏽‍⚕️" * 40,
    "é" * 200,
    "ש" * 60 + " שלום",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:intrus",
    "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\x00\x7f",
    " commence et finit par un blanc ",
    "",
]


def understood(summary: str) -> str:
    """What a reader finds in an event whose summary was written by us."""
    event = calendar_text.lines(["BEGIN:VEVENT", f"SUMMARY:{calendar_text.text(summary)}", "END:VEVENT"])
    found = icalendar.Event.from_ical(event)
    assert set(found) == {"SUMMARY"}
    return str(found["SUMMARY"])


def seen(summary: str) -> str:
    """The same as people see it: an end of line is one, a control character is a space."""
    plain = summary.replace("\r\n", "\n").replace("\r", "\n")
    hidden = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029"} - {"\n"}
    return "".join(" " if character in hidden else character for character in plain)


@pytest.mark.parametrize("summary", NASTY)
def test_what_is_hard_to_write_is_read_as_it_was_meant(summary: str) -> None:
    assert understood(summary) == seen(summary)


@given(WRITTEN)
def test_whatever_is_written_is_read_as_it_was_meant(summary: str) -> None:
    assert understood(summary) == seen(summary)


@given(WRITTEN)
def test_no_line_is_longer_than_75_octets_and_none_cuts_a_character(summary: str) -> None:
    written = calendar_text.folded(f"SUMMARY:{calendar_text.text(summary)}")
    *lines, end = written.encode().split(b"\r\n")
    assert end == b""
    assert max(map(len, lines)) <= 75
    assert all(line.startswith(b" ") for line in lines[1:])
    for line in lines:
        line.decode()
    assert written.replace("\r\n ", "").rstrip("\r\n") == f"SUMMARY:{calendar_text.text(summary)}".rstrip("\r\n")


@given(WRITTEN)
def test_readers_that_cut_lines_anywhere_cut_them_where_we_do(summary: str) -> None:
    written = calendar_text.folded(f"SUMMARY:{calendar_text.text(summary)}")
    assert written.splitlines() == written.removesuffix("\r\n").split("\r\n")


@pytest.mark.parametrize("length", range(60, 90))
def test_a_line_is_cut_when_it_must_be(length: int) -> None:
    line = "X" * length
    assert calendar_text.folded(line).count("\r\n") == (1 if length <= 75 else 2)
