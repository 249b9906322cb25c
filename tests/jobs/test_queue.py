"""The queue beside the web application: mails leave at once, what was left is taken up, and it ends in order."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mycharlotte import db
from mycharlotte.config import settings
from mycharlotte.domain import outbox
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.jobs.queue import lifespan, open_queue
from mycharlotte.models.outbox import Delivery
from tests.servers.smtp import SmtpServer

SOON = 20  # seconds: how long a test waits for what should take milliseconds, before it fails


def post(to: str = "camille@example.org") -> str:
    """Queue a code and return the mail's reference."""
    now = datetime.now(UTC)
    values = {"code": "428317", "device": "", "at": now.isoformat()}
    with db.transaction() as session:
        until = now + timedelta(minutes=10)
        return outbox.post(session, "sign_in_code", to=to, values=values, useless_after=until).ref


@pytest.fixture
def database(sqlite: str) -> str:
    """The queue does not depend on the engine: one is enough."""
    return sqlite


class Moved:
    """Waits for mails to move, as the code page does."""

    def __init__(self) -> None:
        self.refs: set[str] = set()
        self.condition = threading.Condition()

    def hear(self, announcement: Announcement) -> None:
        """Note a mail."""
        if announcement.topic is Topic.MAIL_MOVED:
            with self.condition:
                self.refs.add(announcement.about)
                self.condition.notify_all()

    def wait(self, *refs: str) -> bool:
        """Tell whether all of these moved."""
        with self.condition:
            return self.condition.wait_for(lambda: self.refs >= set(refs), SOON)


@pytest.fixture
def moved() -> Iterator[Moved]:
    """The mails that moved."""
    heard = Moved()
    stop = db.after_commit(heard.hear)
    yield heard
    stop()


async def test_a_mail_leaves_as_soon_as_it_is_committed(moved: Moved) -> None:
    async with lifespan():
        ref = await asyncio.to_thread(post)
        assert await asyncio.to_thread(moved.wait, ref)
        assert (settings().data_dir / "mailbox" / f"{ref}.eml").exists()


async def test_what_was_left_by_a_stopped_application_leaves_at_the_next_start(moved: Moved) -> None:
    ref = post()

    async with lifespan():
        assert await asyncio.to_thread(moved.wait, ref)
    assert state_of(ref) is Delivery.SENT


async def test_a_server_that_was_down_gets_the_mail_without_anyone_asking(
    moved: Moved,
    smtp: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MYCHARLOTTE_MAIL_URL", smtp.url)
    settings.cache_clear()
    smtp.stop()

    async with lifespan():
        ref = await asyncio.to_thread(post)
        assert await asyncio.to_thread(moved.wait, ref)
        assert state_of(ref) is Delivery.WAITING
        moved.refs.clear()
        smtp.start()
        assert await asyncio.to_thread(moved.wait, ref)
        assert state_of(ref) is Delivery.SENT
    assert len(smtp.messages) == 1


async def test_two_consumers_share_the_queue_through_redis(
    moved: Moved,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MYCHARLOTTE_REDIS_URL", redis_url)
    settings.cache_clear()

    async with lifespan(), lifespan():
        refs = [await asyncio.to_thread(post) for _ in range(10)]
        assert await asyncio.to_thread(moved.wait, *refs)
    assert len(list((settings().data_dir / "mailbox").glob("*.eml"))) == 10


def test_a_queue_that_fails_does_not_fail_what_was_committed() -> None:
    queue = open_queue(settings())
    stop = db.after_commit(queue.notice)
    try:
        (settings().data_dir / "jobs.db").unlink()
        (settings().data_dir / "jobs.db").mkdir()
        ref = post()
    finally:
        stop()
    assert state_of(ref) is Delivery.WAITING


def test_only_what_waits_for_a_job_wakes_the_queue() -> None:
    queue = open_queue(settings())
    awaited = [Topic.MAIL_WAITING, Topic.LIST_WAITING, Topic.CALENDAR_WAITING, Topic.SLOT_FREED]
    for topic in set(Topic) - set(awaited):
        queue.notice(Announcement(topic, "x"))
    assert queue.huey.pending_count() == 0
    for topic in awaited:
        queue.notice(Announcement(topic, ""))
    names = [type(task).__name__ for task in queue.huey.pending()]
    assert names == ["send_waiting", "send_lists", "read_calendars", "offer_slots"]


def test_a_job_that_we_did_not_write_is_not_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    queue = open_queue(settings())
    forged = b"cos\nmkdir\n(S'%b'\ntR." % str(tmp_path / "owned").encode()
    queue.huey.storage.enqueue(forged)
    with pytest.raises(ValueError, match=r"Separator|mismatch"):
        queue.huey.dequeue()
    assert not (tmp_path / "owned").exists()


async def test_stopping_is_prompt_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())

    async with lifespan():
        pass
    left = [thread for thread in set(threading.enumerate()) - before if thread.name.startswith(("Worker", "Scheduler"))]
    assert left == []


def state_of(ref: str) -> Delivery:
    """Where a mail stands."""
    with db.reading() as session:
        return outbox.state_of(session, ref)[0]
