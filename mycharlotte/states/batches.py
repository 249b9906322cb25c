"""Inviting by the list: the bubble's last one, from what was read of it to what became of each line."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import batch_pages, batches
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.locales.dates import spoken_date
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, guard
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.batches import BatchView


class BatchesState(Guarded, rx.State):
    """The list and the page of it that is shown. `done` names what was just done, and `deeds` counts it."""

    batch: BatchView = BatchView()
    done: str = ""
    deeds: int = 0
    turns: int = 0
    is_ready: bool = False
    _choice: str | None = None  # none yet: what is to be mended comes first

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the last list of the bubble, if there is one."""
        self._forget()
        if await bubbles.enter(self) and (await self.get_state(BubbleState)).bubble.may_run:
            await self._show()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: some were sent, another list is there, or the viewer runs the bubble no more."""
        if self._path() != routes.INVITE_MANY:
            if self.batch.ref:
                self._forget()
                self.is_ready = False
        elif self.is_ready:
            with suppress(NotFound, NotAllowed):
                await self._show(self.batch.page)

    @endpoint(Access.SIGNED_IN)
    async def see(self) -> None:
        """Show the list that was just sent from this page."""
        await self._say("read")

    @endpoint(Access.SIGNED_IN)
    async def choose(self, choice: str) -> None:
        """Show all rows, the good ones or the refused ones."""
        self._choice = choice
        await self._show()

    @endpoint(Access.SIGNED_IN)
    async def turn(self, page: int) -> None:
        """Show another page of the rows."""
        await self._show(page)
        self.turns += 1

    @endpoint(Access.SIGNED_IN)
    async def start(self, batch: str) -> None:
        """Have the list sent."""
        where = {"bubble_ref": self._asked(routes.BUBBLE_PARAMETER), "batch_ref": batch}
        await db.transact(batches.start, by=guard.viewer(), now=now(), **where)
        await self._say("started")

    @endpoint(Access.SIGNED_IN)
    async def drop(self, batch: str) -> None:
        """Forget the list."""
        where = {"bubble_ref": self._asked(routes.BUBBLE_PARAMETER), "batch_ref": batch}
        await db.transact(batches.drop, by=guard.viewer(), **where)
        await self._say("dropped")

    async def _say(self, done: str) -> None:
        self.done, self._choice = done, None
        await self._show()
        self.deeds += 1

    async def _show(self, page: int = 1) -> None:
        who, at = guard.viewer(), now()
        here = {"viewer": who, "bubble_ref": self._asked(routes.BUBBLE_PARAMETER), "now": at}
        try:
            shown = await db.read(batch_pages.show, choice=self._choice, page=page, **here)
        except (NotFound, NotAllowed):  # the addresses and names of a list are for those who run the bubble
            self._forget()
            raise
        if shown.at:
            moment = datetime.fromisoformat(shown.at)
            french, english = (spoken_date(language, moment, who.timezone, at) for language in ("fr", "en"))
            shown = replace(shown, french_at=french, english_at=english)
        self._assign(batch=shown)

    def _forget(self) -> None:
        self._assign(batch=BatchView(), done="", _choice=None)
