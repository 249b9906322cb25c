"""A form that another tab, or somebody else, may save meanwhile: told, with both versions of what differs.

    class ProfileState(Editing, Guarded, rx.State):
        async def _show(self): …                     read what is stored, in a variable of the state, and its version
        def _filled(self): …                         the fields as that variable fills them in
        async def _update(self, form, version): …    save, and keep what the verb returned

What nobody touched in the form follows what is stored by itself (`components/ui/fields.py`). Saving again, once both
versions were shown, is a choice.
"""

import re
from collections.abc import Mapping
from typing import Any

import reflex as rx

from mycharlotte.domain import portraits
from mycharlotte.domain.errors import Stale
from mycharlotte.states.guard import Access, endpoint
from mycharlotte.views.edits import Clash

VERSION = re.compile(r"[0-9]{1,9}")


class Editing(rx.State, mixin=True):
    """How the last save went, and the picture sent and not saved yet.

    `version` is that of the values shown; `settled` grows whenever the form and what is stored were set side by side,
    and `pictures_settled` when a picture that was sent is kept or given up.
    """

    clashes: list[Clash] = []
    version: int = 0
    settled: int = 0
    saved: int = 0
    saved_serial: int = 0
    pending_picture_url: str = ""
    pictures_settled: int = 0

    @endpoint(Access.SIGNED_IN)
    async def show_picture(self, picture: str) -> None:
        """Show the picture just sent, which is kept when the form is saved."""
        self.pending_picture_url = portraits.url(picture, portraits.Size.LARGE)

    @endpoint(Access.SIGNED_IN)
    async def drop_picture(self) -> None:
        """Give up the picture just sent."""
        self.clashes = [clash for clash in self.clashes if clash.field != "picture"]
        self._forget_picture()

    @endpoint(Access.SIGNED_IN)
    async def take_theirs(self) -> None:
        """Give up what was typed here, and show what was saved meanwhile."""
        self.version = await self._show()
        self._settle()
        self.saved += 1

    async def _begin(self) -> None:
        """Fill the form in. Nothing is settled: a page whose connection comes back may hold what was typed before."""
        self.version = await self._show()
        self.clashes, self.pending_picture_url = [], ""

    async def _save(self, form: Mapping[str, Any]) -> None:
        """Save the form, or show both versions of what was saved meanwhile."""
        version = int(form["version"]) if VERSION.fullmatch(form["version"]) else 0
        filled = self._filled() if version == self.version else {}
        try:
            self.version = await self._update(form, version)
        except Stale as stale:
            self.version = await self._show()  # both versions will have been seen: saving again is a choice
            typed = {**form, "picture": portraits.url(form["picture"], portraits.Size.LARGE)}
            self.clashes = _clashes(stale.theirs, typed=typed, filled=filled)
            self.settled += 1
            if self.clashes:
                raise
            await self._save({**form, "version": str(self.version)})  # nobody else touched what was typed here
            return
        self._settle()
        self.saved += 1
        self.saved_serial += 1

    def _settle(self) -> None:
        self.clashes = []
        self.settled += 1
        self._forget_picture()

    def _forget_picture(self) -> None:
        self.pending_picture_url = ""
        self.pictures_settled += 1

    async def _show(self) -> int:
        raise NotImplementedError

    def _filled(self) -> dict[str, str]:
        raise NotImplementedError

    async def _update(self, form: Mapping[str, Any], version: int) -> int:
        raise NotImplementedError


def _clashes(theirs: Mapping[str, str], *, typed: Mapping[str, str], filled: Mapping[str, str]) -> list[Clash]:
    """Tell what was saved meanwhile, but for the fields that were changed here alone.

    Without knowing what the form was `filled` with, all that differs is taken for typed.
    """
    found = []
    for name, saved in theirs.items():
        is_mine = typed[name] != filled.get(name)
        if not (is_mine and saved == filled.get(name)):
            found.append(Clash(name, mine=typed[name], theirs=saved, is_mine=is_mine))
    return found
