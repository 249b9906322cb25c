"""One's own profile: shown, changed, saved on purpose only (seed R16)."""

from collections.abc import Mapping
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db
from mycharlotte.config import settings
from mycharlotte.domain import profiles
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.editing import Editing
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.people import ProfileView


class ProfileForm(TypedDict):
    """The fields of the profile. `version` is the one they were filled from; `picture` one just added."""

    first_name: str
    last_name: str
    phone: str
    picture: str
    version: str


class ProfileState(Editing, Guarded, rx.State):
    """The profile as it was read."""

    profile: ProfileView = ProfileView()
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the profile."""
        await self._begin()
        self.saved, self.saved_serial = 0, 0
        self.is_ready = True

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: ProfileForm) -> None:
        """Save what the form holds; a save from another tab in between is shown beside what was typed."""
        await self._save(form)

    async def _show(self) -> int:
        self.profile = await db.read(profiles.show, viewer=guard.viewer(), contact_email=settings().contact_email)
        return self.profile.version

    def _filled(self) -> dict[str, str]:
        return {name: getattr(self.profile, name) for name in ("first_name", "last_name", "phone")}

    async def _update(self, form: Mapping[str, Any], version: int) -> int:
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
        return self.profile.version
