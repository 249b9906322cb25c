"""Texts of several lines: paragraphs are kept, nothing that hides or turns the text around it is."""

import re
import unicodedata

from mycharlotte.domain.errors import Refused
from mycharlotte.domain.names import DIRECTION_CONTROLS, visible

SPARE = 100  # spaces and lines around a text
_BLANK_LINES = re.compile(r"\n{3,}")


class TextTooLong(Refused):
    """Longer than `at_most` characters."""


def parse(typed: str, *, field: str, at_most: int) -> str:
    """Return a text in NFC, its lines kept, its blank ones at most one in a row.

    Raises:
        TextTooLong: about `field`.
    """
    if len(typed) > 2 * at_most + SPARE:  # to normalise what is too long anyway may take very long
        raise TextTooLong(field=field, at_most=at_most)
    lines = unicodedata.normalize("NFC", typed).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    text = _BLANK_LINES.sub("\n\n", "\n".join(_cleaned(line) for line in lines)).strip()
    if len(text) > at_most:
        raise TextTooLong(field=field, at_most=at_most)
    return text


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a stored text where its blank lines are."""
    return tuple(text.split("\n\n")) if text else ()


def _cleaned(line: str) -> str:
    return "".join(
        c for c in visible(line) if unicodedata.category(c) not in {"Cc", "Cs"} and c not in DIRECTION_CONTROLS
    ).rstrip()
