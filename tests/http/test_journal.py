"""The journal as a file: one's own, for the signed in, readable by spreadsheets, harmless in them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from mycharlotte import db, routes, spreadsheets
from mycharlotte.domain import audit
from mycharlotte.domain.audit import Action, Outcome
from mycharlotte.domain.origin import Origin
from mycharlotte.http import journal as door
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.people import Language, Person
from tests.servers.application import Application

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOME = Origin("Firefox, Linux", "203.0.113.0/24")


@pytest.fixture
def email(application: Application) -> str:
    """Someone new."""
    return application.newcomer()


@pytest.fixture
def browser(application: Application, email: str) -> Iterator[httpx.Client]:
    """Where they are signed in."""
    with application.client(cookies=application.session_of(email)) as signed_in:
        yield signed_in


def remember(application: Application, email: str, action: Action, **what: Any) -> None:
    """Write in the audit log, about someone."""
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == email)).one()
        audit.record(session, action, **{"object_ref": person.ref, "now": AT} | what)


def rows(answer: httpx.Response, delimiter: str = ";") -> list[list[str]]:
    """Read the file as a spreadsheet does."""
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_the_file_says_what_it_is_and_is_kept_nowhere(browser: httpx.Client) -> None:
    answer = browser.get(routes.JOURNAL_CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="mycharlotte-journal-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"]
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")


def test_an_event_is_a_line_in_the_words_of_the_page(
    application: Application, email: str, browser: httpx.Client
) -> None:
    remember(application, email, Action.SIGN_IN_REFUSED, outcome=Outcome.REFUSED, origin=HOME)
    columns, *lines = rows(browser.get(routes.JOURNAL_CSV))
    assert columns == ["Date", "Événement", "Catégorie", "Résultat", "Appareil", "Réseau"]
    assert [
        "2026-11-24T10:30:00+01:00",
        "Un mot de passe erroné a été tapé pour ouvrir votre compte",
        "Connexions",
        "Refusé",
        "Firefox sur Linux",
        "réseau 203.0.113.x",
    ] in lines


def test_someone_who_reads_english_gets_english_and_its_commas(application: Application) -> None:
    email = application.newcomer("Nora", language=Language.ENGLISH)
    remember(application, email, Action.SIGN_IN_REFUSED, origin=HOME)
    with application.client(cookies=application.session_of(email)) as browser:
        columns, *lines = rows(browser.get(routes.JOURNAL_CSV), ",")
    assert len(columns) == 6
    assert "Firefox on Linux" in lines[-1]


def test_a_download_is_in_the_journal_from_then_on(browser: httpx.Client) -> None:
    files = [rows(browser.get(routes.JOURNAL_CSV)) for _ in range(2)]
    assert [sum("Ce journal a été téléchargé" in line for line in file) for file in files] == [1, 2]


def test_looking_at_the_door_downloads_nothing(application: Application, browser: httpx.Client) -> None:
    answer = browser.head(routes.JOURNAL_CSV)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert sum("Ce journal a été téléchargé" in line for line in rows(browser.get(routes.JOURNAL_CSV))) == 1


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(application: Application) -> None:
    for cookies in ({}, {application.cookie("session"): "x" * 43}):
        with application.client(cookies=cookies) as browser:
            answer = browser.get(routes.JOURNAL_CSV)
        assert (answer.status_code, answer.headers["location"]) == (303, routes.sign_in(routes.JOURNAL))
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content == b""


def test_nobody_gets_the_journal_of_somebody_else(application: Application, email: str, browser: httpx.Client) -> None:
    remember(application, email, Action.PASSWORD_CHANGED, origin=Origin("Safari, iPad", "198.51.100.0/24"))
    stranger = application.newcomer("Zelda")
    with application.client(cookies=application.session_of(stranger)) as other:
        theirs = other.get(routes.JOURNAL_CSV).text
    assert "198.51.100.x" in browser.get(routes.JOURNAL_CSV).text
    assert "198.51.100" not in theirs
    assert "Le mot de passe a été modifié" not in theirs


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "  =", "＝"])
def test_no_cell_is_a_formula(application: Application, email: str, browser: httpx.Client, start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.example";"x")'
    admin = application.newcomer(name)
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Person.ref).where(Person.email == admin)).one()
    remember(application, email, Action.RESCUE_ISSUED, actor_ref=ref)
    lines = rows(browser.get(routes.JOURNAL_CSV))
    told = next(cell for line in lines for cell in line if "HYPERLINK" in cell)
    assert told == f"'{name.strip()} Belkacem a créé un code de dépannage pour vous"
    assert {len(line) for line in lines} == {6}
    assert not [cell for line in lines for cell in line if cell.lstrip(" ").startswith(spreadsheets.FORMULAS)]


def test_a_name_with_quotes_and_delimiters_stays_in_its_cell(
    application: Application, email: str, browser: httpx.Client
) -> None:
    remember(application, email, Action.PASSKEY_ADDED, name='a";"=1+1";\r\nb')
    lines = rows(browser.get(routes.JOURNAL_CSV))
    assert {len(line) for line in lines} == {6}
    assert 'La clé d’accès «\u00a0a";"=1+1";\r\nb\u00a0» a été ajoutée' in [line[1] for line in lines]


def test_a_long_journal_comes_whole(application: Application, email: str, browser: httpx.Client) -> None:
    many = 2 * door.LINES + 1
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == email)).one()
        for number in range(many):
            audit.record(session, Action.CODE_SENT, object_ref=person.ref, now=AT + timedelta(seconds=number))
    dates = [line[0] for line in rows(browser.get(routes.JOURNAL_CSV)) if "par e-mail" in line[1]]
    assert len(dates) == len(set(dates)) == many
    assert dates == sorted(dates, reverse=True)


def test_downloads_are_limited_and_the_page_says_so(application: Application, browser: httpx.Client) -> None:
    answers = [browser.get(routes.JOURNAL_CSV) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert answers[30].status_code == 429
    assert int(answers[30].headers["retry-after"]) > 0
    assert "Attendez un moment" in answers[30].text


def test_what_was_downloaded_is_in_the_audit_log_with_where(
    application: Application, email: str, browser: httpx.Client
) -> None:
    browser.get(routes.JOURNAL_CSV, headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "Firefox Linux"})
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Person.ref).where(Person.email == email)).one()
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.actor_ref == ref).order_by(col(AuditEntry.seq).desc())
        ).first()
    assert entry
    assert entry.action == Action.JOURNAL_DOWNLOADED
    assert entry.details == '{"device":"Firefox, Linux","network":"203.0.113.0/24"}'
