"""Who is asking: looked up from the session's row at every event and request.

The answer is kept five seconds at most, and dropped at once when a session ends or a person changes.
"""

import time
from collections import OrderedDict

from mycharlotte import db
from mycharlotte.domain import sessions, tokens
from mycharlotte.models.base import now
from mycharlotte.views.viewer import Viewer

KEPT_SECONDS = 5.0
KEPT_AT_MOST = 10_000

_kept: OrderedDict[bytes, tuple[Viewer | None, float]] = OrderedDict()
_changes = [0]  # how many times something was forgotten


async def viewer_of(session_token: str) -> Viewer | None:
    """Return who a session token stands for, or None: no session, ended, idle or too old."""
    if not session_token:
        return None
    name = tokens.digest(session_token)
    viewer, until = _kept.get(name, (None, 0.0))
    while until < time.monotonic():
        changes = _changes[0]
        viewer = await db.read(sessions.resume, token=session_token, now=now())
        if changes == _changes[0]:  # else what was read may be from before the change: read again
            if not (viewer and viewer.by_previous_token):  # good for seconds, which keeping would add to
                _keep(name, viewer)
            break
    return viewer if viewer and sessions.is_alive(viewer, now()) else None


async def note_activity(viewer: Viewer) -> None:
    """Prolong the session of someone who just did something; written once a minute at most."""
    at = now()
    if at - viewer.last_seen_at >= sessions.TOUCH_EVERY:
        await db.transact(sessions.touch, session_id=viewer.session_id, now=at)
        forget(session_ref=viewer.session_ref)


def forget(*, session_ref: str = "", person_ref: str = "") -> None:
    """Drop what is kept of a session, or of a person: the next event reads the database."""
    _changes[0] += 1
    gone = [
        name
        for name, (viewer, _) in _kept.items()
        if viewer and (viewer.session_ref == session_ref or viewer.ref == person_ref)
    ]
    for name in gone:
        del _kept[name]


def _keep(name: bytes, viewer: Viewer | None) -> None:
    _kept[name] = (viewer, time.monotonic() + KEPT_SECONDS)
    _kept.move_to_end(name)
    while len(_kept) > KEPT_AT_MOST:
        _kept.popitem(last=False)
