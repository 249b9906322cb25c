"""An open tab, without a browser: the socket of Reflex 0.10's page, spoken over `websockets`' protocol without its I/O.

    0{…}                                    the server opens Engine.IO
    40/_event,{"event": hydrate_and_load}   the page connects; its first event rides along
    42/_event,["event", {name, payload, router_data}]
    42/_event,["event", {"delta": {state: {var_rx_state_: …}}}]

A thin client on purpose: what it costs is in both figures of a ratio, and would make them look alike.
"""

import asyncio
import json
import time
import uuid
from typing import Any, Self

from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from benchmarks.servers import Address

NAMESPACE = "/_event"
HYDRATE = "reflex___state____state.hydrate_and_load"
HYDRATED = '"is_hydrated_rx_state_":true'
PATIENCE_SECONDS = 20.0

Arrival = asyncio.Future[tuple[float, str]]


class TabRefused(ConnectionError):
    """The server did not take the socket, or closed it."""


class Tab(asyncio.Protocol):
    """One socket. `call` sends an event and waits for the update that holds a text."""

    def __init__(self, address: Address, *, cookie: str = "", forwarded_for: str = "") -> None:
        token = uuid.uuid4()
        uri = f"ws://localhost:{address.port}{NAMESPACE}/?EIO=4&transport=websocket&token={token}"
        self._address = address
        self._protocol = ClientProtocol(parse_uri(uri), origin=address.origin, max_size=None)  # type: ignore[arg-type]
        self._extra = Headers()
        if cookie:
            self._extra["Cookie"] = cookie
        if forwarded_for:
            self._extra["X-Forwarded-For"] = forwarded_for
        self._transport: asyncio.Transport | None = None
        self._awaited: list[tuple[str, Arrival]] = []
        self._boot = ""

    @classmethod
    async def open(cls, address: Address, path: str = "/", *, cookie: str = "", forwarded_for: str = "") -> Self:
        """Open a tab on a page of ours, and return once everything the page loads is there."""
        tab = cls(address, cookie=cookie, forwarded_for=forwarded_for)
        tab._boot = json.dumps({"event": {"name": HYDRATE, "payload": {}, "router_data": _router(path)}})
        hydrated = tab.expect(HYDRATED)
        await asyncio.get_running_loop().create_connection(lambda: tab, "127.0.0.1", address.port)
        await asyncio.wait_for(hydrated, PATIENCE_SECONDS)
        return tab

    async def call(self, name: str, payload: dict[str, Any], *, until: str, path: str = "/") -> tuple[float, str]:
        """Send an event; return the seconds until the update that contains `until`, and that update."""
        event = {"name": name, "payload": payload, "router_data": _router(path)}
        message = f"42{NAMESPACE}," + json.dumps(["event", event])
        arrival = self.expect(until)
        sent = time.perf_counter()
        self._send(message)
        arrived, update = await asyncio.wait_for(arrival, PATIENCE_SECONDS)
        return arrived - sent, update

    def expect(self, text: str) -> Arrival:
        """Watch for the next update that contains a text: when it arrived, and the update."""
        arrival: Arrival = asyncio.get_running_loop().create_future()
        self._awaited.append((text, arrival))
        return arrival

    def close(self) -> None:
        """Close the tab."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_connection makes
        self._transport = transport
        request = self._protocol.connect()
        request.headers.update(self._extra)
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        arrived = time.perf_counter()
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                if self._protocol.handshake_exc:
                    self._fail(str(self._protocol.handshake_exc))
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._read(bytes(event.data).decode(), arrived)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell whoever waits."""
        self._fail("the server closed the socket")

    def _read(self, message: str, arrived: float) -> None:
        if message.startswith("0{"):
            self._send(f"40{NAMESPACE},{self._boot}")
        elif message == "2":
            self._send("3")
        elif self._awaited:
            for text, arrival in self._awaited:
                if text in message and not arrival.done():
                    arrival.set_result((arrived, message))
            self._awaited = [(text, arrival) for text, arrival in self._awaited if not arrival.done()]

    def _send(self, message: str) -> None:
        self._protocol.send_text(message.encode())
        self._flush()

    def _flush(self) -> None:
        if self._transport and not self._transport.is_closing():
            for data in self._protocol.data_to_send():
                if data:
                    self._transport.write(data)

    def _fail(self, why: str) -> None:
        for _, arrival in self._awaited:
            if not arrival.done():
                arrival.set_exception(TabRefused(why))
        self._awaited.clear()


def handler(module: str, state: str, name: str) -> str:
    """The name under which Reflex knows a handler: module, state in snake case, method."""
    return f"reflex___state____state.{module.replace('.', '___')}____{state}.{name}"


def field(update: str, name: str) -> Any:
    """Return a variable from an update, whichever state it is in."""
    _, content = json.loads(update.partition(",")[2])
    for values in content["delta"].values():
        if f"{name}_rx_state_" in values:
            return values[f"{name}_rx_state_"]
    raise KeyError(name)


def _router(path: str) -> dict[str, str]:
    return {"pathname": path.partition("?")[0], "asPath": path}
