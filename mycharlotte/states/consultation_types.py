"""The consultation types of a bubble, as those who run it arrange them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import consultation_editing, consultation_types
from mycharlotte.domain.consultation_types import Direction
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, consultation_suggestions, guard
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_words import lines
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.consultation_types import Suggestion, TypeLine


class ConsultationTypesState(Guarded, rx.State):
    """The types on offer and those retired. `done` names what was just done, to the type of that `name`.

    `moved` is the one just moved, and `place` where it is now, from 1.
    """

    offered: list[TypeLine] = []
    retired: list[TypeLine] = []
    suggestions: list[Suggestion] = []
    is_ready: bool = False
    done: str = ""
    name: str = ""
    deeds: int = 0
    moved: str = ""
    place: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them, and what the form that leads back here has just saved."""
        done, type_ref = (await self.get_state(ConsultationTypeState))._leave()
        self.moved = ""
        if await bubbles.enter(self):
            await self._read()
        else:
            self._forget()
        self._say(done, self._name_of(type_ref))

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what this tab shows: an admin changed something, or the viewer is one no more."""
        if self._path() != routes.CONSULTATION_TYPES:
            self._forget()
        else:
            with suppress(NotFound, NotAllowed):
                await self._read()

    @endpoint(Access.SIGNED_IN)
    async def move(self, type_ref: str, direction: str) -> None:
        """Move a type up or down."""
        if direction not in set(Direction):
            raise NotFound
        self._say("", "")
        await self._change(consultation_types.move, type_ref, direction=Direction(direction))
        here = next((place for place, one in enumerate(self.offered, 1) if one.ref == type_ref), 0)
        self.moved, self.place = self._name_of(type_ref), here

    @endpoint(Access.SIGNED_IN)
    async def retire(self, type_ref: str) -> None:
        """Take a type off offer."""
        await self._change(consultation_types.retire, type_ref)
        self._say("retired", self._name_of(type_ref))

    @endpoint(Access.SIGNED_IN)
    async def restore(self, type_ref: str) -> None:
        """Put a type back on offer."""
        await self._change(consultation_types.restore, type_ref)
        self._say("restored", self._name_of(type_ref))

    @endpoint(Access.SIGNED_IN)
    async def begin_with(self, suggestion: str) -> None:
        """Create a type that was suggested."""
        who, bubble_ref = guard.viewer(), self._asked(routes.BUBBLE_PARAMETER)
        draft = consultation_suggestions.draft(suggestion, who.language)
        if draft is None:
            raise NotFound
        await db.transact(consultation_editing.create, by=who, bubble_ref=bubble_ref, draft=draft, now=now())
        await self._read()
        self._say("created", draft.name)

    async def _change(self, verb: Callable[..., None], type_ref: str, **choices: Any) -> None:
        """Do something to a type; the list is read again, whatever comes of it: what is refused was no longer so."""
        bubble_ref = self._asked(routes.BUBBLE_PARAMETER)
        self.moved = ""
        try:
            await db.transact(verb, by=guard.viewer(), bubble_ref=bubble_ref, type_ref=type_ref, now=now(), **choices)
        finally:
            await self._read()

    async def _read(self) -> None:
        bubble_ref = self._asked(routes.BUBBLE_PARAMETER)
        try:
            found = await db.read(consultation_types.show, viewer=guard.viewer(), bubble_ref=bubble_ref)
        except (NotFound, NotAllowed):
            self._forget()
            raise
        suggestions = consultation_suggestions.left([one.name for one in (*found.offered, *found.retired)])
        self._assign(offered=lines(found.offered), retired=lines(found.retired), suggestions=suggestions, is_ready=True)

    def _forget(self) -> None:
        self._assign(offered=[], retired=[], suggestions=[], done="", name="", moved="", place=0, is_ready=False)

    def _name_of(self, type_ref: str) -> str:
        return next((one.name for one in (*self.offered, *self.retired) if one.ref == type_ref), "")

    def _say(self, done: str, name: str) -> None:
        self.done, self.name = done, name
        self.deeds += bool(done)
