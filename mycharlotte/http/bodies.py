"""How much a request may carry, counted as it arrives: what it announces is not believed."""

from starlette.types import Message, Receive, Scope

from mycharlotte import routes
from mycharlotte.http import origins

MAX_BODY = 64 * 1024
MAX_PICTURE_BODY = 11 * 1024 * 1024


class BodyTooLarge(Exception):
    """More was sent than this address takes."""


def limited(scope: Scope, receive: Receive) -> Receive:
    """Return a way to read the body that raises `BodyTooLarge` as soon as it is, or says that it will be, too large."""
    most = MAX_PICTURE_BODY if scope["path"] == routes.POST_PICTURE else MAX_BODY
    announced = origins.header(scope, b"content-length")
    taken = int(announced) if announced.isdecimal() and int(announced) > most else 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive() if taken <= most else {}
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge
        return message

    return receive_limited
