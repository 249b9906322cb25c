"""One's hours of the week in each bubble, saved as a whole."""

from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import weekly_hours
from mycharlotte.domain.errors import Stale
from mycharlotte.models.base import now
from mycharlotte.states import guard, hours_words
from mycharlotte.states.exceptional_days import ExceptionalDaysState
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.hours import BubbleName, Line, WeekView


class WeekForm(TypedDict):
    """`week` is what was typed in a bubble, as JSON (`weekly_hours.TypedWeek`)."""

    bubble: str
    week: str


class HoursState(Guarded, rx.State):
    """The week of the bubble that the address names, or else of the first one.

    `theirs` says what was saved elsewhere meanwhile, while one chooses; `settled` grows when it is shown beside what is
    typed, and `redrawn` when what was typed is given up.
    """

    bubbles: list[BubbleName] = []
    asked: str = ""
    week: WeekView = WeekView()
    zone: Line = Line()
    is_stale: bool = False
    theirs: list[Line] = []
    settled: int = 0
    redrawn: int = 0
    saved: int = 0
    saved_serial: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self._assign(is_stale=False, theirs=[], asked=self._asked(routes.BUBBLE_PARAMETER))
        await self._read()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: they changed in another tab, or a place in a bubble did. What is typed stays."""
        if self.is_ready and self._path() == routes.HOURS:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: WeekForm) -> None:
        """Save a week as a whole; one saved elsewhere in between is shown first."""
        typed = weekly_hours.read(form["week"])
        about = {"by": guard.viewer(), "bubble_ref": form["bubble"], "now": now()}
        try:
            await db.transact(weekly_hours.save, typed=typed, **about)
        except Stale:
            await self._read()
            self._assign(is_stale=True, theirs=list(self.week.summary))
            self.settled += 1  # both will have been seen: saving again is a choice
            raise
        await self._read()
        self._assign(is_stale=False, theirs=[])
        self.saved += 1
        self.saved_serial += 1

    @endpoint(Access.SIGNED_IN)
    async def take_theirs(self) -> None:
        """Give up what was typed, and show what is saved."""
        await self._read()
        self._assign(is_stale=False, theirs=[])
        self.redrawn += 1

    async def _read(self) -> None:
        viewer = guard.viewer()
        kept = [BubbleName(one.ref, one.name) for one in await db.read(weekly_hours.kept_in, viewer=viewer)]
        shown = next((one for one in kept if one.ref == self.asked), kept[0] if kept and not self.asked else None)
        week = await db.read(hours_words.week, viewer=viewer, bubble_ref=shown.ref) if shown else WeekView()
        await (await self.get_state(ExceptionalDaysState))._show(week.bubble.ref, now())
        self._assign(bubbles=kept, week=week, zone=hours_words.zone(viewer))
