"""The two sign-in pages: what was refused, what was typed, where the code went."""

from collections.abc import AsyncIterator

import reflex as rx

from mycharlotte import db, demo, routes
from mycharlotte.domain import second_step
from mycharlotte.models.base import now
from mycharlotte.states import flash, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.session import SessionState
from mycharlotte.views.sign_in import DemoAccount, SecondStepView


class SignInState(Guarded, rx.State):
    """Filled from the sealed cookie that the form post left."""

    email: str = ""
    code: str = ""
    second_step: SecondStepView = SecondStepView()
    accounts: list[DemoAccount] = []
    mailbox_url: str = ""
    looks: int = 0

    @endpoint(Access.ANYONE)
    async def load_password(self) -> None:
        """Show the first page: address and password."""
        await self._recall(routes.SIGN_IN)
        self.accounts = demo.accounts()

    @endpoint(Access.ANYONE)
    async def load_code(self) -> AsyncIterator[rx.event.EventSpec]:
        """Show the second page, or the first when no password was given lately."""
        await self._recall(routes.SIGN_IN_CODE)
        await self._look()
        if not self.second_step.is_open:
            yield rx.redirect(routes.SIGN_IN, replace=True)

    @endpoint(Access.ANYONE)
    async def look_again(self) -> None:
        """See whether the mail has left by now."""
        await self._look()

    async def _recall(self, path: str) -> None:
        language = (await self.get_state(SessionState)).language
        found = flash.unseal(guard.connection().flash, path=path, language=language)
        self.refusal = found.refusal
        self.email = found.typed.get("email", "")
        self.code = found.typed.get("code", "")

    async def _look(self) -> None:
        view = await db.read(second_step.show, token=guard.connection().attempt_token, origin=guard.origin(), now=now())
        self.second_step = view
        self.looks += 1
        self.mailbox_url = demo.mailbox_url()
