"""Codes that people copy: how they are drawn and read, and what all refusals of a code share."""

import secrets

from mycharlotte.domain.errors import Refused

DIGITS = 6
# Crockford's base 32: no letter that is taken for a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")
_SPACING = frozenset("-–—‐‑._\u200b")


class CodeRefused(Refused):
    """The code does not open. What was stored stays: a try is spent."""

    field = "code"
    keeps_what_was_stored = True


class CodeMalformed(CodeRefused):
    """Not six digits; no try is spent."""


class NoTriesLeft(CodeRefused):
    """Five wrong codes by this method in this attempt to sign in."""


class OtherMethod(CodeRefused):
    """A code of another method than the one asked for; `method` says which."""

    def __init__(self, *, method: str) -> None:
        super().__init__(method=method)
        self.method = method


def bare(text: str) -> str:
    """Return what was typed or pasted without the spaces and dashes that people put between groups."""
    return "".join(c for c in text if not (c.isspace() or c in _SPACING))


def is_digits(code: str) -> bool:
    """Tell whether a bare code is six digits, as those of mails and apps are."""
    return code.isascii() and code.isdigit() and len(code) == DIGITS


def lettered(code: str) -> str:
    """Return a bare code as it was drawn: in capitals, with O, I and L read as the digits they look like."""
    return code.upper().translate(_ALIKE)


def is_lettered(code: str, length: int) -> bool:
    """Tell whether a bare code could be one of `length` letters and digits."""
    return len(code) == length and set(lettered(code)) <= set(ALPHABET)


def draw(length: int) -> str:
    """Draw a code of letters and digits: five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str, size: int) -> str:
    """Write a code in groups, as people copy it."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))
