"""The general information of a bubble, as one of its admins changes it."""

from collections.abc import Mapping
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import bubble_information
from mycharlotte.domain.bubble_information import Typed
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, guard
from mycharlotte.states.editing import Editing
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.bubble_information import BubbleInformation

_FIELDS = ("name", "welcome", "description", "address", "phone", "email", "website")


class InformationForm(TypedDict):
    """The fields of « Informations générales », as `ProfileForm` has those of the profile."""

    name: str
    welcome: str
    description: str
    address: str
    phone: str
    email: str
    website: str
    picture: str
    version: str


class BubbleEditState(Editing, Guarded, rx.State):
    """The information that the form is filled with."""

    information: BubbleInformation = BubbleInformation()

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Fill the form in, for a member: whether they may save it is judged when they do."""
        self.saved, self.saved_serial = 0, 0
        if await bubbles.enter(self):
            await self._begin()
        else:
            self.information = BubbleInformation()

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: InformationForm) -> None:
        """Save what the form holds; what another admin saved in between is shown beside what was typed."""
        await self._save(form)

    async def _show(self) -> int:
        self.information = await db.read(
            bubble_information.show, viewer=guard.viewer(), bubble_ref=self._asked(routes.BUBBLE_PARAMETER)
        )
        return self.information.version

    def _filled(self) -> dict[str, str]:
        return {name: getattr(self.information, name) for name in _FIELDS} | {"picture": self.information.picture_url}

    async def _update(self, form: Mapping[str, Any], version: int) -> int:
        self.information = await db.transact(
            bubble_information.update,
            by=guard.viewer(),
            bubble_ref=self._asked(routes.BUBBLE_PARAMETER),
            typed=Typed(**{name: form[name] for name in _FIELDS}, picture_ref=form["picture"]),
            version=version,
            now=now(),
        )
        return self.information.version
