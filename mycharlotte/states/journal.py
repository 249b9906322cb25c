"""The journal of one's account, a page at a time, in both languages: changing the language asks for nothing."""

from datetime import datetime

import reflex as rx

from mycharlotte import db, deeds
from mycharlotte.domain import journal
from mycharlotte.domain.journal import Event
from mycharlotte.locales.dates import spoken_date
from mycharlotte.locales.places import spoken_device, spoken_network
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.journal import JournalLine, Told

LINES = 25
# Every line shown is sent again with each addition: beyond, the file is what one wants.
MOST_LINES = 500


class JournalState(Guarded, rx.State):
    """What was read so far, and which events were asked for."""

    lines: list[JournalLine] = []
    choice: str = ""
    period: str = ""
    has_more: bool = False
    is_full: bool = False
    is_ready: bool = False
    _before: int = 0  # the place in the log of the last line: nobody's business

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the last events."""
        self.choice, self.period = "", ""
        await self._read_anew()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN)
    async def choose(self, choice: str) -> None:
        """Show events of one kind, or all."""
        self.choice = choice
        await self._read_anew()

    @endpoint(Access.SIGNED_IN)
    async def choose_period(self, period: str) -> None:
        """Show events of the last days, or all."""
        self.period = period
        await self._read_anew()

    @endpoint(Access.SIGNED_IN)
    async def show_more(self) -> None:
        """Show older events below."""
        if self.has_more:
            self.lines = [*self.lines, *await self._read()]
            self._count()

    async def _read_anew(self) -> None:
        self._before = 0
        self.lines = await self._read()
        self._count()

    async def _read(self) -> list[JournalLine]:
        who, at = guard.viewer(), now()
        page = await db.read(
            journal.read,
            viewer=who,
            choice=self.choice,
            period=self.period,
            before=self._before,
            at_most=LINES,
            now=at,
        )
        self._before = page.before
        return [_line(event, who.timezone, at) for event in page.events]

    def _count(self) -> None:
        self.is_full = bool(self._before) and len(self.lines) >= MOST_LINES
        self.has_more = bool(self._before) and not self.is_full


def _line(event: Event, zone: str, at: datetime) -> JournalLine:
    return JournalLine(
        kind=event.kind,
        is_refused=event.is_refused,
        at=event.at.isoformat(timespec="seconds"),
        french=_told("fr", event, zone, at),
        english=_told("en", event, zone, at),
    )


def _told(language: str, event: Event, zone: str, at: datetime) -> Told:
    where = (spoken_device(language, event.device), spoken_network(language, event.network))
    return Told(
        what=deeds.sentence(event, language),
        when=spoken_date(language, event.at, zone, at),
        where=" · ".join(part for part in where if part),
    )
