"""Calendars of elsewhere are read by the job: well, badly, again; what went wrong is told without their address."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import outside_calendars
from mycharlotte.jobs import outside
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from tests.cast import Cast, sign_in
from tests.domain.calendars import calendar, event
from tests.servers.calendars import HOST, CalendarServer, serving

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OURS = "espace.example.org"
SECRET = "prive-8f3a"


@contextmanager
def a_server(folder: Path) -> Iterator[CalendarServer]:
    """Serve calendars from a thread of its own, as the rest of the world does."""
    loop, started, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[CalendarServer] = []

    async def run() -> None:
        async with serving(folder) as server:
            found.append(server)
            started.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    started.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CalendarServer]:
    """A server of calendars."""
    with a_server(tmp_path) as running:
        yield running


@pytest.fixture
def mine(cast: Cast) -> OutsideCalendar:
    """A calendar that Camille has read."""
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        address = f"https://{HOST}/{SECRET}.ics"
        return outside_calendars.add(session, by=camille, name="Perso", address=address, now=NOW)


def read(server: CalendarServer, at: datetime = NOW) -> OutsideCalendar:
    """Do a round at an instant; return what the calendar became."""
    with time_machine.travel(at, tick=False):
        outside.read_due(server.web(), OURS)
    with db.reading() as session:
        return session.exec(select(OutsideCalendar)).one()


def busy() -> list[str]:
    """Return the times that are kept."""
    with db.reading() as session:
        return [f"{one.starts_at:%d %H:%M}–{one.ends_at:%H:%M}" for one in session.exec(select(BusyTime))]


def test_a_calendar_is_read_then_left_when_it_did_not_change(server: CalendarServer, mine: OutsideCalendar) -> None:
    server.gives(calendar(event()), 'ETag: "v1"', path=f"/{SECRET}.ics")
    read(server)
    assert busy() == ["24 09:00–10:00"]
    server.gives(b"", status="304 Not Modified", path=f"/{SECRET}.ics")
    later = read(server, NOW + timedelta(minutes=15))
    assert busy() == ["24 09:00–10:00"]
    assert (later.read_at, later.failure) == (NOW + timedelta(minutes=15), "")
    assert ["if-none-match" in head.lower() for head in server.heads] == [False, True]


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"<html>Connectez-vous</html>", "not-a-calendar"),
        (b"x" * 6 * 1024**2, "too-large"),
        (calendar(event("RRULE:FREQ=SECONDLY")), "too-full"),
    ],
)
def test_what_cannot_be_read_is_told_and_what_was_known_stays(
    server: CalendarServer, mine: OutsideCalendar, body: bytes, failure: str, capfd: pytest.CaptureFixture[str]
) -> None:
    server.gives(calendar(event()), path=f"/{SECRET}.ics")
    read(server)
    server.gives(body, path=f"/{SECRET}.ics")
    failed = read(server, NOW + timedelta(minutes=15))
    assert (failed.failure, failed.read_at) == (failure, NOW)
    assert busy() == ["24 09:00–10:00"]
    told = "".join(capfd.readouterr())
    assert SECRET not in told
    assert HOST not in told


def test_a_redirect_to_this_machine_is_told(server: CalendarServer, mine: OutsideCalendar) -> None:
    server.leads_to("https://127.0.0.1/", path=f"/{SECRET}.ics")
    assert read(server).failure == "private"


def test_our_own_feed_does_not_come_back(server: CalendarServer, mine: OutsideCalendar) -> None:
    server.gives(calendar(event(uid=f"abc@{OURS}")), path=f"/{SECRET}.ics")
    assert read(server).failure == ""
    assert busy() == []


def test_a_calendar_removed_while_it_is_read_leaves_nothing(
    server: CalendarServer, mine: OutsideCalendar, cast: Cast
) -> None:
    camille, _ = sign_in(cast.camille)
    body = calendar(event())

    async def remove_then_answer(writer: asyncio.StreamWriter) -> None:
        def remove() -> None:
            with db.transaction() as session:
                outside_calendars.remove(session, by=camille, calendar_ref=mine.ref, now=NOW)

        await asyncio.to_thread(remove)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    server.answers[f"/{SECRET}.ics"] = remove_then_answer
    with time_machine.travel(NOW, tick=False):
        outside.read_due(server.web(), OURS)
    assert busy() == []


def test_one_worker_reads_while_the_others_send_mails(server: CalendarServer, mine: OutsideCalendar) -> None:
    with outside._alone:
        assert read(server).read_at is None
    assert server.heads == []
