"""Fetch a calendar of elsewhere, at an address that someone typed: nothing of ours, and nothing private, is reached.

    fetched = await Web().fetch("https://exemple.fr/a.ics", known="…")

Server-side request forgery (OWASP ASVS 5.0, 1.3.6): the name is resolved here, once; every address it has must be of
the public internet; what is connected to is the very address that was checked, while TLS verifies the name. The same
at every redirect. Time, size and redirects are limited; no cookie, no credential, no proxy of the environment.
"""

import asyncio
import hashlib
import ipaddress
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urljoin

import httpcore

from mycharlotte.domain import outside_addresses
from mycharlotte.domain.outside_failures import Failure, Unread

WHOLE_SECONDS = 15.0
CONNECT_SECONDS = 5.0
MAX_BYTES = 5 * 1024**2
MAX_REDIRECTS = 3
STAMP_AT_MOST = 200
_DIGEST = "sha256:"
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Routed to an IPv4 address that they hold (6to4), or to none: `ipaddress` calls them global.
_NOT_FOR_US = tuple(map(ipaddress.ip_network, ("2002::/16", "3fff::/20", "192.88.99.0/24")))
_HEADERS = [
    ("User-Agent", "MyCharlotte"),
    ("Accept", "text/calendar, text/plain;q=0.5"),
    ("Accept-Encoding", "gzip"),
]
_GZIP = 16 + zlib.MAX_WBITS
_OK, _NOT_MODIFIED, _SERVER_ERROR = 200, 304, 500
_REDIRECTS = {301, 302, 303, 307, 308}
_OTHER_PLACE, _TOO_MANY = 421, 429

_TIMEOUTS = {"timeout": {"connect": CONNECT_SECONDS, "read": WHOLE_SECONDS, "write": WHOLE_SECONDS, "pool": 1.0}}
_ADDRESSES_TRIED = 4

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str], Awaitable[Iterable[tuple[str, int]]]]


