"""The outermost wall: every request and every socket passes here before anything of Reflex sees it.

- Browsers come from one exact origin: for sockets and for everything that is not a read.
- A socket's state is keyed by HMAC(session, the page's token): the token, chosen by the page and written in addresses, opens
  nothing without the cookie.
- Cookies and unknown headers stop here; what they prove goes on in the scope, out of the page's reach.
- Private pages are not even sent to whoever is not signed in. Sizes are limited; every answer carries the security headers.
"""

import hmac
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mycharlotte import routes
from mycharlotte.config import settings
from mycharlotte.faults import new_reference, report
from mycharlotte.http import cookies, headers, origins
from mycharlotte.http.plain import plain_page
from mycharlotte.http.sockets import SocketCount, TooManySockets
from mycharlotte.states import identity
from mycharlotte.states.connections import Connection

CONNECTION = "mycharlotte.connection"
EVENT_PATH = "/_event"
CLOSED_PATHS = ("/_upload", "/_all_routes", "/ping", "/_health", "/auth-codespace")
KEPT_HEADERS = frozenset(
    {
        b"host",
        b"upgrade",
        b"connection",
        b"accept-language",
        b"sec-websocket-key",
        b"sec-websocket-version",
        b"sec-websocket-protocol",
        b"sec-websocket-extensions",
    }
)
PAGES = frozenset((*routes.PRIVATE_PAGES, *routes.PUBLIC_PAGES))
READS = frozenset({"GET", "HEAD"})
MAX_BODY = 64 * 1024
MAX_PICTURE_BODY = 11 * 1024 * 1024
PAGE_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

log = structlog.get_logger()


class BodyTooLarge(Exception):
    """More was sent than this address takes."""


class Edge:
    """The ASGI wrapper; `app` is everything inside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.sockets = SocketCount()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a socket in, or answer for it here."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _dressed(path, message.get("headers", []))
            await send(message)

        try:
            if answer := await self._refusal(scope):
                await answer(scope, receive, send_guarded)
                return
            await self.app(_to_page(scope), _limited(scope, receive), send_guarded)
        except BodyTooLarge:
            if not started:
                await plain_page(scope, 413)(scope, receive, send_guarded)
        except Exception as fault:
            reference = new_reference()
            report(fault, reference=reference, where=f"{scope['method']} {_route(path)}")
            if not started:
                await plain_page(scope, 500, reference=reference)(scope, receive, send_guarded)

    async def _refusal(self, scope: Scope) -> ASGIApp | None:
        """Return the answer to a request that goes no further, or None."""
        path, method = scope["path"], scope["method"]
        if path.startswith(CLOSED_PATHS):
            return plain_page(scope, 404)
        if method not in READS and (method != "POST" or origins.header(scope, b"origin") != settings().origin):
            return plain_page(scope, 403)
        if method in READS:
            return await self._detour(scope, path)
        return None

    async def _detour(self, scope: Scope, path: str) -> ASGIApp | None:
        """Send whoever is at the wrong door to the right one, before any page is sent."""
        page = path.rstrip("/") or "/"
        if page not in PAGES:
            return None
        elsewhere = origins.header(scope, b"host") != urlsplit(settings().public_url).netloc
        if elsewhere or page != path:
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{settings().origin}{page}{'?' if query else ''}{query}", 307)
        if path in routes.PRIVATE_PAGES and not await self._viewer(scope):
            return RedirectResponse(routes.sign_in(path), 303)
        if path in {routes.SIGN_IN, routes.SIGN_IN_CODE} and await self._viewer(scope):
            return RedirectResponse(routes.HOME, 303)
        return None

    async def _viewer(self, scope: Scope) -> object | None:
        return await identity.viewer_of(cookies.read(scope["headers"]).get(cookies.SESSION, ""))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        page_token = (parse_qs(scope["query_string"].decode("latin-1")).get("token") or [""])[0]
        if (
            scope["path"].rstrip("/") != EVENT_PATH
            or origins.header(scope, b"origin") != settings().origin
            or not PAGE_TOKEN.fullmatch(page_token)
        ):
            await _turn_away(receive, send)
            return
        found = cookies.read(scope["headers"])
        connection = Connection(
            session_token=found.get(cookies.SESSION, ""),
            attempt_token=found.get(cookies.ATTEMPT, ""),
            flash=found.get(cookies.FLASH, ""),
            language=origins.language(scope, found.get(cookies.LANGUAGE, "")),
            address_block=origins.address_block(scope),
            device=origins.device(scope),
        )
        try:
            with self.sockets.one_more(connection):
                await self.app(_inner(scope, connection, page_token), receive, send)
        except TooManySockets:
            await _turn_away(receive, send)


def _inner(scope: Scope, connection: Connection, page_token: str) -> Scope:
    """The scope as Reflex sees it: no cookie, few headers, and a token that is worthless anywhere else."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    secret = connection.session_token or connection.attempt_token
    keyed = hmac.digest(settings().key("sockets"), f"{secret}\x00{page_token}".encode(), "sha256").hex()[:32]
    kept = {name: query[name] for name in ("EIO", "transport") if name in query} | {"token": [keyed]}
    return {
        **scope,
        "query_string": urlencode(kept, doseq=True).encode(),
        "headers": [(name, value) for name, value in scope["headers"] if name in KEPT_HEADERS],
        CONNECTION: connection,
    }


def _to_page(scope: Scope) -> Scope:
    """Lead a page's address to its file: Reflex keeps each page in a folder, and would redirect to it."""
    path = scope["path"]
    return {**scope, "path": path + "/", "raw_path": (path + "/").encode()} if path in PAGES and path != "/" else scope


async def _turn_away(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _dressed(path: str, given: headers.Headers) -> headers.Headers:
    ours = headers.always()
    names = {name for name, _ in ours} | {b"server"}
    own_policy = [(n, v) for n, v in given if n == b"content-security-policy"]
    kept = [(name, value) for name, value in given if name.lower() not in names]
    dress = [(n, v) for n, v in ours if not (own_policy and n == b"content-security-policy")]
    return [*kept, *dress, *own_policy, *headers.caching(path, given)]


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count what arrives, and stop reading when it is too much."""
    most = MAX_PICTURE_BODY if scope["path"] == routes.POST_PICTURE else MAX_BODY
    announced = origins.header(scope, b"content-length")
    if announced.isdigit() and int(announced) > most:
        raise BodyTooLarge
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge
        return message

    return receive_limited


def _route(path: str) -> str:
    """A path without what may name someone: its first part."""
    return "/" + path.strip("/").split("/", 1)[0]
