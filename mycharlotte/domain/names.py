"""Names of people: kept as they are written, in any script."""

import unicodedata

from mycharlotte.domain.errors import Refused

MAX_LENGTH = 100
# Beyond, nothing is normalised: of marks on marks, it takes a time that grows with the square of their number.
READ_AT_MOST = 1_000
_WRITTEN_ALIKE = {0x2019: "'", 0x0153: "oe", 0x00E6: "ae"}  # ’, œ, æ
# Embeddings, overrides and isolates (UAX #9): they turn the text around a name, and a name has no need of them.
JOINERS = frozenset("\u200c\u200d")  # ZWNJ and ZWJ: Persian and Indic names, and drawings made of several
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NameRefused(Refused):
    """Not a name that can be kept."""


class NameMissing(NameRefused):
    """Nothing but spaces."""


class NameTooLong(NameRefused):
    """Longer than `MAX_LENGTH` characters."""


class NameHasHiddenCharacters(NameRefused):
    """A control character, or one that reverses the text around it."""


def parse(typed: str, *, field: str) -> str:
    """Return a name in NFC, its spaces folded.

    Raises:
        NameRefused: about `field`, as the subclass that says what to mend.
    """
    name = read(typed, field=field)
    if len(name) > MAX_LENGTH:
        raise NameTooLong(field=field)
    return name


def read(typed: str, *, field: str) -> str:
    """Do the same for the name of a thing, of any length that makes sense.

    Raises:
        NameMissing, NameTooLong, NameHasHiddenCharacters.
    """
    if len(typed) > READ_AT_MOST:
        raise NameTooLong(field=field)
    name = visible(" ".join(unicodedata.normalize("NFC", typed).split()))
    if not name:
        raise NameMissing(field=field)
    if any(unicodedata.category(c) in {"Cc", "Cs"} or c in DIRECTION_CONTROLS for c in name):
        raise NameHasHiddenCharacters(field=field)
    if not any(unicodedata.category(c)[0] not in {"Z", "C", "M"} for c in name):
        raise NameMissing(field=field)
    return name


def visible(text: str) -> str:
    """Drop what is neither seen nor joins what is: soft hyphens, word joiners, marks of direction that do nothing."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" or c in JOINERS or c in DIRECTION_CONTROLS)


def folded(text: str) -> str:
    """Return a text as it is compared and sorted: neither capitals nor accents, spaces folded."""
    plain = unicodedata.normalize("NFKD", text[:READ_AT_MOST]).casefold().translate(_WRITTEN_ALIKE)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sorted_as(*, first_name: str, last_name: str) -> str:
    """Return a person's name as lists are sorted and searched, last name first."""
    return folded(f"{last_name} {first_name}")


def initials(first_name: str, last_name: str) -> str:
    """One or two letters that stand for someone without a picture."""
    return "".join(name[0].upper() for name in (first_name, last_name) if name)


def tint(ref: str, *, count: int = 6) -> int:
    """Which of the `count` soft colours stands for someone: always the same one."""
    return sum(ref.encode()) % count
