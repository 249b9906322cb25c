"""The two pages of an invitation, as whoever holds its link sees them."""

from collections.abc import AsyncIterator

import reflex as rx

from mycharlotte import db, demo, routes
from mycharlotte.domain import guests, sign_ups
from mycharlotte.models.base import now
from mycharlotte.states import flash, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.moments import told
from mycharlotte.states.session import SessionState
from mycharlotte.views.guests import InvitationView, SignUpView
from mycharlotte.views.moments import Moment

ZONE = "Europe/Paris"  # where whoever has no account yet is taken to live


class GuestState(Guarded, rx.State):
    """The invitation of the cookie, what its last form had to say, and the account asked for with it."""

    invitation: InvitationView = InvitationView()
    until: Moment = Moment()
    sign_up: SignUpView = SignUpView()
    first_name: str = ""
    last_name: str = ""
    code: str = ""
    mailbox_url: str = ""
    looks: int = 0
    is_ready: bool = False

    @endpoint(Access.ANYONE)
    async def load(self) -> None:
        """Show the invitation; it is opened now that a page asks for it, which scanners of mails do not."""
        self.is_ready = True
        typed = await self._recall(routes.INVITATION)
        token, who = guard.connection().invitation_token, guard.viewer_or_none()
        seen = await db.read(guests.show, token=token, viewer=who, origin=guard.origin(), now=now())
        self.invitation, self.until = seen, told(seen.until, who.timezone if who else ZONE)
        self.first_name = typed.get("first_name", seen.first_name)
        self.last_name = typed.get("last_name", seen.last_name)
        if seen.stage == guests.Stage.OPEN:
            await db.transact(guests.mark_opened, token=token, viewer=who, now=now())
            await self._look(of=token)

    @endpoint(Access.ANYONE)
    async def load_code(self) -> AsyncIterator[rx.event.EventSpec]:
        """Show the page of the code, or the invitation when no account was asked for lately."""
        self.code = (await self._recall(routes.INVITATION_CODE)).get("code", "")
        await self._look()
        if not self.sign_up.is_open:
            yield rx.redirect(routes.INVITATION, replace=True)

    @endpoint(Access.ANYONE)
    async def look_again(self) -> None:
        """See whether the mail has left by now."""
        if self._path() == routes.INVITATION_CODE:
            await self._look()

    async def _recall(self, path: str) -> dict[str, str]:
        language = (await self.get_state(SessionState)).language
        found = flash.unseal(guard.connection().flash, path=path, language=language)
        self.refusal = found.refusal
        return found.typed

    async def _look(self, *, of: str = "") -> None:
        self.sign_up = await db.read(sign_ups.show, token=guard.connection().sign_up_token, of=of, now=now())
        self.looks += 1
        self.mailbox_url = demo.mailbox_url()
