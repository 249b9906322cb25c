"""What waits in the outbox leaves: once, in order, through a server that is down or a worker that dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select

from mycharlotte import db
from mycharlotte.adapters.mailer import Mailer, open_mailer
from mycharlotte.config import settings
from mycharlotte.domain import outbox
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.jobs import mail
from mycharlotte.letters.envelope import House
from mycharlotte.models.outbox import Delivery, OutgoingMail
from tests.servers.smtp import SmtpServer, part

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOUSE = House(
    sender="MyCharlotte <ne-pas-repondre@example.org>", contact="contact@example.org", site="https://espace.example.org"
)

# The worker is another process: what it does when it is killed is what a real one does.
WORKER = """
from mycharlotte.adapters.mailer import open_mailer
from mycharlotte.config import settings
from mycharlotte.domain import keys
from mycharlotte.jobs import mail
from mycharlotte.letters.envelope import House
keys.configure(settings().key)
house = House(sender="a@example.org", contact="b@example.org", site="https://espace.example.org")
mail.send_waiting(open_mailer(settings().post_url), house)
"""


@pytest.fixture
def mailer(smtp: SmtpServer) -> Mailer:
    """A mailer to the test's server."""
    return open_mailer(smtp.url)


@pytest.fixture
def told() -> Iterator[list[Announcement]]:
    """What was announced."""
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    yield heard
    stop()


def post(to: str = "camille@example.org", *, at: datetime = NOW, **choices: Any) -> str:
    """Queue a code and return the mail's reference."""
    values = {"code": "428317", "device": "Firefox, Linux", "at": at.isoformat()}
    until = at + timedelta(minutes=10)
    with db.transaction() as session:
        posted = outbox.post(
            session, "sign_in_code", **{"to": to, "values": values, "useless_after": until, "now": at} | choices
        )
        return posted.ref


def read(ref: str) -> OutgoingMail:
    """The row of a mail."""
    with db.reading() as session:
        return session.exec(select(OutgoingMail).where(OutgoingMail.ref == ref)).one()


def test_a_waiting_mail_leaves_once(mailer: Mailer, smtp: SmtpServer, told: list[Announcement]) -> None:
    ref = post()
    with time_machine.travel(NOW, tick=False):
        assert mail.send_waiting(mailer, HOUSE) is None
        assert mail.send_waiting(mailer, HOUSE) is None
    (got,) = smtp.messages
    assert got["To"] == "camille@example.org"
    assert got["From"] == HOUSE.sender
    assert got["Reply-To"] == HOUSE.contact
    assert got["Message-ID"] == f"<{ref}@example.org>"
    assert "428317" in part(got, "plain")
    assert "428317" in part(got, "html")
    assert (read(ref).state, read(ref).sealed) == (Delivery.SENT, b"")
    assert Announcement(Topic.MAIL_MOVED, ref) in told


def test_each_mail_leaves_in_its_language(mailer: Mailer, smtp: SmtpServer) -> None:
    post(language="fr")
    post(language="en")
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(mailer, HOUSE)
    assert {got["Subject"] for got in smtp.messages} == {
        "Votre code de connexion MyCharlotte",
        "Your MyCharlotte sign-in code",
    }
    assert {got["Content-Language"] for got in smtp.messages} == {"fr", "en"}


def test_a_server_down_then_up_gets_every_mail_once(
    mailer: Mailer,
    smtp: SmtpServer,
    told: list[Announcement],
) -> None:
    refs = [post(f"person{n}@example.org") for n in range(5)]
    smtp.stop()
    with time_machine.travel(NOW, tick=False) as clock:
        back = mail.send_waiting(mailer, HOUSE)
        assert back == NOW + mail.PAUSE
        assert any(announcement == Announcement(Topic.MAIL_MOVED, refs[0]) for announcement in told)
        for _ in range(3):
            clock.move_to(back)
            back = mail.send_waiting(mailer, HOUSE)
        smtp.start()
        while back:
            clock.move_to(back)
            back = mail.send_waiting(mailer, HOUSE)
        clock.move_to(NOW + timedelta(minutes=2))
        mail.send_waiting(mailer, HOUSE)
    assert sorted(got["To"] for got in smtp.messages) == [f"person{n}@example.org" for n in range(5)]
    assert {read(ref).state for ref in refs} == {Delivery.SENT}


