"""The page of those who wait for a companion's slots."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import permissions, waiting_list
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import now
from mycharlotte.states import guard, waiting_words
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.waiting import WaitLine


class WaitingState(Guarded, rx.State):
    """Who waits, the first to come first; nobody for who accompanies nobody."""

    lines: list[WaitLine] = []
    is_companion: bool = False
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        await self._show()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: somebody waits or waits no longer; a slot is held, taken, or given back."""
        if self.is_ready and self._path() == routes.WAITING:
            await self._show()

    async def _show(self) -> None:
        who = guard.viewer()
        found = await db.read(waiting_list.of_companion, viewer=who, now=now())
        self._assign(
            lines=[waiting_words.of_patient(one, who.timezone) for one in found],
            is_companion=permissions.allows(who, Permission.AGENDA_KEEP),
            is_ready=True,
        )
