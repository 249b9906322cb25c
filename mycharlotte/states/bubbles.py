"""The bubble that a page is about, named in its address: what stands at the top of each of its pages."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import bubbles
from mycharlotte.domain.errors import NotFound
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.bubbles import BubbleHead


class BubbleState(Guarded, rx.State):
    """The bubble, as one of its members sees it; `is_missing` when there is none by that name, or none of theirs.

    `asked` is the reference, in the address, that all this was read for. `left_name` is the name of a bubble that is
    missing because they just left it, in this tab.
    """

    bubble: BubbleHead = BubbleHead()
    asked: str = ""
    is_ready: bool = False
    is_missing: bool = False
    left_name: str = ""
    _left_ref: str = ""

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: the bubble, or one's place in it, changed."""
        if self.is_ready:
            await self._enter()

    async def _enter(self) -> str:
        """Show the bubble of the address, and return its reference; nothing when it is not one of the viewer's."""
        connection, wanted = guard.connection(), self._asked(routes.BUBBLE_PARAMETER)
        try:
            found = await db.read(bubbles.head, viewer=guard.viewer(), bubble_ref=wanted)
        except NotFound:
            found = BubbleHead()
        connection.bubble_ref = found.ref
        self._assign(bubble=found, asked=wanted, is_missing=not found.ref, is_ready=True)
        if wanted != self._left_ref or found.ref:
            self._assign(left_name="", _left_ref="")
        return found.ref


async def enter(state: Guarded) -> str:
    """Show the bubble that a page is about; return its reference, empty when the viewer has none by that name."""
    return await (await state.get_state(BubbleState))._enter()


async def leave(state: Guarded) -> None:
    """Show that the viewer just left the bubble that the page is about."""
    shown = await state.get_state(BubbleState)
    shown.left_name, shown._left_ref = shown.bubble.name, shown.bubble.ref
    await shown._enter()
