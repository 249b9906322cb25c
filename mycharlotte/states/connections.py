"""The sockets of this process, and what their handshake proved.

Everything here comes from the edge (`http/edge.py`): HttpOnly cookies and the network, never a word of the page.
It lives outside Reflex's states, which are written to Redis and half of which go to the browser.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass


async def _nothing_to_hang_up() -> None:
    """A socket that was never accepted."""


@dataclass
class Connection:
    """One tab's socket. Tokens are those of its cookies; `viewer_ref` and `session_ref` tell who it was let in as.

    `bubble_ref` is the bubble whose page it shows, once its rights were checked: it hears of what changes there, as it
    does of `bubble_refs`, those that the page of agendas shows.

    `hang_up` closes it for good: the page comes back with whatever cookies the browser holds by then.
    """

    session_token: str = ""
    attempt_token: str = ""
    device_token: str = ""
    reset_token: str = ""
    invitation_token: str = ""
    sign_up_token: str = ""
    flash: str = ""
    language: str = ""
    address_block: str = ""
    device: str = ""
    sid: str = ""
    viewer_ref: str = ""
    session_ref: str = ""
    bubble_ref: str = ""
    bubble_refs: frozenset[str] = frozenset()
    hang_up: Callable[[], Awaitable[None]] = _nothing_to_hang_up
    is_hung_up: bool = False
    violations: int = 0


_by_sid: dict[str, Connection] = {}


def add(sid: str, connection: Connection) -> None:
    """Note a socket that was accepted."""
    connection.sid = sid
    _by_sid[sid] = connection


def remove(sid: str) -> None:
    """Forget a socket that is gone."""
    _by_sid.pop(sid, None)


def of(sid: str) -> Connection | None:
    """Return the socket of this process with that id."""
    return _by_sid.get(sid)


def everyone() -> Iterator[Connection]:
    """Go through the sockets as they are now."""
    yield from list(_by_sid.values())
