"""Open tabs kept in step: what a commit announced makes each tab concerned read again, with its own rights.

Sessions also run out by themselves, and announcements may be lost: every few seconds, tabs whose session is over are
covered.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from mycharlotte import db
from mycharlotte.adapters.bus import open_bus
from mycharlotte.config import settings
from mycharlotte.domain import open_sessions
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.faults import new_reference, report
from mycharlotte.models.base import now
from mycharlotte.states import connections, identity
from mycharlotte.states.connections import Connection
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState

COOKIE_SECONDS = 3  # how long a new cookie takes to reach its browser, at most; less than sessions.PREVIOUS_LIFE
ROUND_SECONDS = 3
REFRESH = format_event_handler(SessionState.event_handlers["refresh"])
REFRESH_SECURITY = format_event_handler(SecurityState.event_handlers["refresh"])
REFRESH_DEVICES = format_event_handler(DevicesState.event_handlers["refresh"])
LOOK_AGAIN = format_event_handler(SignInState.event_handlers["look_again"])


def lifespan(app: rx.App) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Return the lifespan task that listens to announcements for this worker."""

    @asynccontextmanager
    async def live_updates() -> AsyncIterator[None]:
        bus = open_bus(settings().redis_url)

        async def tell(announcement: Announcement) -> None:
            await _tell(app, announcement)

        stop = db.after_commit(bus.publish)
        rounds = asyncio.create_task(_go_round(app))
        async with bus.listening(tell):
            yield
        rounds.cancel()
        stop()

    return live_updates


async def _tell(app: rx.App, announcement: Announcement) -> None:
    about = announcement.about
    match announcement.topic:
        case Topic.PROFILE:
            identity.forget(person_ref=about)
            await _enqueue_for(app, about, REFRESH)
        case Topic.SECURITY:
            await _enqueue_for(app, about, REFRESH_SECURITY)
            await _enqueue_for(app, about, REFRESH_DEVICES)
        case Topic.SESSION_ENDED:
            identity.forget(session_ref=about)
            for connection in _of_session(about):
                await _show_that_it_is_over(app, connection)
        case Topic.SESSION_RENEWED:
            identity.forget(session_ref=about)
            for connection in _of_session(about):
                _let_come_back(connection)
        case Topic.MAIL_MOVED:
            for connection in connections.everyone():
                if connection.attempt_token and not connection.session_token:
                    await _enqueue(app, connection, LOOK_AGAIN)
        case _:
            pass


def _of_session(session_ref: str) -> list[Connection]:
    return [connection for connection in connections.everyone() if connection.session_ref == session_ref]


async def _enqueue_for(app: rx.App, person_ref: str, name: str) -> None:
    """Make every tab of a person read again."""
    for connection in connections.everyone():
        if connection.viewer_ref == person_ref:
            await _enqueue(app, connection, name)


async def _go_round(app: rx.App) -> None:
    """Cover, as long as this worker lives, the tabs whose session ran out or was ended without a word."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await _cover_what_is_over(app)
        except Exception as fault:  # noqa: BLE001  (told to the log; the next round may succeed)
            report(fault, reference=new_reference(), where="round of open tabs")


async def _cover_what_is_over(app: rx.App) -> None:
    refs = {connection.session_ref for connection in connections.everyone() if connection.session_ref}
    for ref in await db.read(open_sessions.over, refs=refs, now=now()) if refs else ():
        identity.forget(session_ref=ref)
        for connection in _of_session(ref):
            await _show_that_it_is_over(app, connection)


def _let_come_back(connection: Connection) -> None:
    """Hang up once the browser has the new cookie, with which its page comes back; the previous one still opens."""
    asyncio.get_running_loop().call_later(COOKIE_SECONDS, lambda: asyncio.ensure_future(connection.hang_up()))


async def _enqueue(app: rx.App, connection: Connection, name: str) -> None:
    namespace = app.event_namespace
    if namespace and (token := namespace.sid_to_token.get(connection.sid)):
        await app.event_processor.enqueue(token, Event(name=name))


async def _show_that_it_is_over(app: rx.App, connection: Connection) -> None:
    """Cover the page, then hang up: the socket comes back with whatever cookie the browser holds by then."""
    over = {SessionState.get_full_name(): {"is_over_rx_state_": True, "is_signed_in_rx_state_": False}}
    if namespace := app.event_namespace:
        await namespace.emit("event", StateUpdate(delta=over), to=connection.sid)
        await connection.hang_up()
