"""A mail waits sealed, leaves once its turn comes, is tried again later and later, and is forgotten once it left."""

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mycharlotte import db
from mycharlotte.domain import announcements, outbox
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.sealing import Unsealable
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Language, Person

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CODE = {"code": "428317"}


def post(session: Session, **choices: Any) -> OutgoingMail:
    """Queue a code for Camille."""
    mail = outbox.post(session, "sign_in_code", **{"to": "camille@example.org", "values": CODE, "now": NOW} | choices)
    session.flush()
    return mail


def test_a_posted_mail_waits_and_is_announced(session: Session) -> None:
    mail = post(session)
    assert outbox.state_of(session, mail.ref) == (Delivery.WAITING, NOW)
    assert Announcement(Topic.MAIL_WAITING, mail.ref) in announcements.of(session)


def test_a_person_is_written_to_in_their_language_by_their_name(session: Session) -> None:
    zelda = Person(email="zelda@example.org", first_name="Zelda", language=Language.ENGLISH, timezone="Europe/London")
    session.add(zelda)
    session.flush()
    mail = post(session, to=zelda)
    assert (mail.language, mail.to_address, mail.person_id) == ("en", "zelda@example.org", zelda.id)
    assert outbox.values_of(mail) == CODE | {"first_name": "Zelda", "timezone": "Europe/London"}


def test_an_address_is_written_to_in_french_unless_told_otherwise(session: Session) -> None:
    assert post(session).language == "fr"
    assert post(session, language="en").language == "en"


def test_what_a_mail_says_cannot_be_read_in_its_row(session: Session) -> None:
    mail = post(session)
    assert b"428317" not in mail.sealed
    assert outbox.values_of(mail) == CODE


def test_what_a_mail_says_does_not_open_in_another_row(session: Session) -> None:
    mine, other = post(session), post(session)
    other.sealed = mine.sealed
    with pytest.raises(Unsealable):
        outbox.values_of(other)


def test_a_taken_mail_is_not_taken_again_until_its_lease_ends(session: Session) -> None:
    mail = post(session)
    assert outbox.take(session, now=NOW) is mail
    assert outbox.take(session, now=NOW + outbox.LEASE - timedelta(seconds=1)) is None
    assert outbox.take(session, now=NOW + outbox.LEASE) is mail


def test_a_mail_is_not_taken_before_it_is_due(session: Session) -> None:
    post(session)
    assert outbox.take(session, now=NOW - timedelta(seconds=1)) is None


def test_a_new_mail_goes_before_one_that_failed(session: Session) -> None:
    old = post(session)
    outbox.take(session, now=NOW)
    outbox.mark_delayed(session, old.ref, why="down", now=NOW)
    new = post(session, now=NOW + timedelta(hours=1))
    assert outbox.take(session, now=NOW + timedelta(hours=2)) is new


def test_a_mail_that_someone_waits_for_goes_before_a_crowd(session: Session) -> None:
    crowd = [post(session, is_bulk=True) for _ in range(3)]
    later = NOW + timedelta(minutes=1)
    code = post(session, now=later)
    taken = [outbox.take(session, now=later) for _ in range(4)]
    assert taken == [code, *crowd]


def test_a_sent_mail_is_emptied_and_never_taken_again(session: Session) -> None:
    mail = post(session)
    outbox.take(session, now=NOW)
    outbox.mark_sent(session, mail.ref, now=NOW)
    assert (mail.state, mail.sealed, mail.sent_at) == (Delivery.SENT, b"", NOW)
    assert outbox.take(session, now=NOW + timedelta(days=2)) is None
    assert Announcement(Topic.MAIL_MOVED, mail.ref) in announcements.of(session)


