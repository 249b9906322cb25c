"""How workers tell one another that something changed: a topic and a reference, never a content.

In one process it is a function call; with Redis, one subscription per worker.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Protocol

import redis
import redis.asyncio
import structlog

from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.faults import new_reference, report

CHANNEL = "mycharlotte:announcements"
RETRY_SECONDS = 1.0

Listener = Callable[[Announcement], Coroutine[Any, Any, None]]
log = structlog.get_logger()


class Bus(Protocol):
    """Where announcements go, and come from."""

    def publish(self, announcement: Announcement) -> None:
        """Tell every worker; called from any thread."""

    def listening(self, listener: Listener) -> AbstractAsyncContextManager[None]:
        """Call `listener` on the event loop with each announcement, for as long as the block lasts."""
        ...


class LocalBus:
    """One process: announcements go straight to its event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Listener | None = None

    def publish(self, announcement: Announcement) -> None:
        """Hand it to the event loop."""
        if self._loop and self._listener:
            asyncio.run_coroutine_threadsafe(_hand(self._listener, announcement), self._loop)

    @asynccontextmanager
    async def listening(self, listener: Listener) -> AsyncIterator[None]:
        """Listen for as long as the block lasts."""
        self._loop, self._listener = asyncio.get_running_loop(), listener
        try:
            yield
        finally:
            self._loop = self._listener = None


class RedisBus:
    """Several workers: one Redis channel."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sender = redis.Redis.from_url(url, socket_timeout=2)

    def publish(self, announcement: Announcement) -> None:
        """Publish; when Redis is away, pages catch up at their next event."""
        try:
            self._sender.publish(CHANNEL, json.dumps([announcement.topic, announcement.about]))
        except redis.RedisError as error:
            log.warning("bus unavailable", why=type(error).__name__)

    @asynccontextmanager
    async def listening(self, listener: Listener) -> AsyncIterator[None]:
        """Listen for as long as the block lasts, across restarts of Redis."""
        task = asyncio.create_task(self._listen(listener))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _listen(self, listener: Listener) -> None:
        while True:
            try:
                async with redis.asyncio.from_url(self._url) as client, client.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for message in channel.listen():
                        if message["type"] == "message" and (announcement := _read(message["data"])):
                            await _hand(listener, announcement)
            except redis.RedisError as error:
                log.warning("bus unavailable", why=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)


async def _hand(listener: Listener, announcement: Announcement) -> None:
    """Let the listener know; what fails for one announcement does not keep the next from being heard."""
    try:
        await listener(announcement)
    except Exception as fault:  # noqa: BLE001  (a bug is told to the log, whatever it is)
        report(fault, reference=new_reference(), where=f"announcement {announcement.topic}")


def _read(message: bytes) -> Announcement | None:
    """Read a message; None for one of another version of the application, which runs during a deployment."""
    try:
        topic, about = json.loads(message)
        return Announcement(Topic(topic), str(about))
    except (ValueError, TypeError):
        return None


def open_bus(redis_url: str) -> Bus:
    """Open the bus of an installation."""
    return RedisBus(redis_url) if redis_url else LocalBus()
