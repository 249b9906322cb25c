"""How a real installation begins: the account of a platform admin, from a terminal or from four lines."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
import sqlmodel

from mycharlotte import db, seed
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.people import Person
from tests.servers.application import ROOT, Application, outside, settings_of

EMAIL = "Odile@Plateforme.example"
PASSWORD = "Tilleul-Argente-2026"
COMMAND = [sys.executable, "-m", "mycharlotte", "create-admin"]


def create(environment: dict[str, str], *lines: str) -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal."""
    given = "".join(f"{line}\n" for line in lines)
    return subprocess.run(
        COMMAND, cwd=ROOT, env=outside() | environment, input=given, capture_output=True, text=True, check=False
    )


@pytest.fixture
def installation(sqlite: str, tmp_path: Path) -> dict[str, str]:
    """The settings of a migrated installation where nobody is, whose database the test reads too."""
    place = {"MYCHARLOTTE_MODE": "test", "MYCHARLOTTE_DATABASE_URL": sqlite}
    return settings_of(tmp_path / "data", port=3000) | place


def people() -> list[Person]:
    """Everyone with an account."""
    with db.reading() as session:
        return list(session.exec(sqlmodel.select(Person)))


def test_whoever_it_creates_runs_the_platform_and_is_remembered(installation: dict[str, str]) -> None:
    done = create(installation, f"  {EMAIL} ", " Odile ", "Perrin", PASSWORD)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Compte créé pour odile@plateforme.example" in done.stdout
    assert "Account created" in done.stdout
    [odile] = people()
    assert (odile.email, odile.first_name, odile.last_name) == ("odile@plateforme.example", "Odile", "Perrin")
    assert odile.is_platform_admin
    with db.reading() as session:
        [entry] = session.exec(sqlmodel.select(AuditEntry))
    assert (entry.action, entry.object_ref) == ("person:created", odile.ref)
    assert "plateforme.example" not in entry.details


def test_they_sign_in_as_everyone_does_with_a_mailed_code(application: Application) -> None:
    assert create(application.environment, EMAIL, "Odile", "Perrin", PASSWORD).returncode == 0
    assert application.sign_in(EMAIL.lower(), PASSWORD)
    assert len(application.codes_for(EMAIL.lower())) == 1


@pytest.mark.parametrize(
    ("lines", "french", "english"),
    [
        (("odile", "Odile", "Perrin", PASSWORD), "Écrivez une adresse e-mail complète", "email address"),
        ((EMAIL, " ", "Perrin", PASSWORD), "Renseignez votre prénom.", "Enter your first name."),
        ((EMAIL, "Odile", "P" * 101, PASSWORD), "Raccourcissez votre nom", "last name"),
        ((EMAIL, "Odile", "Perrin", "court"), "Il faut au moins 12 caractères.", "12 characters"),
        ((EMAIL, "Odile", "Perrin", EMAIL), "Votre adresse ou votre nom ne peut pas être", "cannot be"),
        ((EMAIL, "Odile", "Perrin"), "Il faut au moins 12 caractères.", "12 characters"),
        ((), "Écrivez une adresse e-mail complète", "email address"),
    ],
)
def test_what_cannot_be_kept_is_said_in_both_languages_and_creates_nobody(
    installation: dict[str, str], lines: tuple[str, ...], french: str, english: str
) -> None:
    refused = create(installation, *lines)
    assert refused.returncode == 1
    assert french in refused.stderr
    assert english in refused.stderr
    assert "Traceback" not in refused.stderr
    assert people() == []


def test_an_address_that_somebody_has_is_refused_and_their_account_stays_as_it_was(
    installation: dict[str, str],
) -> None:
    seed.run()
    before = people()
    refused = create(installation, seed.CAMILLE.email.upper(), "Odile", "Perrin", PASSWORD)
    assert refused.returncode == 1
    assert "Un compte existe déjà avec cette adresse." in refused.stderr
    assert people() == before


def test_a_database_that_is_not_ready_is_said(tmp_path: Path) -> None:
    refused = create(settings_of(tmp_path / "data", port=3000) | {"MYCHARLOTTE_MODE": "test"}, EMAIL)
    assert refused.returncode == 1
    assert "python -m mycharlotte migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_on_a_terminal_mistakes_are_typed_again_and_the_password_is_never_shown(
    installation: dict[str, str],
) -> None:
    terminal, theirs = os.openpty()
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=outside() | installation,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as command:
        os.close(theirs)
        shown = ""
        for prompt, typed in [
            ("E-mail address: ", "odile"),
            ("E-mail address: ", EMAIL),
            ("First name: ", "Odile"),
            ("Last name: ", "Perrin"),
            ("Password: ", "court"),
            ("Password: ", PASSWORD),
            ("Once more: ", PASSWORD + "!"),
            ("Password: ", PASSWORD),
            ("Once more: ", PASSWORD),
        ]:
            shown += read_until(terminal, prompt)
            os.write(terminal, f"{typed}\n".encode())
        shown += read_until(terminal, "create a bubble")
        assert command.wait(30) == 0
    os.close(terminal)
    assert "Écrivez une adresse e-mail complète" in shown
    assert "The two passwords differ." in shown
    assert PASSWORD not in shown
    assert [person.email for person in people()] == ["odile@plateforme.example"]


def read_until(terminal: int, words: str) -> str:
    """Return what a terminal shows, up to these words."""
    shown = b""
    while words.encode() not in shown:
        assert select.select([terminal], [], [], 30)[0], shown.decode()
        shown += os.read(terminal, 1024)
    return shown.decode()
