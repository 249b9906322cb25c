"""The two pages of a forgotten password."""

from collections.abc import AsyncIterator

import reflex as rx

from mycharlotte import db, demo, routes
from mycharlotte.domain import new_passwords
from mycharlotte.models.base import now
from mycharlotte.states import flash, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.session import SessionState


class PasswordResetState(Guarded, rx.State):
    """What the last form had to say; `sent_to` is the address that a link may have left for."""

    email: str = ""
    sent_to: str = ""
    mailbox_url: str = ""

    @endpoint(Access.ANYONE)
    async def load_forgotten(self) -> None:
        """Show the page that asks for an address, or says that a link may be on its way."""
        await self._recall(routes.FORGOTTEN)
        self.mailbox_url = demo.mailbox_url()

    @endpoint(Access.ANYONE)
    async def load_new(self) -> AsyncIterator[rx.event.EventSpec]:
        """Show the page that asks for a new password; the first page when no link was opened lately."""
        await self._recall(routes.NEW_PASSWORD)
        try:
            await db.read(new_passwords.opened, token=guard.connection().reset_token, now=now())
        except new_passwords.LinkOver:
            yield rx.redirect(routes.FORGOTTEN, replace=True)

    async def _recall(self, path: str) -> None:
        language = (await self.get_state(SessionState)).language
        found = flash.unseal(guard.connection().flash, path=path, language=language)
        self.refusal, self.sent_to = found.refusal, found.done
        self.email = found.typed.get("email", "")
