"""The form of a consultation type: a new one, or one of the bubble's."""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import consultation_editing, consultation_givers
from mycharlotte.domain.consultation_merges import changed, merged
from mycharlotte.domain.errors import NotAllowed, NotFound, Stale
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, consultation_words, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.consultation_types import Draft, Editable, Giver, Givers
from mycharlotte.views.edits import Clash

VERSION = re.compile(r"[0-9]{1,9}")


class ConsultationTypeForm(TypedDict):
    """The fields of a type (see `Draft`). `version` is the one they were filled from."""

    name: str
    colour: str
    minutes: str
    mode: str
    givers: str
    companions: str
    booking: str
    earliest_days: str
    latest_amount: str
    latest_unit: str
    buffer_before: str
    buffer_after: str
    cancel: str
    cancel_amount: str
    cancel_unit: str
    move: str
    move_amount: str
    move_unit: str
    instructions: str
    version: str


class ConsultationTypeState(Guarded, rx.State):
    """What the form is filled with, and how the last save went.

    `asked` is the type that the address names; `shown` changes when its form is to be drawn anew, what was typed given
    up. `version` is the last one that whoever types has seen, `_seen` what it held; `settled` grows each time another
    one was set beside what is typed.
    """

    draft: Draft = Draft()
    chosen: list[Giver] = []
    version: int = 0
    settled: int = 0
    shown: str = ""
    asked: str = ""
    found: Givers = Givers()
    query: str = ""
    clashes: list[Clash] = []
    is_ready: bool = False
    is_new: bool = True
    is_missing: bool = False
    is_retired: bool = False
    _bubble_ref: str = ""
    _seen: Draft = Draft()
    _redrawn: int = 0
    _done: str = ""
    _saved: str = ""

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the type of the address, or an empty form; a connection that comes back leaves it as it is."""
        await self._open()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Forget the form, and who may be chosen in it, once the viewer runs the bubble no more; or show it at last."""
        with suppress(NotFound, NotAllowed):
            if self.is_ready:
                await self._find(self.query)
            elif self._path() == routes.CONSULTATION_TYPE:
                await self._open()

    @endpoint(Access.SIGNED_IN)
    async def look_for(self, query: str) -> None:
        """Find companions of the bubble by name."""
        self.found, self.query = await self._find(query), query

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: ConsultationTypeForm) -> AsyncIterator[Any]:
        """Save what the form holds, and go back to the list; what another admin saved meanwhile is shown first."""
        version = int(form["version"]) if VERSION.fullmatch(form["version"]) else 0
        typed = Draft(**{name: str(value) for name, value in form.items() if name != "version"})
        self._saved = await self._save(typed, version)
        self._done = "created" if self.is_new else "saved"
        yield rx.redirect(routes.of_bubble(routes.CONSULTATION_TYPES, self._bubble_ref))

    @endpoint(Access.SIGNED_IN)
    async def take_theirs(self) -> None:
        """Give up what was typed here, and show what was saved meanwhile."""
        self.clashes = []
        self._redrawn += 1
        await self._show()

    async def _open(self) -> None:
        wanted = (await bubbles.enter(self), self._asked(routes.TYPE_PARAMETER))
        if self.is_ready and (self._bubble_ref, self.asked) == wanted:
            return
        self._forget()
        self._bubble_ref, self.asked = wanted
        if self._bubble_ref:
            self.found = await self._find("")
            await self._show()

    async def _save(self, typed: Draft, version: int) -> str:
        """Keep what was typed, and return the type's reference; what nobody else changed meanwhile is no clash."""
        is_filled_here = version == self.version  # else from a state that is gone: what was changed is not known
        try:
            if is_filled_here:
                return await self._store(merged(filled=self.draft, typed=typed, saved=self._seen), version)
            return await self._store(typed, version)
        except Stale as stale:
            kept = await self._stored()
            self.version, self._seen = kept.version, kept.draft  # both will have been seen: saving again is a choice
            mine = changed(self.draft, typed) if is_filled_here else stale.theirs.keys()
            theirs = changed(self.draft, kept.draft) if is_filled_here else stale.theirs.keys()
            both = consultation_words.clashes(stale, mine=mine, language=guard.viewer().language)
            self.clashes = [clash for clash in both if clash.field in theirs]
            self.settled += 1
            if any(clash.is_mine for clash in self.clashes):
                raise
            return await self._save(typed, kept.version)

    async def _store(self, draft: Draft, version: int) -> str:
        about = {"by": guard.viewer(), "bubble_ref": self._bubble_ref, "draft": draft, "now": now()}
        if not self.asked:
            return await db.transact(consultation_editing.create, **about)
        await db.transact(consultation_editing.update, type_ref=self.asked, version=version, **about)
        return self.asked

    async def _show(self) -> None:
        """Fill the form with what is stored, or with what a new type begins with."""
        try:
            kept = await self._stored() if self.asked else Editable()
        except NotFound:
            kept = None
        self.is_new, self.is_missing = not self.asked, kept is None
        kept = kept or Editable()
        self.draft, self.chosen, self.version = kept.draft, list(kept.chosen), kept.version
        self._seen = kept.draft
        self.is_retired = kept.is_retired
        self.shown = f"{self._bubble_ref}/{self.asked}/{self._redrawn}"
        self.is_ready = True

    async def _stored(self) -> Editable:
        here = {"viewer": guard.viewer(), "bubble_ref": self._bubble_ref}
        return await db.read(consultation_editing.show, type_ref=self.asked, **here)

    async def _find(self, query: str) -> Givers:
        here = {"viewer": guard.viewer(), "bubble_ref": self._bubble_ref}
        try:
            return await db.read(consultation_givers.find, query=query, **here)
        except (NotFound, NotAllowed):
            self._forget()
            raise

    def _forget(self) -> None:
        """Show no form: what was typed for a bubble is not shown in another, nor to whoever runs it no more."""
        self._assign(draft=Draft(), chosen=[], version=0, found=Givers(), query="", clashes=[], _seen=Draft())
        self._assign(is_new=True, is_missing=False, is_retired=False, is_ready=False, asked="", _bubble_ref="")

    def _leave(self) -> tuple[str, str]:
        """Forget the form; return what it has just done, and to which type."""
        done, saved, self._done, self._saved = self._done, self._saved, "", ""
        self._forget()
        return done, saved
