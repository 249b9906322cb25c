"""What is read of a socket before the libraries that speak its protocol see it.

They would take a client's word for much: events named `connect` or `disconnect`, files in pieces, one connection after
another on one socket, JSON as deep as it likes; and they write to the log what they cannot read. Our pages send few
kinds of messages. Anything else, or too much, vanishes; a socket that insists is read no more, which closes it.
"""

import json
import re
from typing import Any

import structlog
from starlette.types import Message, Receive

from mycharlotte.http.buckets import Bucket
from mycharlotte.states.connections import Connection

EVENTS_PER_SECOND = 60
BURST = 120
VIOLATIONS_ALLOWED = 50
EVENT_NAMES = {"event", "client_error"}
KIND = re.compile(r"(?:[13]|41/_event,?)\Z|40/_event,|42/_event,")  # Engine.IO 4, then Socket.IO 5
CLOSED_FOR_CAUSE = 1008

log = structlog.get_logger()


class Reader:
    """Reads one socket for as long as it behaves."""

    def __init__(self, connection: Connection, receive: Receive) -> None:
        self._connection = connection
        self._receive = receive
        self._allowance = Bucket(BURST, EVENTS_PER_SECOND)
        self._has_connected = False

    async def receive(self) -> Message:
        """Return the next message that may be let through, or the end of the socket."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            fits = self._allowance.take() and self._fits(message.get("text") or "")
            self._connection.violations += not fits
            if self._connection.violations > VIOLATIONS_ALLOWED:
                log.warning("socket closed: too much that our pages never send", seldom=True)
                self._connection.is_hung_up = True
            if self._connection.is_hung_up:
                return {"type": "websocket.disconnect", "code": CLOSED_FOR_CAUSE}
            if fits:
                return message

    def _fits(self, text: str) -> bool:
        kind = KIND.match(text)
        if not kind:
            return False
        content = text[kind.end() :]
        if kind[0] == "42/_event,":
            match _parsed(content):
                case [str(name), _]:
                    return name in EVENT_NAMES
            return False
        if kind[0] == "40/_event,":
            is_first, self._has_connected = not self._has_connected, True
            return is_first and (not content or isinstance(_parsed(content), dict))
        return True


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
