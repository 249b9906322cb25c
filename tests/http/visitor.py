"""Someone at the door of the application, in a browser of their own: what the tests of its forms do over and over."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

import httpx
import sqlmodel

from mycharlotte import db, routes, seed
from mycharlotte.domain import tokens
from mycharlotte.models.access import SignInAttempt
from mycharlotte.models.people import Language
from mycharlotte.states import flash
from tests.servers.application import Application, fresh_address, until

LINK = re.compile(r"https?://\S+")


@dataclass
class Visitor:
    """Someone at the door, in a browser of their own, with an account of their own."""

    application: Application
    browser: httpx.Client
    email: str

    def give_password(self, password: str = seed.PASSWORD, *, page: str = routes.SIGN_IN) -> httpx.Response:
        """Send the form of the sign-in page, as it was opened at this address."""
        form = {"email": self.email, "password": password}
        return self.browser.post(routes.POST_SIGN_IN, data=form, headers={"Referer": self.application.url + page})

    def receive_code(self, *, after: int = 0) -> str:
        return self.application.next_code(self.email, after=after)

    def give_code(self, code: str) -> httpx.Response:
        return self.browser.post(routes.POST_CODE, data={"code": code})

    def is_in(self) -> bool:
        return self.browser.get(routes.PROFILE).status_code == 200

    def cookie(self, name: str) -> str:
        return self.browser.cookies.get(self.application.cookie(name)) or ""

    def told(self, path: str, language: str = "fr") -> str:
        """The sentence that the next page will show."""
        return flash.unseal(self.cookie("flash"), path=path, language=language).refusal.sentence

    def done(self, path: str) -> str:
        """What the next page will say was done."""
        return flash.unseal(self.cookie("flash"), path=path, language="fr").done

    def receive(self, words: str, *, after: int = 0) -> EmailMessage:
        """Wait for a mail whose subject holds these words, beyond the first `after` ones."""

        def found() -> EmailMessage | None:
            mails = [mail for mail in self.application.mails_for(self.email) if words in str(mail["Subject"])]
            return mails[-1] if len(mails) > after else None

        mail = until(found, 20)
        assert mail
        return mail

    def attempt(self, change: Callable[[SignInAttempt], None]) -> None:
        """Change what is stored of the attempt of this browser: time passes."""
        with self.application.in_use(), db.transaction() as session:
            digest = tokens.digest(self.cookie("attempt"))
            change(session.exec(sqlmodel.select(SignInAttempt).where(SignInAttempt.token_hash == digest)).one())


@contextmanager
def visiting(application: Application, email: str = "", *, language: Language = Language.FRENCH) -> Iterator[Visitor]:
    email = email or application.newcomer(language=language)
    with application.client(address=fresh_address()) as browser:
        yield Visitor(application, browser, email)


def link_in(mail: EmailMessage) -> str:
    """Return the first address of a mail, as its reader would press it."""
    body = mail.get_body(("plain",))
    assert body
    return LINK.findall(body.get_content())[0]
