"""How many sockets one session, and one block of addresses, may hold open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from mycharlotte.config import settings
from mycharlotte.states.connections import Connection


class TooManySockets(Exception):
    """One more would be too many."""


class SocketCount:
    """Counts the open sockets of this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, connection: Connection) -> Iterator[None]:
        """Hold a place for as long as a socket is open.

        Raises:
            TooManySockets: when this session or block has no place left.
        """
        places = {"block:" + connection.address_block: settings().sockets_per_block}
        if connection.session_token:
            places["session:" + connection.session_token] = settings().sockets_per_session
        if any(self._open[name] >= most for name, most in places.items()):
            raise TooManySockets
        self._open.update(places.keys())
        try:
            yield
        finally:
            self._open.subtract(places.keys())
            for name in places:
                if not self._open[name]:
                    del self._open[name]
