"""The outermost wall: every request and every socket passes here before anything of Reflex sees it.

- Browsers come from one exact origin: for sockets and for everything that is not a read.
- A socket's state is keyed by HMAC(session, the page's token): the token, chosen by the page and written in addresses,
  opens nothing without the cookie.
- Cookies and unknown headers stop here; what they prove goes on in the scope, out of the page's reach.
- Private pages are not even sent to whoever is not signed in. Sizes are limited; every answer carries the security
  headers, and what is refused is said in our words.
"""

import hmac
import posixpath
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mycharlotte import routes
from mycharlotte.config import settings
from mycharlotte.faults import new_reference, report
from mycharlotte.http import calendar_feed, cookies, headers, origins
from mycharlotte.http.bodies import BodyTooLarge, limited
from mycharlotte.http.frames import Reader
from mycharlotte.http.plain import WORDS, plain_page
from mycharlotte.http.sockets import SocketCount, TooManySockets
from mycharlotte.states import identity
from mycharlotte.states.connections import Connection

CONNECTION = "mycharlotte.connection"
EVENT_PATH = "/_event"
CLOSED_PATHS = ("/_event", "/_upload", "/_all_routes", "/ping", "/_health", "/auth-codespace")
PAGE_FILES = (".html", ".html.gz", ".html.br")  # pages are read under their own addresses, where the guard is
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
READS = frozenset({"GET", "HEAD"})
METHODS = READS | {"POST"}
PAGE_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


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
        answer = Answer(path, send)
        try:
            if refusal := await self._refusal(scope):
                await refusal(scope, receive, answer.send)
                return
            if path.startswith(calendar_feed.PREFIX):
                await calendar_feed.door(scope, receive, answer.send)
                return
            await self.app(_to_page(scope), limited(scope, receive), answer.send)
            if answer.withheld:
                await answer.replace(plain_page(scope, answer.withheld), scope, receive)
        except BodyTooLarge:
            await answer.replace(plain_page(scope, 413), scope, receive)
        except Exception as fault:  # noqa: BLE001 - the last resort: told to the person and to the log
            reference = new_reference()
            report(fault, reference=reference, where=f"{scope['method']} {_route(path)}")
            await answer.replace(plain_page(scope, 500, reference=reference), scope, receive)

    async def _refusal(self, scope: Scope) -> ASGIApp | None:
        """Return the answer to a request that goes no further, or None."""
        path, method = scope["path"], scope["method"]
        if path.startswith(CLOSED_PATHS) or path.endswith(PAGE_FILES) or _is_crooked(path):
            return plain_page(scope, 404)
        if method not in METHODS:
            return plain_page(scope, 405, headers={"Allow": ", ".join(sorted(METHODS))})
        if method == "POST" and origins.header(scope, b"origin") != settings().origin:
            return plain_page(scope, 403)
        if method in READS:
            return await self._detour(scope, path)
        return None

    async def _detour(self, scope: Scope, path: str) -> ASGIApp | None:
        """Send whoever is at the wrong door to the right one, before any page is sent."""
        page = path.rstrip("/") or "/"
        if page not in headers.PAGES:
            return None
        elsewhere = origins.header(scope, b"host") != urlsplit(settings().public_url).netloc
        if elsewhere or page != path:
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{settings().origin}{page}{'?' if query else ''}{query}", 307)
        if path in routes.PRIVATE_PAGES and not await self._viewer(scope):
            return RedirectResponse(routes.sign_in(routes.about(path, scope["query_string"].decode("latin-1"))), 303)
        if path in {routes.SIGN_IN, routes.SIGN_IN_CODE, routes.FORGOTTEN} and await self._viewer(scope):
            wanted = parse_qs(scope["query_string"].decode("latin-1")).get(routes.NEXT_PARAMETER) or [""]
            return RedirectResponse(routes.safe_next(wanted[0]), 303)
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
            await plain_page(scope, 403)(scope, receive, Answer(scope["path"], send).send)
            return
        found = cookies.read(scope["headers"])
        connection = Connection(
            session_token=found.get(cookies.SESSION, ""),
            attempt_token=found.get(cookies.ATTEMPT, ""),
            device_token=found.get(cookies.DEVICE, ""),
            reset_token=found.get(cookies.RESET, ""),
            invitation_token=found.get(cookies.INVITATION, ""),
            sign_up_token=found.get(cookies.SIGN_UP, ""),
            flash=found.get(cookies.FLASH, ""),
            language=origins.language(scope, found.get(cookies.LANGUAGE, "")),
            address_block=origins.address_block(scope),
            device=origins.device(scope),
        )
        try:
            with self.sockets.one_more(connection):
                await self.app(_inner(scope, connection, page_token), Reader(connection, receive).receive, send)
        except TooManySockets:
            await plain_page(scope, 503)(scope, receive, Answer(scope["path"], send).send)


class Answer:
    """An answer on its way out: dressed with our headers, and in our words."""

    def __init__(self, path: str, send: Send) -> None:
        self.withheld = 0  # the status of an answer held back, to be said in our words
        self._path = path
        self._send = send
        self._allow: headers.Headers = []
        self._is_started = False

    async def send(self, message: Message) -> None:
        """Let a part of the answer go; not a refusal in plain English, which is Starlette's."""
        if message["type"].endswith("response.start"):
            given = message.get("headers", [])
            if message["status"] in WORDS and dict(given).get(b"content-type", b"").startswith(b"text/plain"):
                self.withheld = message["status"]
                self._allow = [(name, value) for name, value in given if name == b"allow"]
                return
        if not self.withheld:
            await self._dress(message)

    async def replace(self, page: ASGIApp, scope: Scope, receive: Receive) -> None:
        """Answer with a page of ours, unless another answer is already on its way."""
        if not self._is_started:
            await page(scope, receive, self._dress)

    async def _dress(self, message: Message) -> None:
        if message["type"].endswith("response.start"):
            self._is_started = True
            message["headers"] = _dressed(self._path, message["status"], [*message.get("headers", []), *self._allow])
        await self._send(message)


def _inner(scope: Scope, connection: Connection, page_token: str) -> Scope:
    """The scope as Reflex sees it: no cookie, few headers, and a token that is worthless anywhere else."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    secret = connection.session_token or connection.attempt_token or connection.invitation_token
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
    if path not in headers.PAGES or path == "/":
        return scope
    return {**scope, "path": path + "/", "raw_path": (path + "/").encode()}


def _dressed(path: str, status: int, given: headers.Headers) -> headers.Headers:
    ours = headers.of(path, status, given)
    names = {name for name, _ in headers.always(is_page=False)} | {b"server"}
    kept = [(name, value) for name, value in given if name not in names and not name.startswith(b"access-control-")]
    return [*kept, *ours, *headers.caching(path, status, given)]


def _is_crooked(path: str) -> bool:
    """Whether a path says in a roundabout way what another says plainly, or holds what no page's name does."""
    straight = posixpath.normpath("/" + path.lstrip("/"))
    return path not in {straight, straight + "/"} or not path.isprintable()


def _route(path: str) -> str:
    """A path without what may name someone: its first part."""
    return "/" + path.strip("/").split("/", 1)[0]
