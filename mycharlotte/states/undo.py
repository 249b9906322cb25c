"""What the viewer just did to appointments, and the few minutes in which they may take it back.

await undo.offer(self)        at the end of a handler that did it, and in `load` of each page that shows the offer
"""

import reflex as rx

from mycharlotte import db
from mycharlotte.domain import changes, undoing
from mycharlotte.domain.errors import Refused
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import Undoable


class UndoState(Guarded, rx.State):
    """The last change, while it can be undone; then what was undone. `looks` grows with each reading of the clock."""

    offered: Undoable = Undoable()
    looks: int = 0
    undone: str = ""
    undone_count: int = 0
    undone_serial: int = 0

    @endpoint(Access.SIGNED_IN)
    async def undo(self, change_ref: str) -> None:
        """Put back what was done."""
        count = self.offered.count
        try:
            deed = await db.transact(changes.undo, by=guard.viewer(), change_ref=change_ref, now=now())
            self.undone, self.undone_count, self.undone_serial = str(deed), count, self.undone_serial + 1
        except Refused:
            await self._look()
            raise
        await self._look()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: another tab did or undid something, or what was done was changed since."""
        if self.looks:
            found = await db.read(undoing.last, viewer=guard.viewer(), now=now())
            if found.ref != self.offered.ref:
                self.offered, self.looks = found, self.looks + 1

    async def _look(self) -> None:
        self.offered = await db.read(undoing.last, viewer=guard.viewer(), now=now())
        self.looks += 1


async def offer(state: Guarded) -> None:
    """Offer to undo what the viewer did last, for as long as they may."""
    await (await state.get_state(UndoState))._look()
