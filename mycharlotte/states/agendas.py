"""The page of agendas: what one gives in each of one's bubbles, and how to have it changed (seed R20–R21)."""

from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import consultation_requests, consultation_types
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.calendar_links import CalendarLinksState
from mycharlotte.states.consultation_words import lines
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.reminders import RemindersState
from mycharlotte.states.time_zone import TimeZoneState
from mycharlotte.views.consultation_types import AgendaBubble


class ChangeForm(TypedDict):
    """What is asked to the admins of a bubble: choices alone. An empty `type` is one that is not in the list."""

    bubble: str
    type: str
    change: str


class AgendasState(Guarded, rx.State):
    """One's bubbles with what one gives there; nobody's but a companion's.

    `asking` is the bubble whose form is open, `asked` how many admins the last request was sent to, in the bubble
    named `asked_in`.
    """

    bubbles: list[AgendaBubble] = []
    is_ready: bool = False
    asking: AgendaBubble = AgendaBubble()
    asked: int = 0
    asked_in: str = ""
    deeds: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self.asking, self.asked = AgendaBubble(), 0
        await self._read()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: a place in a bubble, or what is offered there, changed."""
        if self.is_ready and self._path() == routes.AGENDAS:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def begin(self, bubble: str) -> None:
        """Open the form of a bubble."""
        self.asking = next((one for one in self.bubbles if one.ref == bubble), AgendaBubble())

    @endpoint(Access.SIGNED_IN)
    async def leave(self) -> None:
        """Close the form."""
        self.asking = AgendaBubble()

    @endpoint(Access.SIGNED_IN)
    async def ask(self, form: ChangeForm) -> None:
        """Write to the admins of a bubble."""
        self.asked = await db.transact(
            consultation_requests.send,
            by=guard.viewer(),
            bubble_ref=form["bubble"],
            type_ref=form["type"],
            change=form["change"],
            link=settings().origin + routes.of_bubble(routes.CONSULTATION_TYPES, ""),
            now=now(),
        )
        self.asked_in, self.asking = self.asking.name, AgendaBubble()
        self.deeds += 1

    async def _read(self) -> None:
        for part in (CalendarLinksState, RemindersState, TimeZoneState):
            await (await self.get_state(part))._read()
        found = await db.read(consultation_types.given_by, viewer=guard.viewer())
        shown = [
            AgendaBubble(one.bubble_ref, one.bubble_name, one.may_manage, tuple(lines(one.types))) for one in found
        ]
        guard.connection().bubble_refs = frozenset(one.ref for one in shown)
        self._assign(bubbles=shown, is_ready=True)
