"""What one worker announces, every worker hears, from any thread; a Redis that is away keeps nobody from working."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import redis
from structlog.testing import capture_logs

from mycharlotte.adapters import bus
from mycharlotte.adapters.bus import Bus, LocalBus, RedisBus, open_bus
from mycharlotte.domain.announcements import Announcement, Topic

PROFILE = Announcement(Topic.PROFILE, "camille")
ENDED = Announcement(Topic.SESSION_ENDED, "session")
KNOCK = Announcement(Topic.MAIL_MOVED, "knock")
SECONDS = 5


@pytest.fixture(params=["local", "redis"])
def pair(request: pytest.FixtureRequest) -> tuple[Bus, Bus]:
    """Two ends of one bus: the same object in one process, two workers with Redis."""
    if request.param == "local":
        local = LocalBus()
        return local, local
    url = request.getfixturevalue("redis_url")
    return RedisBus(url), RedisBus(url)


class Ear:
    """Keeps what it hears, but for the knocks that tell whether it listens yet."""

    def __init__(self) -> None:
        self.heard: list[Announcement] = []
        self.knocked = asyncio.Event()
        self._news = asyncio.Event()

    async def __call__(self, announcement: Announcement) -> None:
        """Hear."""
        if announcement == KNOCK:
            self.knocked.set()
            return
        self.heard.append(announcement)
        self._news.set()

    async def hears(self, count: int) -> list[Announcement]:
        """Return what was heard once it is as much."""
        async with asyncio.timeout(SECONDS):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard


async def knock(speaker: Bus, ear: Ear) -> None:
    """Publish until the ear hears."""
    ear.knocked.clear()
    async with asyncio.timeout(SECONDS):
        while not ear.knocked.is_set():
            await asyncio.to_thread(speaker.publish, KNOCK)
            with suppress(TimeoutError):
                await asyncio.wait_for(ear.knocked.wait(), 0.02)


@asynccontextmanager
async def listening(listener: Bus, speaker: Bus, ear: Ear) -> AsyncIterator[None]:
    """Listen, from the moment that the speaker is heard."""
    async with listener.listening(ear):
        await knock(speaker, ear)
        yield


async def test_what_is_published_from_a_thread_is_heard_in_order(pair: tuple[Bus, Bus]) -> None:
    speaker, listener = pair
    ear = Ear()
    async with listening(listener, speaker, ear):
        await asyncio.to_thread(lambda: [speaker.publish(one) for one in (PROFILE, ENDED, PROFILE)])
        assert await ear.hears(3) == [PROFILE, ENDED, PROFILE]


async def test_nothing_is_heard_once_one_stopped_listening(pair: tuple[Bus, Bus]) -> None:
    speaker, listener = pair
    ear = Ear()
    async with listening(listener, speaker, ear):
        pass
    await asyncio.to_thread(speaker.publish, PROFILE)
    await asyncio.sleep(0.05)
    assert ear.heard == []


def test_nobody_has_to_listen(pair: tuple[Bus, Bus]) -> None:
    pair[0].publish(PROFILE)


async def test_every_worker_hears(redis_url: str) -> None:
    ears = [Ear(), Ear()]
    speaker = RedisBus(redis_url)
    async with listening(RedisBus(redis_url), speaker, ears[0]), listening(RedisBus(redis_url), speaker, ears[1]):
        await asyncio.to_thread(speaker.publish, ENDED)
        for ear in ears:
            assert await ear.hears(1) == [ENDED]


async def test_one_listens_again_once_redis_is_back(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    ear, speaker = Ear(), RedisBus(redis_url)
    async with listening(RedisBus(redis_url), speaker, ear):
        redis.Redis.from_url(redis_url).client_kill_filter(_type="pubsub")  # what a restart does to whoever listens
        await knock(speaker, ear)
        await asyncio.to_thread(speaker.publish, PROFILE)
        assert await ear.hears(1) == [PROFILE]


async def test_a_listener_that_fails_once_still_hears_what_follows(pair: tuple[Bus, Bus]) -> None:
    speaker, listener = pair
    ear = Ear()

    async def fails_at_first(announcement: Announcement) -> None:
        if announcement == ENDED:
            raise RuntimeError("a page that is gone")
        await ear(announcement)

    with capture_logs() as logged:
        async with listener.listening(fails_at_first):
            await knock(speaker, ear)
            await asyncio.to_thread(speaker.publish, ENDED)
            await asyncio.to_thread(speaker.publish, PROFILE)
            assert await ear.hears(1) == [PROFILE]
    assert [entry["kind"] for entry in logged if entry["event"] == "fault"] == ["RuntimeError"]


async def test_what_another_version_announces_is_passed_over(redis_url: str) -> None:
    ear, speaker = Ear(), RedisBus(redis_url)
    async with listening(RedisBus(redis_url), speaker, ear):
        for message in ('["of-tomorrow", "ref"]', "not json", "[]", "{}", "1", b"\xff"):
            redis.Redis.from_url(redis_url).publish(bus.CHANNEL, message)
        await asyncio.to_thread(speaker.publish, PROFILE)
        assert await ear.hears(1) == [PROFILE]


def test_a_redis_that_is_away_keeps_nobody_from_working(unused_tcp_port_factory: Callable[[], int]) -> None:
    RedisBus(f"redis://127.0.0.1:{unused_tcp_port_factory()}/0").publish(PROFILE)


async def test_listening_to_a_redis_that_is_away_waits_for_it(
    unused_tcp_port_factory: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    async with RedisBus(f"redis://127.0.0.1:{unused_tcp_port_factory()}/0").listening(Ear()):
        await asyncio.sleep(0.05)


def test_one_process_needs_no_redis(redis_url: str) -> None:
    assert isinstance(open_bus(""), LocalBus)
    assert isinstance(open_bus(redis_url), RedisBus)
