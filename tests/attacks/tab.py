"""A browser's tab without the browser: it speaks the sockets' protocol itself, and says whatever a tester wants.

    async with opened(application, cookies=application.session_of(PAUL.email), page=routes.PROFILE) as tab:
        await tab.call(SessionState, "choose_language", language="en")
        await tab.until(lambda: tab.of(SessionState)["language"] == "en")

On the wire: Engine.IO 4, then Socket.IO 5 in the namespace `/_event`. The first event rides in the CONNECT packet;
events are `["event", {name, payload, router_data}]`, answers `["event", {"delta": {state: {variable: value}}}]`.
"""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.state import State
from reflex_base.utils.format import format_event_handler
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from mycharlotte import routes
from mycharlotte.states.sign_in import SignInState
from tests.servers.application import Application, coming_from, fresh_address

HYDRATE = format_event_handler(State.event_handlers["hydrate_and_load"])
SECONDS = 10


@dataclass
class Tab:
    """One socket, and what it was told."""

    socket: ClientConnection
    page: str
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: list[tuple[str, Any]] = field(default_factory=list)
    is_refused: bool = False
    is_closed: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, state: type[rx.State]) -> dict[str, Any]:
        """The variables of a state, as this tab knows them."""
        return self.state.get(state.get_full_name(), {})

    async def call(self, state: type[rx.State], handler: str, **payload: Any) -> None:
        """Send the event that a page would send."""
        await self.send(name_of(state, handler), payload)

    async def send(self, name: Any, payload: Any = None, **others: Any) -> None:
        """Send an event, well made or not."""
        event = {"name": name, "payload": {} if payload is None else payload, "router_data": self.address()} | others
        await self.send_raw("42/_event," + json.dumps(["event", event]))

    async def send_raw(self, text: str | bytes) -> None:
        """Send anything at all; a socket closed meanwhile is not an error."""
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(text)

    async def until(self, is_true: Callable[[], Any], seconds: float = SECONDS) -> None:
        """Wait until something said makes this true."""
        async with asyncio.timeout(seconds):
            while not is_true():
                self._news.clear()
                await self._news.wait()

    async def fence(self) -> None:
        """Wait until everything sent before was either dropped or dealt with: events of a tab are taken in order."""
        looks = self.of(SignInState).get("looks", 0)
        await self.call(SignInState, "look_again")
        await self.until(lambda: self.of(SignInState).get("looks", 0) > looks)

    def address(self) -> dict[str, Any]:
        """Where this tab says that it is."""
        return {"pathname": self.page, "asPath": self.page, "query": {}}

    def hydration(self, **payload: Any) -> dict[str, Any]:
        """The first event of a page."""
        return {"name": HYDRATE, "payload": payload, "router_data": self.address()}

    async def listen(self) -> None:
        """Take in what the server says until it hangs up."""
        with contextlib.suppress(ConnectionClosed):
            async for message in self.socket:
                await self._take(str(message))
                self._news.set()
        self.is_closed = True
        self._news.set()

    async def _take(self, message: str) -> None:
        if message == "2":
            await self.send_raw("3")
        elif message.startswith("44/_event"):
            self.is_refused = True
        elif message.startswith("41/_event"):
            self.is_closed = True
        elif message.startswith("42/_event,"):
            name, *content = json.loads(message.removeprefix("42/_event,"))
            self.said.append((name, content[0] if content else None))
            for state, variables in (content[0].get("delta") or {} if name == "event" else {}).items():
                known = self.state.setdefault(state, {})
                known |= {variable.removesuffix("_rx_state_"): value for variable, value in variables.items()}


@asynccontextmanager
async def opened(
    application: Application,
    *,
    cookies: Mapping[str, str] | None = None,
    token: str = "",
    page: str = routes.SIGN_IN,
    address: str = "",
    headers: Mapping[str, str] | None = None,
    boots: bool = True,
) -> AsyncIterator[Tab]:
    """Open a tab on a page; with `boots`, as a page just loaded does, and wait for all that it shows."""
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
    # Of their own unless told: tests do not use up one another's openings.
    sent |= coming_from(address or fresh_address()) | dict(headers or {})
    async with connect(
        socket_url(application, token or new_token()),
        origin=application.url,  # type: ignore[arg-type]
        additional_headers=sent,
        open_timeout=SECONDS,
        close_timeout=1,
        max_size=None,
    ) as socket:
        tab = Tab(socket, page)
        listening = asyncio.create_task(tab.listen())
        try:
            if boots:
                await tab.send_raw("40/_event," + json.dumps({"event": tab.hydration(hashes=[])}))
                await tab.until(lambda: tab.of(State).get("is_hydrated") or tab.is_closed)
            yield tab
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


def new_token() -> str:
    """A token as pages make them."""
    return str(uuid.uuid4())


def socket_url(application: Application, token: str) -> str:
    """The address of the sockets."""
    return application.url.replace("http", "ws", 1) + f"/_event/?token={token}&EIO=4&transport=websocket"


def name_of(state: type[rx.State], handler: str) -> str:
    """The name by which a page calls a handler."""
    return format_event_handler(state.event_handlers[handler])