def test_a_recipient_refused_for_good_is_given_up_and_holds_nobody_up(
    mailer: Mailer,
    smtp: SmtpServer,
    told: list[Announcement],
) -> None:
    ref = post()
    smtp.recipient_answer = "550 no such user"
    with time_machine.travel(NOW, tick=False):
        assert mail.send_waiting(mailer, HOUSE) is None
        assert (read(ref).state, read(ref).sealed) == (Delivery.FAILED, b"")
        assert read(ref).last_error == "recipient 550"
        assert Announcement(Topic.MAIL_MOVED, ref) in told
        smtp.recipient_answer = "250 OK"
        post("paul@example.org")
        mail.send_waiting(mailer, HOUSE)
    assert [got["To"] for got in smtp.messages] == ["paul@example.org"]


def test_a_code_is_not_sent_after_it_expired(mailer: Mailer, smtp: SmtpServer) -> None:
    ref = post()
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        mail.send_waiting(mailer, HOUSE)
    assert smtp.messages == []
    assert read(ref).state == Delivery.WITHDRAWN


def test_a_worker_killed_between_sending_and_marking_sends_the_same_mail_again(
    mailer: Mailer,
    smtp: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MYCHARLOTTE_MAIL_URL", smtp.url)
    now = datetime.now(UTC)
    ref = post(at=now)
    worker: list[subprocess.Popen[bytes]] = []
    smtp.on_message = lambda: os.kill(worker[0].pid, signal.SIGKILL)
    worker.append(subprocess.Popen([sys.executable, "-c", WORKER]))
    assert worker[0].wait(timeout=60) == -signal.SIGKILL
    assert read(ref).state == Delivery.WAITING
    smtp.on_message = lambda: None
    with time_machine.travel(now + outbox.LEASE + timedelta(seconds=30), tick=False):
        mail.send_waiting(mailer, HOUSE)
    first, second = smtp.messages
    assert first["Message-ID"].partition("@")[0] == second["Message-ID"].partition("@")[0] == f"<{ref}"
    assert read(ref).state == Delivery.SENT


def test_two_workers_at_once_send_each_mail_once(mailer: Mailer, smtp: SmtpServer) -> None:
    for n in range(20):
        post(f"person{n}@example.org")
    with time_machine.travel(NOW, tick=False), ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(mail.send_waiting, mailer, HOUSE) for _ in range(4)]:
            done.result()
    assert len(smtp.messages) == 20
    assert len({got["To"] for got in smtp.messages}) == 20


def test_a_letter_that_cannot_be_written_waits_for_a_better_release(mailer: Mailer, smtp: SmtpServer) -> None:
    ref = post(values={"code": "428317"}, useless_after=None)
    with time_machine.travel(NOW, tick=False):
        assert mail.send_waiting(mailer, HOUSE) == NOW + mail.PAUSE
    assert read(ref).state == Delivery.WAITING
    assert read(ref).last_error == "TypeError"
    assert smtp.messages == []


def test_a_mail_sealed_with_another_key_is_given_up(mailer: Mailer, smtp: SmtpServer) -> None:
    ref = post()
    with db.transaction() as session:
        session.exec(sa.update(OutgoingMail).values(sealed=b"\x01" + bytes(40)))
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(mailer, HOUSE)
    assert (read(ref).state, read(ref).last_error) == (Delivery.FAILED, "Unsealable")


def test_no_log_holds_a_code_an_address_or_a_sentence(
    mailer: Mailer,
    smtp: SmtpServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    smtp.recipient_answer = "450 <camille@example.org> try later"
    delayed = post()
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(mailer, HOUSE)
    smtp.recipient_answer = "550 <paul@example.org> unknown"
    failed = post("paul@example.org")
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(mailer, HOUSE)
    smtp.recipient_answer = "250 OK"
    sent = post("zelda@example.org")
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(mailer, HOUSE)
    written = "".join(capfd.readouterr()) + caplog.text
    assert all(ref in written for ref in (delayed, failed, sent))
    assert not any(secret in written for secret in ("428317", "camille", "paul", "zelda", "Votre code"))


def test_the_demo_writes_to_a_folder() -> None:
    ref = post()
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(open_mailer(settings().post_url), HOUSE)
    assert (settings().data_dir / "mailbox" / f"{ref}.eml").exists()
