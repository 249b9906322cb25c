"""One's passkeys, as their page shows them; they are added and removed through doors (`http/passkeys.py`)."""

from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import confirmation, keyring
from mycharlotte.locales import say
from mycharlotte.locales.places import spoken_device
from mycharlotte.models.base import now
from mycharlotte.models.second_steps import Passkey
from mycharlotte.states import guard, moments
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.security import recalled
from mycharlotte.states.session import SessionState
from mycharlotte.views.passkeys import PasskeyView
from mycharlotte.views.refusal import Refusal


class PasskeyNameForm(TypedDict):
    """Another name for a passkey."""

    passkey: str
    new_name: str


class PasskeysState(Guarded, rx.State):
    """The passkeys, and how the last form ended: `refused` by a door, `done` by it, or refused here (`refusal`).

    `editing` is the passkey whose name is being changed, `edited` the one whose form was closed last.
    """

    passkeys: list[PasskeyView] = []
    is_full: bool = False
    is_proof_old: bool = False
    is_ready: bool = False
    suggested_name: str = ""
    refused: Refusal = Refusal()
    done: str = ""
    editing: str = ""
    edited: str = ""
    renamed: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them, and how the last form of this page ended."""
        await self._read()
        found = await recalled(self, routes.PASSKEYS)
        self.refused, self.done = found.refusal, found.done
        self.suggested_name = found.typed.get("name") or await self._device()
        self.editing, self.edited, self.renamed = "", "", 0
        self.is_ready = True

    @endpoint(Access.SIGNED_IN)
    async def edit(self, passkey: str) -> None:
        """Open the form of a name."""
        self.editing = passkey

    @endpoint(Access.SIGNED_IN)
    async def leave(self) -> None:
        """Close the form of a name as if it had not been opened."""
        self._close()

    @endpoint(Access.SIGNED_IN)
    async def rename(self, form: PasskeyNameForm) -> None:
        """Call a passkey otherwise."""
        await db.transact(
            keyring.rename,
            by=guard.viewer(),
            passkey_ref=form["passkey"],
            name=form["new_name"],
            field="new_name",
            origin=guard.origin(),
            now=now(),
        )
        await self._read()
        self._close()
        self.renamed += 1

    async def _read(self) -> None:
        who = guard.viewer()
        mine = await db.read(keyring.mine, viewer=who)
        self.passkeys = [_shown(passkey, who.timezone) for passkey in mine]
        self.is_full = len(mine) >= keyring.AT_MOST
        self.is_proof_old = not confirmation.is_fresh(who, now())

    def _close(self) -> None:
        self.editing, self.edited = "", self.editing

    async def _device(self) -> str:
        """Return what this device may be called, in the reader's language: « Chrome sur Windows »."""
        language = (await self.get_state(SessionState)).language
        return spoken_device(language, guard.origin().device) or say(language, "Ma clé d’accès")


def _shown(passkey: Passkey, zone: str) -> PasskeyView:
    return PasskeyView(
        ref=passkey.ref,
        name=passkey.name,
        added=moments.told(passkey.created_at.isoformat(), zone),
        used=moments.told(passkey.last_used_at.isoformat() if passkey.last_used_at else "", zone),
    )
