"""The command that lets a real installation begin: it asks who runs the platform, on the terminal or in four lines.

Without a terminal, the standard input holds the address, the first name, the last name and the password, a line each:

    python -m mycharlotte create-admin < lines
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getpass

import sqlalchemy as sa

from mycharlotte import db, refusals
from mycharlotte.domain import addresses, names, passwords, platform_admins
from mycharlotte.domain.errors import Refused
from mycharlotte.failures import Stopped
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.startup import prepare


def create() -> None:
    """Ask who they are, and create their account.

    Raises:
        Stopped: the database is not ready, or, without a terminal, an answer cannot be kept.
    """
    prepare()
    _require_tables()
    email = _answer("Adresse e-mail / E-mail address: ", _free_address)
    first_name = _answer("Prénom / First name: ", lambda typed: names.parse(typed, field="first_name"))
    last_name = _answer("Nom / Last name: ", lambda typed: names.parse(typed, field="last_name"))
    password = _password(about=(email, first_name, last_name))
    hashed = passwords.hashed(password)
    with db.transaction() as session:
        platform_admins.create(
            session, email=email, first_name=first_name, last_name=last_name, password_hash=hashed, now=now()
        )
    print(
        f"Compte créé pour {email}. Connectez-vous, puis créez une bulle : Bulles, « Créer une bulle ».\n"
        f"Account created for {email}. Sign in, then create a bubble: Bubbles, “Create a bubble”."
    )


def _require_tables() -> None:
    if not sa.inspect(db.engine()).has_table(str(Person.__tablename__)):
        raise Stopped(
            "La base de données n'est pas prête : python -m mycharlotte migrate",
            "The database is not ready: python -m mycharlotte migrate",
        )


def _free_address(typed: str) -> str:
    email = addresses.parse_email(typed)
    with db.reading() as session:
        platform_admins.require_free(session, email=email)
    return email


def _answer(prompt: str, read: Callable[[str], str]) -> str:
    while True:
        with _told():
            return read(_line(prompt))


def _password(about: tuple[str, ...]) -> str:
    """Return a password that is strong enough, typed twice by whoever has a terminal."""
    while True:
        with _told():
            password = _line("Mot de passe / Password: ", is_hidden=True)
            passwords.require_strength(password, about=about)
            if not sys.stdin.isatty() or password == _line("Encore une fois / Once more: ", is_hidden=True):
                return password
            print("Les deux mots de passe diffèrent.\nThe two passwords differ.", file=sys.stderr)


def _line(prompt: str, *, is_hidden: bool = False) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return getpass(prompt) if is_hidden else input(prompt)
    except EOFError:
        raise Stopped("Aucun compte n'a été créé.", "No account was created.") from None


@contextmanager
def _told() -> Iterator[None]:
    """Say what is refused, to be typed again; without a terminal, stop there."""
    try:
        yield
    except Refused as refused:
        french, english = (refusals.shown(refused, language).sentence for language in ("fr", "en"))
        if not sys.stdin.isatty():
            raise Stopped(french, english) from None
        print(f"{french}\n{english}", file=sys.stderr)
