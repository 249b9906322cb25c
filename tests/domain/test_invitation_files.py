"""Lists of people to invite: whatever spreadsheets write is read, and what cannot be sent says why."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mycharlotte.domain import invitation_files
from mycharlotte.domain.invitation_files import (
    Column,
    FileBadlyQuoted,
    FileEmpty,
    FileHasNoRows,
    FileLacksColumn,
    FileNotText,
    FileRefused,
    FileTooHeavy,
    FileTooLong,
    FileUnreadable,
    Row,
    RowRefusal,
)
from mycharlotte.domain.offers import Offer
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Language

HEADER = "Adresse e-mail;Rôle;Prénom;Nom;Message;Langue"
ELODIE = "elodie@example.org;Patiente;Élodie;Le Gall;À bientôt;fr"
OFFER = Offer("elodie@example.org", Role.PATIENT, "Élodie", "Le Gall", "À bientôt")


def read(text: str, encoding: str = "utf-8") -> list[Row]:
    return invitation_files.read(text.encode(encoding))


def refusals(text: str) -> list[tuple[int, RowRefusal | None]]:
    return [(row.line, row.refusal) for row in read(text)]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_what_spreadsheets_write_is_read(encoding: str, delimiter: str, end: str) -> None:
    text = end.join([HEADER, ELODIE, ""]).replace(";", delimiter)
    (row,) = read(text, encoding)
    assert (row.line, row.offer, row.refusal) == (2, OFFER, None)


def test_big_endian_utf_16_is_read_by_its_mark() -> None:
    (row,) = invitation_files.read(b"\xfe\xff" + f"{HEADER}\r\n{ELODIE}".encode("utf-16-be"))
    assert row.offer == OFFER


@pytest.mark.parametrize(
    "header",
    [
        "adresse e-mail,rôle,prénom,nom,message,langue",
        "EMAIL,ROLE,FIRST NAME,LAST NAME,MESSAGE,LANGUAGE",
        " Courriel , Role ,Prenom,NOM, message personnel ,Langue",
        "Mail,rôle,first_name,last_name,personal message,language",
        '"E-mail","Rôle","Prénom","Nom de famille","Message","Langue"',
    ],
)
def test_columns_are_known_by_any_of_their_names(header: str) -> None:
    (row,) = read(f"{header}\n{ELODIE.replace(';', ',')}")
    assert row.offer == OFFER


def test_columns_come_in_any_order_and_others_are_ignored() -> None:
    (row,) = read("Nom;Téléphone;Rôle;Âge;Courriel\nLe Gall;06 12;Accompagnante;52;ELODIE@Example.org;en trop")
    assert row.offer == Offer("elodie@example.org", Role.COMPANION, "", "Le Gall")
    assert set(row.cells) == {Column.EMAIL, Column.ROLE, Column.LAST_NAME}


def test_without_a_first_line_of_names_the_columns_are_those_of_the_model() -> None:
    first, second = read("elodie@example.org,patient,Élodie\npaul@example.org,companion,Paul")
    assert (first.line, first.offer) == (1, Offer("elodie@example.org", Role.PATIENT, "Élodie"))
    assert (second.line, second.offer) == (2, Offer("paul@example.org", Role.COMPANION, "Paul"))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("nom;prénom\nGirard;Paul", Column.EMAIL),
        ("Paul;paul@example.org;patient\nx;y@example.org;patient", Column.EMAIL),
        ("rôle\npatient", Column.EMAIL),
        ("e-mail;nom\npaul@example.org;Girard", Column.ROLE),
        ("paul@example.org\ncamille@example.org", Column.ROLE),
    ],
)
def test_a_list_that_does_not_name_what_is_needed_is_refused(text: str, column: Column) -> None:
    with pytest.raises(FileLacksColumn) as refused:
        read(text)
    assert refused.value.details["column"] == column


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("patient", Role.PATIENT),
        ("Patiente", Role.PATIENT),
        ("patient(e)", Role.PATIENT),
        (" PATIENT ", Role.PATIENT),
        ("accompagnant", Role.COMPANION),
        ("Accompagnante", Role.COMPANION),
        ("accompagnant(e)", Role.COMPANION),
        ("Companion", Role.COMPANION),
    ],
)
def test_a_role_is_known_by_any_of_its_names(written: str, role: Role) -> None:
    (row,) = read(f"email;role\npaul@example.org;{written}")
    assert row.offer
    assert row.offer.role == role


@pytest.mark.parametrize(
    ("written", "language"), [("", "fr"), ("EN", "en"), ("Anglais", "en"), ("français", "fr"), ("de", "fr")]
)
def test_a_language_that_is_not_spoken_here_is_french(written: str, language: Language) -> None:
    (row,) = read(f"email;role;langue\npaul@example.org;patient;{written}")
    assert row.offer
    assert row.offer.language == language


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        (";patient;;;", RowRefusal.EMAIL_MISSING),
        ("paul;patient;;;", RowRefusal.EMAIL_INVALID),
        ("paul@example;patient;;;", RowRefusal.EMAIL_INVALID),
        ("noé@example.org;patient;;;", RowRefusal.EMAIL_HAS_ACCENTS),
        ("=cmd();patient;;;", RowRefusal.EMAIL_INVALID),
        ("paul@example.org;;;;", RowRefusal.ROLE_MISSING),
        ("paul@example.org;admin;;;", RowRefusal.ROLE_UNKNOWN),
        (f"paul@example.org;patient;{'é' * 101};;", RowRefusal.FIRST_NAME_TOO_LONG),
        (f"paul@example.org;patient;;{'é' * 101};", RowRefusal.LAST_NAME_TOO_LONG),
        ("paul@example.org;patient;Pa\u202eul;;", RowRefusal.FIRST_NAME_UNREADABLE),
        ("paul@example.org;patient;;\x07;", RowRefusal.LAST_NAME_UNREADABLE),
        (f"paul@example.org;patient;;;{'a' * 1001}", RowRefusal.MESSAGE_TOO_LONG),
    ],
)
def test_a_row_that_cannot_be_sent_says_why(cells: str, refusal: RowRefusal) -> None:
    (row,) = read(f"email;role;prénom;nom;message\n{cells}")
    assert (row.refusal, row.offer) == (refusal, None)


def test_one_wrong_row_among_five_hundred_is_the_only_one_refused() -> None:
    rows = [f"personne{n}@example.org;patient" for n in range(500)]
    rows[431] = "personne431;patient"
    found = refusals("email;role\n" + "\n".join(rows))
    assert [one for one in found if one[1]] == [(433, RowRefusal.EMAIL_INVALID)]
    assert len(found) == 500


def test_an_address_twice_in_the_file_is_sent_once() -> None:
    text = "email;role\npaul@example.org;patient\n PAUL@example.org ;accompagnant\npaul@example.org;admin"
    assert refusals(text) == [(2, None), (3, RowRefusal.TWICE), (4, RowRefusal.ROLE_UNKNOWN)]


def test_an_address_refused_above_may_be_sent_below() -> None:
    assert refusals("email;role\npaul@example.org;x\npaul@example.org;patient")[1] == (3, None)


def test_lines_are_those_of_the_spreadsheet_whatever_is_empty_or_on_several_lines() -> None:
    text = 'email;role;message\n\n;;\npaul@example.org;patient;"Bonjour,\nà bientôt"\n;;;\nx;patient;\n\n'
    assert refusals(text) == [(4, None), (6, RowRefusal.EMAIL_INVALID)]
    assert read(text)[0].cells[Column.MESSAGE] == "Bonjour,\nà bientôt"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b";;;\r\n;;;"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileEmpty):
        invitation_files.read(content)


def test_names_of_columns_and_nobody_are_refused() -> None:
    with pytest.raises(FileHasNoRows):
        read(f"{HEADER}\r\n;;;;;\r\n")


def test_five_thousand_people_are_read_and_one_more_is_refused() -> None:
    rows = [f"personne{n}@example.org;patient" for n in range(5_001)]
    assert len(read("email;role\n" + "\n".join(rows[:5_000]))) == 5_000
    with pytest.raises(FileTooLong):
        read("email;role\n" + "\n".join(rows))


def test_sixty_thousand_people_are_refused_without_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    inner = invitation_files._row
    monkeypatch.setattr(invitation_files, "_row", lambda line, cells: seen.append(line) or inner(line, cells))
    with pytest.raises(FileTooLong):
        read("email;role\n" + "a@example.org;patient\n" * 60_000)
    assert len(seen) == 5_000


def test_two_megabytes_are_the_most() -> None:
    rows = "email;role\na@example.org;patient\n"
    content = (rows + "\n" * (invitation_files.MAX_BYTES - len(rows))).encode()
    assert len(invitation_files.read(content)) == 1
    with pytest.raises(FileTooHeavy):
        invitation_files.read(content + b"\n")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", png(), workbook(), rb"{\rtf1\ansi Bonjour}"],
    ids=["pdf", "png", "xlsx", "rtf"],
)
def test_what_is_no_csv_is_told_whatever_its_name(content: bytes) -> None:
    with pytest.raises(FileNotText):
        invitation_files.read(content)


@pytest.mark.parametrize("start", ["BM", "GIF", "MZ", "ID3"])
def test_a_text_that_begins_as_a_picture_would_is_still_a_text(start: str) -> None:
    (row,) = read(f"{start},email,role\nx,paul@example.org,patient")
    assert row.offer


@pytest.mark.parametrize(
    "content",
    [
        b"email;role\n\x81\x8d@example.org;patient",
        "email;role\npaul@example.org;patient".encode("utf-16-le"),
        b"\xff\xfe\x00",
    ],
    ids=["no encoding", "utf-16 without its mark", "half a character"],
)
def test_bytes_that_no_spreadsheet_writes_are_refused(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        invitation_files.read(content)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email;role\npaul@example.org;patient\n"x@example.org;patient\ny@example.org;patient', 3),
        ('email;role\n"paul"@example.org;patient', 2),
        (f"email;role;message\npaul@example.org;patient;{'a' * 140_000}", 2),
    ],
)
def test_a_quotation_mark_without_its_pair_is_shown_where_it_is(text: str, line: int) -> None:
    with pytest.raises(FileBadlyQuoted) as refused:
        read(text)
    assert refused.value.details["line"] == line


def test_quotation_marks_inside_a_cell_are_its_own() -> None:
    (row,) = read('email;role;nom\npaul@example.org;patient;"Girard ""Paulo"" ; fils"')
    assert row.offer
    assert row.offer.last_name == 'Girard "Paulo" ; fils'


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    with suppress(FileRefused):
        assert invitation_files.read(b"email;role\n" + content)


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with suppress(FileRefused):
        assert invitation_files.read(text.encode("utf-8", "surrogatepass"))


def test_no_more_of_a_cell_is_read_than_says_that_it_is_too_long() -> None:
    (row,) = read(f"email;role;prenom\nx@example.org;patient;{'é' * 60_000}\n")
    assert row.refusal is RowRefusal.FIRST_NAME_TOO_LONG
    assert len(row.cells[Column.FIRST_NAME]) == invitation_files.MAX_CELL


def test_columns_beyond_a_hundred_are_not_even_looked_at() -> None:
    with pytest.raises(FileLacksColumn):
        read(
            ";".join([*["x"] * 150, "email", "role"])
            + "\n"
            + ";".join([*["y"] * 150, "x@example.org", "patient"])
            + "\n"
        )
    (row,) = read("email;role" + ";x" * 100_000 + "\nx@example.org;patient\n")
    assert row.refusal is None
