"""How many sockets one session, and one block of addresses, may hold open, and how fast it may open them.

A closed tab's state stays in memory for a while: whoever opened and closed sockets without end would fill it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from mycharlotte.config import settings
from mycharlotte.http.buckets import Bucket
from mycharlotte.states.connections import Connection

SECONDS_TO_REOPEN_ALL = 60
BLOCKS_REMEMBERED = 1_000


class TooManySockets(Exception):
    """One more would be too many."""


class SocketCount:
    """Counts the open sockets of this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._openings: dict[str, Bucket] = {}

    @contextmanager
    def one_more(self, connection: Connection) -> Iterator[None]:
        """Hold a place for as long as a socket is open.

        Raises:
            TooManySockets: when this session or block has no place left, or opens them too fast.
        """
        places = {"block:" + connection.address_block: settings().sockets_per_block}
        if connection.session_token:
            places["session:" + connection.session_token] = settings().sockets_per_session
        if any(self._open[name] >= most for name, most in places.items()) or not self._may_open(connection):
            raise TooManySockets
        self._open.update(places.keys())
        try:
            yield
        finally:
            self._open.subtract(places.keys())
            for name in places:
                if not self._open[name]:
                    del self._open[name]

    def _may_open(self, connection: Connection) -> bool:
        most = settings().sockets_per_block
        if len(self._openings) > BLOCKS_REMEMBERED:
            self._openings = {block: bucket for block, bucket in self._openings.items() if not bucket.is_full}
        return self._openings.setdefault(connection.address_block, Bucket(most, most / SECONDS_TO_REOPEN_ALL)).take()
