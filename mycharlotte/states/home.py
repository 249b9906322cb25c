"""The home page."""

from dataclasses import replace
from datetime import date

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import home
from mycharlotte.locales.dates import spoken_day
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, flash, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.home import HomeView


class HomeState(Guarded, rx.State):
    """Today."""

    home: HomeView = HomeView()
    day_in_french: str = ""
    day_in_english: str = ""
    is_new: bool = False
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show today; whoever just made their account is welcomed."""
        self.is_new = flash.unseal(guard.connection().flash, path=routes.HOME, language="").done == "welcome"
        await self._show()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: an appointment, or a place in a bubble, came, changed or went."""
        if self.is_ready and self._path() in {routes.HOME, routes.SETTINGS, routes.BUBBLES}:
            await self._show()

    async def _show(self) -> None:
        who = guard.viewer()
        found = await db.read(home.show, viewer=who, now=now())
        mine, *upcoming = appointment_words.lines([found.mine, *found.upcoming], who.timezone)
        found = replace(found, mine=mine, upcoming=tuple(upcoming))
        today = date.fromisoformat(found.today)
        french, english = spoken_day("fr", today), spoken_day("en", today)
        self._assign(home=found, day_in_french=french, day_in_english=english, is_ready=True)