@dataclass(frozen=True)
class Fetched:
    """A calendar as it was sent; `text` is None when it is the one already known. `stamp` is what to know it by."""

    text: bytes | None = field(repr=False)
    stamp: str


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public internet, and of one machine."""
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False  # loopback, link-local, mapped IPv4, NAT64, multicast…
    return address.is_global and not address.is_multicast and not any(address in network for network in _NOT_FOR_US)


async def look_up(name: str) -> list[tuple[str, int]]:
    """Return the addresses of a name, with the port of https."""
    found = await asyncio.get_running_loop().getaddrinfo(
        name, outside_addresses.HTTPS_PORT, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )
    return [(str(where[0]), outside_addresses.HTTPS_PORT) for *_, where in found]


@dataclass(frozen=True)
class Web:
    """The web, with who may be reached there: the public internet, unless a test says otherwise."""

    may_reach: Callable[[IPAddress], bool] = is_public
    resolve: Resolve = look_up
    trust: ssl.SSLContext = field(default_factory=httpcore.default_ssl_context)
    whole_seconds: float = WHOLE_SECONDS

    async def fetch(self, address: str, *, known: str = "") -> Fetched:
        """Return a calendar, or that it is still the one `known` by its stamp.

        Raises:
            Unread: with what went wrong.
        """
        try:
            async with asyncio.timeout(self.whole_seconds):
                return await self._follow(address, known)
        except TimeoutError:
            raise Unread(Failure.SLOW) from None

    async def _follow(self, address: str, known: str) -> Fetched:
        headers = [*_HEADERS, *([("If-None-Match", known)] if known and not known.startswith(_DIGEST) else [])]
        backend = _Guarded(self.may_reach, self.resolve)
        for _redirect in range(MAX_REDIRECTS + 1):
            try:
                async with (
                    httpcore.AsyncConnectionPool(ssl_context=self.trust, network_backend=backend) as pool,
                    pool.stream("GET", address, headers=headers, extensions=_TIMEOUTS) as answer,
                ):
                    if answer.status not in _REDIRECTS:
                        return await _read(answer, known)
                    address = _next(address, _header(answer, b"location"))
            except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout):
                raise Unread(Failure.SLOW) from None
            except httpcore.ConnectError as error:
                raise Unread(Failure.NOT_SECURE if _is_about_trust(error) else Failure.UNREACHABLE) from None
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
                raise Unread(Failure.UNREACHABLE) from None
        raise Unread(Failure.REDIRECTS)


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connections to addresses that were checked, and to those alone."""

    def __init__(self, may_reach: Callable[[IPAddress], bool], resolve: Resolve) -> None:
        self._may_reach = may_reach
        self._resolve = resolve
        self._open = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002 - addresses come with theirs
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a name that answers, when it has no address that may not be reached."""
        try:
            found = [(ipaddress.ip_address(where), at) for where, at in await self._resolve(host)]
        except (OSError, ValueError):
            raise Unread(Failure.UNREACHABLE) from None
        if not all(self._may_reach(where) for where, _ in found):
            raise Unread(Failure.PRIVATE)
        failed: Exception = httpcore.ConnectError()
        for where, at in found[:_ADDRESSES_TRIED]:
            try:
                return await self._open.connect_tcp(
                    str(where), at, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


def _next(address: str, location: bytes) -> str:
    """Return where a redirect leads, judged as what people type."""
    try:
        return outside_addresses.parse(urljoin(address, location.decode("latin-1"))).text
    except outside_addresses.AddressNotSecure:
        raise Unread(Failure.NOT_SECURE) from None
    except outside_addresses.AddressOfAMachine:
        raise Unread(Failure.PRIVATE) from None
    except (outside_addresses.AddressRefused, ValueError):
        raise Unread(Failure.REDIRECTS) from None


async def _read(answer: httpcore.Response, known: str) -> Fetched:
    if answer.status == _NOT_MODIFIED and known:
        return Fetched(None, known)
    if answer.status >= _SERVER_ERROR or answer.status in {_OTHER_PLACE, _TOO_MANY}:
        raise Unread(Failure.SERVER)
    if answer.status != _OK:
        raise Unread(Failure.GONE)
    text = b"".join([piece async for piece in _decoded(answer)])
    digest = _DIGEST + hashlib.sha256(text).hexdigest()
    if known == digest:
        return Fetched(None, known)
    etag = _header(answer, b"etag").decode("latin-1")
    return Fetched(text, etag if etag.isascii() and etag.isprintable() and 0 < len(etag) <= STAMP_AT_MOST else digest)


async def _decoded(answer: httpcore.Response) -> AsyncIterator[bytes]:
    """Go through what is sent, unpacked; never more than `MAX_BYTES` of either, whatever it is said to be."""
    packing = _header(answer, b"content-encoding").lower()
    if packing not in {b"", b"identity", b"gzip", b"x-gzip"}:
        raise Unread(Failure.NOT_A_CALENDAR)
    unpacker = zlib.decompressobj(_GZIP) if packing.endswith(b"gzip") else None
    received = given = 0
    async for packed in answer.aiter_stream():
        received += len(packed)
        try:
            piece = unpacker.decompress(packed, MAX_BYTES + 1 - given) if unpacker else packed
        except zlib.error:
            raise Unread(Failure.NOT_A_CALENDAR) from None
        given += len(piece)
        if max(received, given) > MAX_BYTES:
            raise Unread(Failure.TOO_LARGE)
        yield piece
    if unpacker and not unpacker.eof:
        raise Unread(Failure.UNREACHABLE)  # cut on the way


def _header(answer: httpcore.Response, name: bytes) -> bytes:
    return next((value for given, value in answer.headers if given.lower() == name), b"")


def _is_about_trust(error: BaseException | None) -> bool:
    """Tell a certificate that cannot be trusted from a server that does not answer."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
