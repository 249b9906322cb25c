"""What a bubble tells of itself, for each of its members."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import bubble_information
from mycharlotte.domain.errors import NotFound
from mycharlotte.states import bubbles, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.bubble_information import BubbleInformation


class BubbleInformationState(Guarded, rx.State):
    """The bubble of the address; empty for whoever has none by that name."""

    information: BubbleInformation = BubbleInformation()
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show it."""
        await bubbles.enter(self)
        await self._read()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: it changed, or the viewer's place in the bubble did."""
        if self.is_ready and self._path() == routes.BUBBLE_INFORMATION:
            await self._read()

    async def _read(self) -> None:
        try:
            found = await db.read(
                bubble_information.show, viewer=guard.viewer(), bubble_ref=self._asked(routes.BUBBLE_PARAMETER)
            )
        except NotFound:
            found = BubbleInformation()
        self._assign(information=found)
