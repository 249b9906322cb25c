"""Lists leave by themselves, a moment at a time, and what a stopped application left is taken up."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db
from mycharlotte.adapters.storage import open_storage
from mycharlotte.config import settings
from mycharlotte.domain import batch_sending, batches, invitation_files, outbox
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.jobs import batches as job
from mycharlotte.jobs import sweep
from mycharlotte.jobs.queue import lifespan
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import BatchRow, BatchState, Invitation, InvitationBatch
from mycharlotte.models.outbox import OutgoingMail
from tests import cast as characters
from tests.cast import sign_in

SOON = 20  # seconds: how long a test waits for what should take a moment, before it fails
LINK = "https://espace.example.org/auth/invitation?jeton="


@pytest.fixture
def database(sqlite: str) -> str:
    """Jobs do not depend on the engine: one is enough."""
    return sqlite


class Progress:
    """Waits for a list to be somewhere, as its page does."""

    def __init__(self) -> None:
        self.condition = threading.Condition()

    def hear(self, announcement: Announcement) -> None:
        """Look again whenever something of the invitations changed."""
        if announcement.topic is Topic.INVITATIONS:
            with self.condition:
                self.condition.notify_all()

    def wait(self, is_there: Callable[[], object]) -> bool:
        """Tell whether it came there."""
        with self.condition:
            return self.condition.wait_for(lambda: bool(is_there()), SOON)


@pytest.fixture
def progress() -> Iterator[Progress]:
    """What is heard of lists."""
    heard = Progress()
    stop = db.after_commit(heard.hear)
    yield heard
    stop()


def start(people: int, *, is_started: bool = True) -> None:
    """Have a list of so many people read, and start it."""
    agathe = sign_in(characters.gather().agathe)[0]
    content = "email;role\n" + "".join(f"personne{n}@example.org;patient\n" for n in range(people))
    with db.transaction() as session:
        bubble = session.exec(select(Bubble.ref)).one()
        rows = invitation_files.read(content.encode())
        ref = batches.read(session, by=agathe, bubble_ref=bubble, rows=rows, now=now())
        if is_started:
            batches.start(session, by=agathe, bubble_ref=bubble, batch_ref=ref, now=now())


def states() -> set[str]:
    """Where lists stand."""
    with db.reading() as session:
        return set(session.exec(select(InvitationBatch.state)))


def are_done() -> bool:
    """Tell whether every list is done."""
    return states() == {BatchState.DONE}


def times_invited() -> Counter[int]:
    """How many were invited once, twice…"""
    with db.reading() as session:
        return Counter(Counter(session.exec(select(Invitation.email))).values())


async def test_a_list_leaves_as_soon_as_it_is_started(progress: Progress) -> None:
    async with lifespan():
        await asyncio.to_thread(start, 60)
        assert await asyncio.to_thread(progress.wait, are_done)
    assert times_invited() == {1: 60}


async def test_what_a_stopped_application_left_is_taken_up(progress: Progress) -> None:
    start(30)
    async with lifespan():
        assert await asyncio.to_thread(progress.wait, are_done)
    assert times_invited() == {1: 30}


async def test_a_list_is_not_waited_for_when_the_application_stops(
    progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MOMENT_SECONDS", 0.0)
    start(5_000)
    async with lifespan():
        assert await asyncio.to_thread(progress.wait, times_invited)
    assert states() == {BatchState.SENDING}
    with db.reading() as session:
        sent = [row for row in session.exec(select(BatchRow.invitation_id)) if row]
    assert 0 < len(sent) < 5_000
    assert times_invited() == {1: len(sent)}


def test_a_moment_is_all_that_a_job_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "MOMENT_SECONDS", 0.0)
    start(60)
    asked = 1
    while job.send_lists(LINK):
        asked += 1
    assert asked == 60 // batch_sending.AT_ONCE + 2  # the last two: to see that it is done, and that nothing is left
    assert times_invited() == {1: 60}


def test_one_thread_of_a_process_sends_and_the_others_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    start(30)
    began, go_on = threading.Event(), threading.Event()
    send = job.batch_sending.send_some

    def hold(*args: object, **kwargs: object) -> bool:
        began.set()
        go_on.wait(SOON)
        return send(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(job.batch_sending, "send_some", hold)
    first = threading.Thread(target=job.send_lists, args=(LINK,))
    first.start()
    assert began.wait(SOON)
    assert job.send_lists(LINK) is False
    go_on.set()
    first.join()
    assert times_invited() == {1: 30}
    assert states() == {BatchState.DONE}


def test_a_list_that_fails_is_told_to_the_log_without_a_word_of_it_and_taken_up_later(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    start(3)

    def fail(*_args: object, **_kwargs: object) -> bool:
        raise RuntimeError("personne0@example.org")

    with monkeypatch.context() as patched:
        patched.setattr(job.batch_sending, "send_some", fail)
        assert job.send_lists(LINK) is False
    said = "".join(capfd.readouterr())
    assert "sending a list of invitations" in said
    assert "personne0" not in said
    assert job.send_lists(LINK) is False
    assert times_invited() == {1: 3}


def test_the_mail_of_a_list_leads_where_it_is_told() -> None:
    start(1)
    job.send_lists(LINK)
    with db.reading() as session:
        mail = session.exec(select(OutgoingMail)).one()
    assert outbox.values_of(mail)["link"].startswith(LINK)


def test_the_hourly_round_forgets_a_list_that_nobody_started() -> None:
    start(3, is_started=False)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        sweep.remove_what_is_over(open_storage(url=settings().files_url))
    with db.reading() as session:
        assert session.exec(select(BatchRow.id)).all() == []
    assert states() == {BatchState.DROPPED}
