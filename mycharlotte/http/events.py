"""What is let through of a socket's messages, before Reflex queues or logs anything.

An event passes when its handler declares an access (or is one of the two that Reflex's own pages send), its payload
fits strictly, and its address is one of ours in shape. Everything else vanishes: no answer, no log line, no memory. A
socket that insists is closed. How much is read of a socket at all is for `frames` to say.
"""

import asyncio
import re
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
import structlog
from reflex.app import EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import OnLoadInternalState, State
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler
from starlette.types import ASGIApp

from mycharlotte.http.edge import CONNECTION, Edge
from mycharlotte.states import connections, guard, identity
from mycharlotte.states.connections import Connection

MAX_ADDRESS = 2_000
MAX_PARAMETERS = 20
MAX_HASHES = 500
HASH = re.compile(r"[0-9A-Za-z+/=_:.-]{1,128}")

log = structlog.get_logger()


class GuardedNamespace(EventNamespace):
    """Reflex's socket namespace, with a filter in front."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._under_way: set[asyncio.Task] = set()

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Note what the handshake proved, and let the page's first event through if it fits."""
        connection: Connection = environ["asgi.scope"][CONNECTION]
        connections.add(sid, connection)
        connection.hang_up = partial(self._hang_up, sid)
        try:
            viewer = await identity.viewer_of(connection.session_token)
            if viewer:
                connection.viewer_ref, connection.session_ref = viewer.ref, viewer.session_ref
            else:
                connection.session_token = ""  # over or made up: from here on, as if there had been none
            boot = self._boot(auth)
            just_loaded = boot is not None and "hashes" in boot.get("event", {}).get("payload", {})
            if just_loaded or viewer is None:
                await self._start_afresh(environ)
            await super().on_connect(sid, environ, boot)
        except BaseException:
            connections.remove(sid)  # a socket refused here never disconnects
            raise

    def on_disconnect(self, sid: str) -> Any:
        """Forget the socket; of nobody's, forget also what it was shown, which would stay in memory for long."""
        connection, token = connections.of(sid), self.sid_to_token.get(sid)
        connections.remove(sid)
        leaving = super().on_disconnect(sid)
        if leaving and token and connection and not connection.session_token:
            forgetting = asyncio.create_task(self._forget(token, after=leaving))
            self._under_way.add(forgetting)
            forgetting.add_done_callback(self._under_way.discard)
        return leaving

    async def on_event(self, sid: str, data: Any) -> None:
        """Let an event through, or let it vanish."""
        connection = connections.of(sid)
        if connection is None:
            return
        event = _clean(data)
        if event is None:
            connection.violations += 1
            return
        viewer = await identity.viewer_of(connection.session_token)
        if event["name"] == HYDRATE and viewer is None and connection.session_token:
            await connection.hang_up()  # what this tab showed is no longer to be shown
            return
        if event["name"] != HYDRATE and viewer:
            await identity.note_activity(viewer)
        await super().on_event(sid, event)

    async def on_ping(self, sid: str) -> None:
        """Nothing of ours pings this way."""

    async def on_client_error(self, sid: str, data: Any = None) -> None:  # noqa: ARG002 - as Reflex calls it
        """Count that a page failed to draw an update; its words are anyone's and are not kept."""
        log.warning("page could not apply an update", seldom=True)

    async def _hang_up(self, sid: str) -> None:
        """Close a socket once it was told all that was said before; nothing more is read of it."""
        if connection := connections.of(sid):
            connection.is_hung_up = True
        await self.disconnect(sid)

    async def _start_afresh(self, environ: dict[str, Any]) -> None:
        """Forget what a tab's page showed before it was loaded again, or while its session lived.

        Only a page just loaded sends hashes; one that reconnects goes on where it was, if someone is signed in: what
        others are shown is in their cookies. A token that another tab holds is left alone: Reflex is about to give this
        one another.
        """
        token = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
        root = self.app._state  # noqa: SLF001 - it has no public name
        if token in self.token_to_sid or root is None:
            return
        key = BaseStateToken(ident=token, cls=root)
        async with self.app.state_manager.modify_state(key) as state:
            state.reset()
            state._clean()  # noqa: SLF001 - idem

    async def _forget(self, token: str, *, after: asyncio.Task) -> None:
        """Free a page's state, once its last event is dealt with; in Redis, it is left to expire."""
        await asyncio.wait([after])
        root, manager = self.app._state, self.app.state_manager  # noqa: SLF001 - it has no public name
        if root is None or not isinstance(manager, StateManagerMemory):
            return
        key = BaseStateToken(ident=token, cls=root)
        async with manager.modify_state(key):
            pass
        if token not in self.token_to_sid:
            manager._purge_token(key)  # noqa: SLF001 - idem

    def _boot(self, auth: Any) -> dict[str, Any] | None:
        if not isinstance(auth, dict):
            return None
        event, schema = _clean(auth.get("event")), auth.get("state_schema")
        boot: dict[str, Any] = {"event": event} if event and event["name"] == HYDRATE else {}
        if isinstance(schema, str) and HASH.fullmatch(schema):
            boot["state_schema"] = schema
        return boot


class GuardedApp(rx.App):
    """A Reflex application with the edge around all of it, and whose sockets pass the filter."""

    def __call__(self) -> ASGIApp:
        """Put the edge around everything, what Reflex answers to other sites (CORS) included."""
        return Edge(super().__call__())

    def _setup_state(self) -> None:
        super()._setup_state()
        if self._event_namespace is not None and self.sio is not None:
            self._event_namespace = GuardedNamespace(self._event_namespace.namespace, self)
            self.sio.register_namespace(self._event_namespace)


HYDRATE = format_event_handler(State.event_handlers["hydrate_and_load"])
ON_LOAD = format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"])
OWN_EVENTS = {HYDRATE, ON_LOAD}


def _clean(data: Any) -> dict[str, Any] | None:
    """Rebuild an event from the parts that we know, or return None."""
    if not isinstance(data, dict):
        return None
    name, payload = data.get("name"), data.get("payload", {})
    router = _clean_router(data.get("router_data"))
    if not isinstance(name, str) or not isinstance(payload, dict) or router is None:
        return None
    if not _fits(name, payload):
        return None
    return {"name": name, "payload": payload, "router_data": router}


def _fits(name: str, payload: dict[str, Any]) -> bool:
    if name in OWN_EVENTS:
        hashes = payload.get("hashes", [])
        return (
            set(payload) <= {"hashes"}
            and isinstance(hashes, list)
            and len(hashes) <= MAX_HASHES
            and all(isinstance(h, str) and HASH.fullmatch(h) for h in hashes)
        )
    known = RegistrationContext.get().event_handlers.get(name)
    return known is not None and hasattr(known.handler.fn, "access") and guard.fitting(known.handler.fn, payload)


def _clean_router(data: Any) -> dict[str, Any] | None:
    if data is None:
        return {}
    if not isinstance(data, dict):
        return None
    addresses = {name: data.get(name, "/") for name in ("pathname", "asPath")}
    query = data.get("query", {})
    if not isinstance(query, dict) or len(query) > MAX_PARAMETERS:
        return None
    texts = [*addresses.values(), *query.keys(), *query.values()]
    if not all(isinstance(text, str) and len(text) <= MAX_ADDRESS and text.isprintable() for text in texts):
        return None
    if not all(text.startswith("/") and not text.startswith("//") for text in addresses.values()):
        return None
    return {**addresses, "query": query}
