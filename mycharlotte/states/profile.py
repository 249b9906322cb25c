"""One's own profile: shown, changed, saved on purpose only (seed R16)."""

import re
from typing import TypedDict

import reflex as rx

from mycharlotte import db
from mycharlotte.config import settings
from mycharlotte.domain import portraits, profiles
from mycharlotte.domain.errors import Stale
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.people import Clash, ProfileView

VERSION = re.compile(r"[0-9]{1,9}")


class ProfileForm(TypedDict):
    """The fields of the profile. `version` is the one they were filled from; `picture` one just added."""

    first_name: str
    last_name: str
    phone: str
    picture: str
    version: str


class ProfileState(Guarded, rx.State):
    """The profile as it was read, and how the last save went."""

    profile: ProfileView = ProfileView()
    is_ready: bool = False
    saved: int = 0
    saved_serial: int = 0
    pending_picture_url: str = ""
    clashes: list[Clash] = []
    version: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the profile."""
        await self._read()
        self.saved, self.saved_serial = 0, 0

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: ProfileForm) -> None:
        """Save what the form holds; a save from another tab in between is shown beside what was typed."""
        version = int(form["version"]) if VERSION.fullmatch(form["version"]) else 0
        try:
            self.profile = await db.transact(
                profiles.update,
                by=guard.viewer(),
                first_name=form["first_name"],
                last_name=form["last_name"],
                phone_typed=form["phone"],
                picture_ref=form["picture"],
                version=version,
                now=now(),
                contact_email=settings().contact_email,
            )
        except Stale as stale:
            self.clashes = [Clash(name, form[name], theirs) for name, theirs in stale.theirs.items()]
            # Both values have now been seen: saving again is a choice.
            self.version = (await self._shown()).version
            raise
        self.version = self.profile.version
        self.pending_picture_url = ""
        self.clashes = []
        self.saved += 1
        self.saved_serial += 1

    @endpoint(Access.SIGNED_IN)
    async def show_picture(self, picture: str) -> None:
        """Show the picture just sent, which is kept when the profile is saved."""
        self.pending_picture_url = portraits.url(picture, portraits.Size.LARGE)

    @endpoint(Access.SIGNED_IN)
    async def take_theirs(self) -> None:
        """Give up what was typed here, and show what was saved meanwhile."""
        self.clashes = []
        await self._read()
        self.saved += 1

    async def _read(self) -> None:
        self.profile = await self._shown()
        self.version = self.profile.version
        self.pending_picture_url = ""
        self.is_ready = True

    async def _shown(self) -> ProfileView:
        return await db.read(profiles.show, viewer=guard.viewer(), contact_email=settings().contact_email)
