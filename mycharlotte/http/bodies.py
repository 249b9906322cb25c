"""How much a request may carry, counted as it arrives: what it announces is not believed."""

from starlette.types import Message, Receive, Scope

from mycharlotte import routes
from mycharlotte.http import origins

MAX_BODY = 64 * 1024
MAX_PICTURE_BODY = 11 * 1024 * 1024
MAX_LIST_BODY = 2 * 1024 * 1024 + MAX_BODY
MOST = {routes.POST_PICTURE: MAX_PICTURE_BODY, routes.POST_INVITATIONS_FILE: MAX_LIST_BODY}


class BodyTooLarge(Exception):
    """More was sent than this address takes."""


def limited(scope: Scope, receive: Receive) -> Receive:
    """Return a way to read the body that raises `BodyTooLarge` as soon as it is, or says that it will be, too large."""
    most = MOST.get(scope["path"], MAX_BODY)
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
