"""Texts of several lines: paragraphs are kept, nothing hides in them."""

import pytest

from mycharlotte.domain import texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bonjour.\n\nAu revoir.", "Bonjour.\n\nAu revoir."),
        ("Bonjour.\r\nSuite.\rFin.", "Bonjour.\nSuite.\nFin."),
        ("\n\n  Bonjour.  \n\n\n\n\nAu revoir. \n", "Bonjour.\n\nAu revoir."),
        ("Bonjour.\n \t \n \nAu revoir.", "Bonjour.\n\nAu revoir."),
        ("a\tb", "a b"),
        ("a\x00b\x07c\u202ed", "abcd"),
        ("e\u0301", "é"),
        ("<b>gras</b> & 🌷 محمد", "<b>gras</b> & 🌷 محمد"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_lines_are_kept_and_what_hides_is_not(typed: str, kept: str) -> None:
    assert texts.parse(typed, field="welcome", at_most=100) == kept
    assert texts.parse(kept, field="welcome", at_most=100) == kept


def test_only_what_is_kept_counts() -> None:
    assert texts.parse("é" * 100 + "\n\n  ", field="welcome", at_most=100) == "é" * 100
    with pytest.raises(texts.TextTooLong) as refused:
        texts.parse("é" * 101, field="welcome", at_most=100)
    assert (refused.value.field, refused.value.details["at_most"]) == ("welcome", 100)


def test_paragraphs_are_what_blank_lines_part() -> None:
    assert texts.paragraphs("Un.\nDeux.\n\nTrois.") == ("Un.\nDeux.", "Trois.")
    assert texts.paragraphs("") == ()


def test_what_is_far_too_long_is_refused_as_it_is() -> None:
    with pytest.raises(texts.TextTooLong):
        texts.parse("a" + "\u0301\u0316" * 10_000, field="description", at_most=2_000)


def test_what_is_not_seen_is_dropped() -> None:
    assert texts.parse("http://\u00adevil\u2060.example", field="message", at_most=100) == "http://evil.example"