def test_each_failure_waits_longer_until_a_day_has_passed(session: Session) -> None:
    mail, now, waits = post(session), NOW, []
    while mail.state == Delivery.WAITING:
        assert outbox.take(session, now=now) is mail
        outbox.mark_delayed(session, mail.ref, why="down", now=now)
        waits.append((mail.next_try_at - now).total_seconds())
        now = mail.next_try_at
    assert waits[:7] == [5, 15, 60, 300, 900, 3600, 3600]
    assert mail.state == Delivery.FAILED
    assert mail.sealed == b""
    assert timedelta(hours=24) <= sum((timedelta(seconds=s) for s in waits[:-1]), timedelta()) < timedelta(hours=25)


def test_a_delay_is_announced_and_says_why(session: Session) -> None:
    mail = post(session)
    outbox.take(session, now=NOW)
    outbox.mark_delayed(session, mail.ref, why="SMTPConnectError", now=NOW)
    assert mail.last_error == "SMTPConnectError"
    assert outbox.state_of(session, mail.ref) == (Delivery.WAITING, NOW)
    assert Announcement(Topic.MAIL_MOVED, mail.ref) in announcements.of(session)


def test_a_code_that_expired_is_withdrawn_instead_of_sent(session: Session) -> None:
    expired = post(session, useless_after=NOW + timedelta(minutes=10))
    useful = post(session, now=NOW + timedelta(minutes=10))
    assert outbox.take(session, now=NOW + timedelta(minutes=10)) is useful
    assert (expired.state, expired.sealed) == (Delivery.WITHDRAWN, b"")
    assert Announcement(Topic.MAIL_MOVED, expired.ref) in announcements.of(session)


def test_a_delay_never_goes_past_the_time_a_mail_is_useful(session: Session) -> None:
    mail, now = post(session, useless_after=NOW + timedelta(minutes=10)), NOW
    for _ in range(5):
        outbox.take(session, now=now)
        outbox.mark_delayed(session, mail.ref, why="down", now=now)
        now = mail.next_try_at
    assert now == NOW + timedelta(minutes=10)
    assert outbox.take(session, now=now) is None
    assert mail.state == Delivery.WITHDRAWN


def test_a_mail_says_until_when_it_is_useful(session: Session) -> None:
    mail = post(session, useless_after=NOW + timedelta(minutes=10))
    assert outbox.values_of(mail)["until"] == "2026-11-24T09:40:00+00:00"


def test_a_withdrawn_mail_never_leaves(session: Session) -> None:
    mail = post(session)
    outbox.withdraw(session, mail.ref)
    session.refresh(mail)
    assert (mail.state, mail.sealed) == (Delivery.WITHDRAWN, b"")
    assert outbox.take(session, now=NOW) is None


def test_a_mail_that_left_cannot_be_withdrawn(session: Session) -> None:
    mail = post(session)
    outbox.take(session, now=NOW)
    outbox.mark_sent(session, mail.ref, now=NOW)
    outbox.withdraw(session, mail.ref)
    session.refresh(mail)
    assert mail.state == Delivery.SENT


def test_a_mail_withdrawn_while_it_is_tried_stays_withdrawn(session: Session) -> None:
    mail = post(session)
    outbox.take(session, now=NOW)
    outbox.withdraw(session, mail.ref)
    session.refresh(mail)
    outbox.mark_delayed(session, mail.ref, why="down", now=NOW)
    outbox.mark_failed(session, mail.ref, why="550")
    assert mail.state == Delivery.WITHDRAWN


def test_the_next_due_is_the_earliest_that_waits(session: Session) -> None:
    assert outbox.next_due(session) is None
    post(session, now=NOW + timedelta(hours=1))
    sent = post(session)
    outbox.mark_sent(session, sent.ref, now=NOW)
    session.flush()
    assert outbox.next_due(session) == NOW + timedelta(hours=1)


def test_an_unknown_mail_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        outbox.state_of(session, "nothing")


@pytest.mark.usefixtures("database")
def test_a_mail_of_a_transaction_that_failed_never_existed() -> None:
    told: list[Announcement] = []
    stop = db.after_commit(told.append)
    with contextlib.suppress(ZeroDivisionError), db.transaction() as session:
        post(session)
        _ = 1 / 0
    stop()
    assert told == []
    with db.reading() as session:
        assert outbox.next_due(session) is None
