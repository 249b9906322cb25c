"""Who is signed in, as a tab knows it: enough for the menu, and the language of every word."""

from collections.abc import AsyncIterator

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import profiles
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.people import PersonCard


class SessionState(Guarded, rx.State):
    """The person in the menu; `is_over` covers the page, which keeps what was typed, until they are back."""

    language: str = "fr"
    person: PersonCard = PersonCard()
    is_signed_in: bool = False
    is_over: bool = False

    @endpoint(Access.ANYONE)
    async def load(self) -> AsyncIterator[None]:
        """Fill in the menu; every page asks for it. A page of one's own that is nobody's any more is covered."""
        self._greet()
        if not self.is_signed_in and self._path() in routes.PRIVATE_PAGES:
            await self._end()
            yield  # the page is told before its socket is closed
            await guard.connection().hang_up()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again who is signed in: another tab changed something."""
        self._greet()

    @endpoint(Access.ANYONE)
    async def choose_language(self, language: str) -> None:
        """Change the language of every word, here and in mails to come."""
        if who := guard.viewer_or_none():
            await db.transact(profiles.choose_language, by=who, language=language, now=now())
        elif language not in {"fr", "en"}:
            raise profiles.UnknownLanguage
        guard.connection().language = language
        self.language = language

    def _greet(self) -> None:
        who = guard.viewer_or_none()
        self.is_signed_in = who is not None
        self.language = who.language if who else (guard.connection().language or "fr")
        if who:
            self.person = profiles.card(who)
            self.is_over = False

    async def _end(self) -> None:
        """The session is over: cover the page with a way back in. What is typed stays beneath."""
        self.is_signed_in = False
        self.is_over = True
