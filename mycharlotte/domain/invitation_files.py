"""Lists of people to invite, as spreadsheets write them: CSV in whatever encoding, delimiter and order of columns.

A row that cannot be sent is kept with why; what cannot be read as a list at all is refused whole.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

import filetype

from mycharlotte.domain import addresses, names, offers
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.offers import Offer
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Language

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
# What is read of a line: columns beyond are not ours, and a longer cell is too long for anything.
MAX_COLUMNS, MAX_CELL, MAX_HEADER = 100, 2_500, 5_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ENCODINGS = ("utf-8", "cp1252")  # what spreadsheets write without a mark
_DELIMITERS = ";,\t"


class Column(StrEnum):
    """What a row says of someone, in the order of the model that people may start from."""

    EMAIL = "email"
    ROLE = "role"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    MESSAGE = "message"
    LANGUAGE = "language"


# The names of columns, without capitals, accents, spaces or signs: as `_key` leaves them.
_COLUMNS = {
    **dict.fromkeys(("adresseemail", "email", "mail", "courriel", "adressemail", "emailaddress", "mel"), Column.EMAIL),
    **dict.fromkeys(("adresseelectronique", "adressecourriel", "adressedemessagerie"), Column.EMAIL),
    "role": Column.ROLE,
    **dict.fromkeys(("prenom", "firstname", "givenname"), Column.FIRST_NAME),
    **dict.fromkeys(("nom", "nomdefamille", "lastname", "surname", "familyname"), Column.LAST_NAME),
    **dict.fromkeys(("message", "messagepersonnel", "personalmessage"), Column.MESSAGE),
    **dict.fromkeys(("langue", "language"), Column.LANGUAGE),
}
_ROLES = {
    **dict.fromkeys(("patient", "patiente"), Role.PATIENT),
    **dict.fromkeys(("accompagnant", "accompagnante", "companion"), Role.COMPANION),
}
_LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french"), Language.FRENCH),
    **dict.fromkeys(("en", "anglais", "english"), Language.ENGLISH),
}


class FileRefused(Refused):
    """Not a list that can be read."""

    field = "file"


class FileEmpty(FileRefused):
    """Nothing in it."""


class FileHasNoRows(FileRefused):
    """The names of columns, and nobody."""


class FileTooHeavy(FileRefused):
    """More than `MAX_BYTES`."""


class FileTooLong(FileRefused):
    """More than `MAX_ROWS` people."""


class FileNotText(FileRefused):
    """A document, a picture, a workbook, whatever its name says."""


class FileUnreadable(FileRefused):
    """Text in none of the encodings that spreadsheets write."""


class FileBadlyQuoted(FileRefused):
    """A quotation mark without its pair, at `line`: nobody can tell where the rows after it begin."""


class FileLacksColumn(FileRefused):
    """The first line does not name `column`, without which nobody can be invited."""


class RowRefusal(StrEnum):
    """Why a row is not sent: what it says, whom it names, or what happened while the list was being sent."""

    EMAIL_MISSING = "email-missing"
    EMAIL_INVALID = "email-invalid"
    EMAIL_HAS_ACCENTS = "email-has-accents"
    ROLE_MISSING = "role-missing"
    ROLE_UNKNOWN = "role-unknown"
    FIRST_NAME_TOO_LONG = "first-name-too-long"
    FIRST_NAME_UNREADABLE = "first-name-unreadable"
    LAST_NAME_TOO_LONG = "last-name-too-long"
    LAST_NAME_UNREADABLE = "last-name-unreadable"
    MESSAGE_TOO_LONG = "message-too-long"
    TWICE = "twice"
    ONESELF = "oneself"
    MEMBER = "member"
    INVITED = "invited"
    PESTERED = "pestered"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Row:
    """Someone of the list: what was read, the offer it makes if any, why it is not sent if so.

    `line` is the spreadsheet's own number.
    """

    line: int
    cells: dict[Column, str]
    offer: Offer | None
    refusal: RowRefusal | None = None


_NAMES = {
    (Column.FIRST_NAME, True): RowRefusal.FIRST_NAME_TOO_LONG,
    (Column.FIRST_NAME, False): RowRefusal.FIRST_NAME_UNREADABLE,
    (Column.LAST_NAME, True): RowRefusal.LAST_NAME_TOO_LONG,
    (Column.LAST_NAME, False): RowRefusal.LAST_NAME_UNREADABLE,
}


def read(content: bytes) -> list[Row]:
    """Read a file whole. It takes the processor for a moment: in a thread.

    Raises:
        FileRefused: as the subclass that says what to mend.
    """
    if len(content) > MAX_BYTES:
        raise FileTooHeavy
    text = _decode(content)
    rows: list[Row] = []
    seen: set[str] = set()
    for line, cells in _people(text):
        if len(rows) == MAX_ROWS:
            raise FileTooLong
        row = _row(line, cells)
        if row.offer and row.offer.email in seen:
            row = replace(row, refusal=RowRefusal.TWICE)
        elif row.offer:
            seen.add(row.offer.email)
        rows.append(row)
    if not rows:
        raise FileHasNoRows
    return rows


def _decode(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    if not encoding and _is_something_else(content):
        raise FileNotText
    for one in [encoding] if encoding else _ENCODINGS:
        try:
            text = content.decode(one)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileUnreadable


def _is_something_else(content: bytes) -> bool:
    """Tell whether these bytes are of a kind that is no text: some are known by letters that a text may begin with."""
    kind = filetype.guess(content)
    return kind is not None and (b"\x00" in content or kind.extension in {"pdf", "rtf"})


def _people(text: str) -> Iterator[tuple[int, dict[Column, str]]]:
    """Give each line of the spreadsheet that says something, its cells by column.

    Raises:
        FileEmpty, FileLacksColumn, FileBadlyQuoted.
    """
    lines = ((line, cells) for line, cells in _lines(text, _delimiter(text)) if any(cell.strip() for cell in cells))
    if (first := next(lines, None)) is None:
        raise FileEmpty
    columns = [_COLUMNS.get(_key(cell)) for cell in first[1][:MAX_COLUMNS]]
    if Column.EMAIL not in columns and _is_address(first[1][0]):
        columns = list(Column)[: len(first[1])]
        lines = chain([first], lines)
    for needed in (Column.EMAIL, Column.ROLE):
        if needed not in columns:
            raise FileLacksColumn(column=needed)
    places = {column: columns.index(column) for column in Column if column in columns}
    for line, cells in lines:
        yield line, {column: cells[place][:MAX_CELL] for column, place in places.items() if place < len(cells)}


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            yield line, cells
    except csv.Error:
        raise FileBadlyQuoted(line=line + 1) from None


def _delimiter(text: str) -> str:
    """Return what parts the columns: the one that the first line makes most of."""
    lines = io.StringIO(text, newline="")
    first = next((line for line in lines if line.strip(f" \r\n{_DELIMITERS}")), "")[:MAX_HEADER]

    def known(delimiter: str) -> tuple[int, int]:
        return sum(_key(cell) in _COLUMNS for cell in first.split(delimiter)), first.count(delimiter)

    return max(_DELIMITERS, key=known)


def _row(line: int, cells: dict[Column, str]) -> Row:
    offer, refusal = None, None
    try:
        offer = _offer(cells)
    except addresses.EmailInvalid:
        is_missing = not cells.get(Column.EMAIL, "").strip()
        refusal = RowRefusal.EMAIL_MISSING if is_missing else RowRefusal.EMAIL_INVALID
    except addresses.EmailHasAccents:
        refusal = RowRefusal.EMAIL_HAS_ACCENTS
    except offers.RoleNotOffered:
        is_missing = not cells.get(Column.ROLE, "").strip()
        refusal = RowRefusal.ROLE_MISSING if is_missing else RowRefusal.ROLE_UNKNOWN
    except names.NameRefused as refused:
        refusal = _NAMES[Column(refused.field), isinstance(refused, names.NameTooLong)]
    except offers.MessageTooLong:
        refusal = RowRefusal.MESSAGE_TOO_LONG
    return Row(line, cells, offer, refusal)


def _offer(cells: dict[Column, str]) -> Offer:
    return offers.parse(
        email=cells.get(Column.EMAIL, ""),
        role=_ROLES.get(_key(cells.get(Column.ROLE, "")), ""),
        first_name=cells.get(Column.FIRST_NAME, ""),
        last_name=cells.get(Column.LAST_NAME, ""),
        message=cells.get(Column.MESSAGE, ""),
        language=_LANGUAGES.get(_key(cells.get(Column.LANGUAGE, "")), Language.FRENCH),
    )


def _key(cell: str) -> str:
    """Return a cell as it is compared: « Adresse e-mail » is « adresseemail », « patient(e) » is « patiente »."""
    return re.sub(r"[^a-z0-9]", "", names.folded(cell))


def _is_address(cell: str) -> bool:
    try:
        return bool(addresses.parse_email(cell))
    except addresses.EmailInvalid:
        return False
