"""The queue of jobs: huey, in the web process, on SQLite or on a Redis that several processes share.

A job in the queue is only a reminder: what is to be done is in the database, and every job may run twice or be missed,
because the minute's round does again what was left.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from huey import Huey, RedisHuey, crontab
from huey.api import TaskWrapper
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from redis import ConnectionPool

from mycharlotte import db, routes
from mycharlotte.adapters.mailer import open_mailer
from mycharlotte.adapters.web_calendars import Web
from mycharlotte.config import Settings, settings
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.installation import storage_of
from mycharlotte.jobs import appointment_reminders, batches, mail, notices, offers, outside, reminders, sweep
from mycharlotte.letters.envelope import House

log = structlog.get_logger()

WORKERS = 2
POLL_SECONDS = 1.0
REDIS_SECONDS = 5
SHUTDOWN_SECONDS = 35  # a little more than the longest exchange with an SMTP server


@dataclass(frozen=True)
class Queue:
    """The jobs of an installation, and the huey that runs them."""

    huey: Huey
    send_waiting: TaskWrapper
    send_lists: TaskWrapper
    read_calendars: TaskWrapper
    offer_slots: TaskWrapper

    def notice(self, announcement: Announcement) -> None:
        """Send a mail or a list, read a calendar or offer a slot, as soon as what asks for it is committed."""
        jobs = {
            Topic.MAIL_WAITING: self.send_waiting,
            Topic.LIST_WAITING: self.send_lists,
            Topic.CALENDAR_WAITING: self.read_calendars,
            Topic.SLOT_FREED: self.offer_slots,
        }
        job = jobs.get(announcement.topic)
        if job is None:
            return
        try:
            job()
        except Exception as error:  # noqa: BLE001 - the transaction is committed: nobody is to be told otherwise
            log.warning("queue_unavailable", why=type(error).__name__)


def open_queue(chosen: Settings) -> Queue:
    """Open the queue of an installation, with every job on it."""
    huey = _open_huey(chosen)
    mailer = open_mailer(chosen.post_url, greets_as=urlsplit(chosen.public_url).hostname or "localhost")
    house = House(sender=chosen.mail_from, contact=chosen.contact_email, site=chosen.origin)
    storage = storage_of(chosen)
    web = Web()

    def send_waiting() -> None:
        if come_back := mail.send_waiting(mailer, house):
            task.schedule(eta=come_back)

    def remove_what_is_over() -> None:
        sweep.remove_what_is_over(storage)

    def remind_the_invited() -> None:
        reminders.remind_the_invited(routes.invitation_link(chosen.origin))

    def send_lists() -> None:
        if batches.send_lists(routes.invitation_link(chosen.origin)):
            lists()

    def remind_of_appointments() -> None:
        appointment_reminders.remind_of_appointments(chosen.origin)

    def read_calendars() -> None:
        outside.read_due(web, ours=urlsplit(chosen.origin).hostname or "")

    def tell_the_news() -> None:
        notices.tell_the_news(chosen.origin)

    task = huey.task(name="send_waiting")(send_waiting)
    lists = huey.task(name="send_lists")(send_lists)
    slots = _offer_slots(huey, chosen.origin + routes.MY_APPOINTMENTS)
    huey.periodic_task(crontab(minute="*"), name="send_what_was_left")(send_waiting)
    huey.periodic_task(crontab(minute="*"), name="send_lists_left")(send_lists)
    calendars = huey.task(name="read_calendars")(read_calendars)
    huey.periodic_task(crontab(minute="*"), name="read_calendars_due")(read_calendars)
    huey.periodic_task(crontab(minute="*/5"), name="remind_of_appointments")(remind_of_appointments)
    huey.periodic_task(crontab(minute="*"), name="tell_the_news")(tell_the_news)
    huey.periodic_task(crontab(minute="17"), name="remove_what_is_over")(remove_what_is_over)
    huey.periodic_task(crontab(minute="42"), name="remind_the_invited")(remind_the_invited)
    return Queue(huey, task, lists, calendars, slots)


def _offer_slots(huey: Huey, link: str) -> TaskWrapper:
    """Offer slots to those who wait, every minute and when asked to; end each hour the waits that are over."""

    def offer_slots() -> None:
        offers.offer_slots(link)

    huey.periodic_task(crontab(minute="*"), name="offer_slots_left")(offer_slots)
    huey.periodic_task(crontab(minute="7"), name="end_waits")(offers.end_waits)
    return huey.task(name="offer_slots")(offer_slots)


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Do the jobs beside the web application, mails as soon as they are written; jobs under way end before it does."""
    queue = open_queue(settings())
    stop_listening = db.after_commit(queue.notice)
    consumer = QuietConsumer(
        queue.huey, workers=WORKERS, worker_type="thread", initial_delay=POLL_SECONDS, shutdown_timeout=SHUTDOWN_SECONDS
    )
    consumer.start()
    try:
        yield
    finally:
        stop_listening()
        await asyncio.to_thread(consumer.stop, graceful=True)


def work(workers: int = WORKERS) -> None:
    """Do the jobs in a process of their own, sharing Redis, until SIGINT (jobs under way end) or SIGTERM."""
    queue = open_queue(settings())
    stop_listening = db.after_commit(queue.notice)
    try:
        queue.huey.create_consumer(workers=workers, worker_type="thread").run()
    finally:
        stop_listening()


class WakingSqliteStorage(SqliteStorage):
    """A queue that wakes its workers at once when a job is added in the same process, instead of being polled often."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._added = threading.Semaphore(0)
        super().__init__(*args, **kwargs)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Add a job and wake a worker."""
        super().enqueue(data, priority)
        self._added.release()

    def dequeue(self) -> bytes | None:
        """Take a job, or wait for one a moment: another process may have added it."""
        self._added.acquire(timeout=POLL_SECONDS)
        return super().dequeue()

    def wake(self, workers: int) -> None:
        """Let workers look up, to notice that they are to stop."""
        self._added.release(workers)


class QuietConsumer(Consumer):
    """A consumer that leaves the signals to the web server, and stops without waiting for the next poll."""

    def _set_signal_handlers(self) -> None:
        pass

    def stop(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - as huey has it
        """Stop, once the jobs under way have ended if `graceful`."""
        self.stop_flag.set()
        if isinstance(self.huey.storage, WakingSqliteStorage):
            self.huey.storage.wake(self.workers)
        super().stop(graceful=graceful)


def _open_huey(chosen: Settings) -> Huey:
    logging.getLogger("huey").setLevel(logging.WARNING)  # it tells each job, twice
    # Jobs are pickled: unsigned, whoever can write to the queue could run anything here.
    shared = {"results": False, "serializer": SignedSerializer(secret=chosen.key("jobs"))}
    if chosen.redis_url:
        pool = ConnectionPool.from_url(
            chosen.redis_url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS
        )
        return RedisHuey("mycharlotte", connection_pool=pool, **shared)
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Huey("mycharlotte", storage_class=WakingSqliteStorage, filename=str(chosen.data_dir / "jobs.db"), **shared)
