"""Helping a member to sign in again: whom one may help. The code itself never comes near a state (`http/rescue.py`)."""

import reflex as rx

from mycharlotte import db
from mycharlotte.config import settings
from mycharlotte.domain import permissions, rescue
from mycharlotte.domain.permissions import Permission
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.rescue import Found


class RescueState(Guarded, rx.State):
    """Whether the viewer may help, and whom `query` found."""

    is_ready: bool = False
    is_allowed: bool = False
    contact_email: str = ""
    query: str = ""
    found: Found = Found()

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the page, or to whom to write for those who may not help."""
        self._look_at_rights()
        self.contact_email = settings().contact_email
        self.query, self.found = "", Found()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Show whom a name or an address finds."""
        self._look_at_rights()  # which may have gone since the page was opened
        self.found = await db.read(rescue.find, viewer=guard.viewer(), query=query)
        self.query = query

    def _look_at_rights(self) -> None:
        self.is_allowed = permissions.allows(guard.viewer(), Permission.RESCUE_ISSUE)
