"""Read the calendars of elsewhere that are due. Logs name one by its reference, and say what went wrong: no address.

They are strangers' servers, slow ones among them: few are read at once, and by one worker alone, so that mails have the
other. What they answer is read one at a time, in a process that has limits.
"""

import asyncio
import threading

import structlog

from mycharlotte import db
from mycharlotte.adapters import calendar_reader
from mycharlotte.adapters.web_calendars import Web
from mycharlotte.domain import outside_reading
from mycharlotte.domain.outside_failures import Unread
from mycharlotte.domain.outside_reading import Taken
from mycharlotte.models.base import now

log = structlog.get_logger()

AT_ONCE = 4
_alone = threading.Lock()


def read_due(web: Web, ours: str) -> None:
    """Read until nothing is due; at once nothing when another worker is at it. `ours` is the host of our own feeds."""
    if not _alone.acquire(blocking=False):
        return
    try:
        asyncio.run(_read_due(web, ours))
    finally:
        _alone.release()


async def _read_due(web: Web, ours: str) -> None:
    one_at_a_time = asyncio.Semaphore(1)

    async def keep_reading() -> None:
        while taken := await db.transact(outside_reading.take, now=now()):
            await _read(taken, web, ours, one_at_a_time)

    await asyncio.gather(*(keep_reading() for _ in range(AT_ONCE)))


async def _read(taken: Taken, web: Web, ours: str, one_at_a_time: asyncio.Semaphore) -> None:
    try:
        fetched = await web.fetch(taken.address, known=taken.known)
        if fetched.text is None:
            await db.transact(outside_reading.confirm, calendar_ref=taken.ref, now=now())
            return
        since, until = outside_reading.window(now())
        async with one_at_a_time:
            spans = await asyncio.to_thread(
                calendar_reader.busy_times, fetched.text, zone=taken.zone, since=since, until=until, ours=ours
            )
    except Unread as unread:
        await db.transact(outside_reading.note_failure, calendar_ref=taken.ref, failure=unread.failure, now=now())
        log.info("outside_calendar_unread", calendar=taken.ref, why=unread.failure.value)
        return
    await db.transact(outside_reading.keep, calendar_ref=taken.ref, spans=spans, stamp=fetched.stamp, now=now())
