"""Past appointments, and how each of them ended: one press, taken back by pressing again."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import outcomes
from mycharlotte.domain.errors import Stale
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import AppointmentLine


class OutcomesState(Guarded, rx.State):
    """The appointments to fill in, with those filled in since the page was opened; `count` is how many are left."""

    lines: list[AppointmentLine] = []
    count: int = 0
    is_ready: bool = False
    _told: list[str] = []

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show those to fill in."""
        self._told = []
        await self._show()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: another tab filled one in, or one is over by now."""
        if self.is_ready and self._path() == routes.OUTCOMES:
            await self._show()

    @endpoint(Access.SIGNED_IN)
    async def tell(self, appointment_ref: str, version: int, outcome: str) -> None:
        """Say how one ended, or take back what was said; its line stays, for second thoughts."""
        about = {"appointment_ref": appointment_ref, "version": version, "outcome": outcome}
        try:
            await db.transact(outcomes.tell, by=guard.viewer(), now=now(), **about)
        except Stale:
            await self._show()
            raise
        self._told = [*dict.fromkeys([*self._told, appointment_ref])]
        await self._show()

    async def _show(self) -> None:
        who = {"viewer": guard.viewer(), "now": now()}
        found = await db.read(outcomes.to_tell, also=self._told, **who)
        left = await db.read(outcomes.count, **who)
        self._assign(lines=list(appointment_words.lines(found, who["viewer"].timezone)), count=left, is_ready=True)
