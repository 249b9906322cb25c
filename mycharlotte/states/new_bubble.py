"""Creating a bubble, for platform admins."""

from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import new_bubbles, permissions
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.new_bubbles import NewBubble


class NewBubbleForm(TypedDict):
    """The name of the bubble, and who will run it first."""

    name: str
    email: str
    admin_first_name: str
    admin_last_name: str


class NewBubbleState(Guarded, rx.State):
    """Whether the viewer may create a bubble, and the one they just did."""

    is_ready: bool = False
    is_allowed: bool = False
    created: NewBubble = NewBubble()
    creations: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show an empty form to those who may."""
        self.is_allowed = permissions.allows(guard.viewer(), Permission.BUBBLE_CREATE)
        self.created = NewBubble()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN)
    async def create(self, form: NewBubbleForm) -> None:
        """Create the bubble, and say what happens next."""
        self.created = await db.transact(
            new_bubbles.create,
            by=guard.viewer(),
            name=form["name"],
            email=form["email"],
            first_name=form["admin_first_name"],
            last_name=form["admin_last_name"],
            link=routes.invitation_link(settings().public_url),
            now=now(),
        )
        self.creations += 1

    @endpoint(Access.SIGNED_IN)
    async def begin_again(self) -> None:
        """Show an empty form."""
        self.created = NewBubble()
