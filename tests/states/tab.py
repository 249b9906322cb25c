"""A tab without a browser: it knocks at the doors of states as the event filter and Reflex would.

tab = Tab(session_token=token)
await tab.send(ProfileState, "save", form={...})
(await tab.see(ProfileState)).refusal.sentence
"""

import secrets
from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData
from reflex.state import State

from mycharlotte.states import connections, guard
from mycharlotte.states.connections import Connection

S = TypeVar("S", bound=rx.State)


class Dropped(AssertionError):
    """The event filter would have let this event vanish."""


class Tab:
    """One tab: its page, its socket, which holds the cookies of the handshake, and its states."""

    def __init__(self, *, page: str = "", **cookies: str) -> None:
        self.is_hung_up = False
        self.connection = Connection(**cookies, hang_up=self._hang_up)  # type: ignore[arg-type]
        connections.add(secrets.token_hex(8), self.connection)
        self._root = State(init_substates=True, _reflex_internal_init=True)  # type: ignore[call-arg]
        self.go(page)

    def go(self, page: str) -> None:
        """Show another page, as the address says it."""
        address = {"pathname": page.partition("?")[0], "asPath": page}
        self._root.router = RouterData.from_router_data({"sid": self.connection.sid, **address})

    async def see(self, state: type[S]) -> S:
        """Return a state as the page would show it."""
        return await self._root.get_state(state)

    async def send(self, state: type[rx.State], handler: str, **payload: Any) -> list[Any]:
        """Knock at a door, and return what it answered besides variables.

        Raises:
            Dropped: when the payload does not fit.
        """
        fn: Any = state.event_handlers[handler].fn
        if not guard.fitting(fn, payload):
            raise Dropped(handler)
        return [step async for step in fn(await self.see(state), **payload) if step is not None]

    def sent(self) -> dict[str, Any]:
        """Return the variables that the page would have been sent since the last time."""
        delta = self._root.get_delta()
        self._root._clean()
        return delta

    async def _hang_up(self) -> None:
        self.is_hung_up = True
