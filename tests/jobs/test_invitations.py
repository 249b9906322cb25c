"""Every hour, those who did not look are reminded, and what opens nothing any more is removed."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.adapters.mailer import open_mailer
from mycharlotte.adapters.storage import open_storage
from mycharlotte.config import settings
from mycharlotte.domain import outbox
from mycharlotte.jobs import mail, reminders, sweep
from mycharlotte.jobs.queue import open_queue
from mycharlotte.letters.envelope import House
from mycharlotte.models.base import id_of
from mycharlotte.models.invitations import Invitation, InvitationLink, SignUp
from mycharlotte.models.outbox import OutgoingMail
from tests.cast import Cast
from tests.domain.inviting import LINK, NOW, change, give_up_the_mail_of, invite, look, mails_to, viewer
from tests.servers.smtp import SmtpServer

DAY = timedelta(days=1)


def sweep_at(now: datetime) -> None:
    """Do the hourly round at an instant."""
    with time_machine.travel(now, tick=False):
        sweep.remove_what_is_over(open_storage(url=settings().files_url))


def count_links() -> int:
    """How many links there are."""
    with db.reading() as session:
        return len(session.exec(select(InvitationLink)).all())


def test_everyone_due_is_reminded_in_one_round(cast: Cast) -> None:
    by = viewer(cast.agathe)
    addresses = [f"{n}@example.org" for n in range(3)]
    for email in addresses:
        invite(by, email)
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        reminders.remind_the_invited(LINK)
        reminders.remind_the_invited(LINK)
    for email in addresses:
        assert [letter.letter for letter in mails_to(email)] == ["invitation", "invitation_reminder"]


def test_the_queue_reminds_with_a_link_to_this_installation(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    job = next(
        task
        for task in open_queue(settings()).huey._registry.periodic_tasks
        if "remind_the_invited" in type(task).__name__
    )
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        job.execute()
    link = outbox.values_of(mails_to()[-1])["link"]
    assert link.startswith(f"{settings().origin}{routes.INVITATION_LINK}?jeton=")


def test_a_mail_that_the_server_refuses_for_good_leaves_an_invitation_undelivered(
    cast: Cast, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = invite(viewer(cast.agathe))
    smtp.recipient_answer = "550 unknown"
    with time_machine.travel(NOW, tick=False):
        mail.send_waiting(
            open_mailer(smtp.url), House(sender="a@example.org", contact="b@example.org", site="https://x")
        )
    with db.reading() as session:
        assert session.exec(select(OutgoingMail.state).where(OutgoingMail.ref == look(ref).mail_ref)).one() == "failed"


@pytest.mark.parametrize(("age", "left"), [(29, 2), (31, 0)])
@pytest.mark.parametrize("end", ["expires_at", "accepted_at", "declined_at", "revoked_at"])
def test_links_go_thirty_days_after_their_invitation_is_over_and_the_invitation_stays(
    cast: Cast, end: str, age: int, left: int
) -> None:
    ref = invite(viewer(cast.agathe))
    over = NOW + 50 * DAY
    change(ref, **({"expires_at": over + DAY} | {end: over}))
    sweep_at(over + age * DAY)
    assert count_links() == left
    assert look(ref).email == "someone@example.org"


def test_links_of_an_invitation_that_waits_are_never_removed(cast: Cast) -> None:
    change(invite(viewer(cast.agathe)), expires_at=NOW + 100 * DAY)
    sweep_at(NOW + 99 * DAY)
    assert count_links() == 2


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_a_sign_up_goes_a_day_after_it_is_over(cast: Cast, hours: int, left: int) -> None:
    ref = invite(viewer(cast.agathe))
    with db.transaction() as session:
        session.add(
            SignUp(
                token_hash=b"t" * 32,
                invitation_id=id_of(session.exec(select(Invitation).where(Invitation.ref == ref)).one()),
                email="someone@example.org",
                first_name="Élise",
                last_name="Ba",
                password_hash="h",
                expires_at=NOW,
            )
        )
    sweep_at(NOW + timedelta(hours=hours))
    with db.reading() as session:
        assert len(session.exec(select(SignUp)).all()) == left


def test_a_mail_given_up_is_kept_while_it_tells_that_an_invitation_did_not_arrive(cast: Cast) -> None:
    by = viewer(cast.agathe)
    waits, over = invite(by, "waits@example.org"), invite(by, "over@example.org")
    for ref in (waits, over):
        give_up_the_mail_of(ref)
    change(waits, expires_at=NOW + 50 * DAY)
    change(over, revoked_at=NOW, pending_email=None)
    sweep_at(NOW + 40 * DAY)
    assert (len(mails_to("waits@example.org")), len(mails_to("over@example.org"))) == (1, 0)
    sweep_at(NOW + 81 * DAY)
    assert mails_to("waits@example.org") == []
