"""Open tabs kept in step: what a commit announced makes each tab concerned read again, with its own rights."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from mycharlotte import db
from mycharlotte.adapters.bus import open_bus
from mycharlotte.config import settings
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.states import connections, identity
from mycharlotte.states.connections import Connection
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState

REFRESH = format_event_handler(SessionState.event_handlers["refresh"])
LOOK_AGAIN = format_event_handler(SignInState.event_handlers["look_again"])


def lifespan(app: rx.App) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Return the lifespan task that listens to announcements for this worker."""

    @asynccontextmanager
    async def live_updates() -> AsyncIterator[None]:
        bus = open_bus(settings().redis_url)

        async def tell(announcement: Announcement) -> None:
            await _tell(app, announcement)

        stop = db.after_commit(bus.publish)
        async with bus.listening(tell):
            yield
        stop()

    return live_updates


async def _tell(app: rx.App, announcement: Announcement) -> None:
    match announcement.topic:
        case Topic.PROFILE:
            identity.forget(person_ref=announcement.about)
            for connection in connections.everyone():
                if connection.viewer_ref == announcement.about:
                    await _enqueue(app, connection, REFRESH)
        case Topic.SESSION_ENDED:
            identity.forget(session_ref=announcement.about)
            for connection in connections.everyone():
                if connection.session_ref == announcement.about:
                    await _show_that_it_is_over(app, connection)
        case Topic.MAIL_MOVED:
            for connection in connections.everyone():
                if connection.attempt_token and not connection.session_token:
                    await _enqueue(app, connection, LOOK_AGAIN)
        case _:
            pass


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
