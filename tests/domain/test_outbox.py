"""A mail waits sealed, leaves once its turn comes, is tried again later and later, and is forgotten once it left."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from mycharlotte.domain import announcements, outbox
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.sealing import Unsealable
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Person

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CODE = {"code": "428317"}


def post(db: Session, **choices: object) -> OutgoingMail:
    """Queue a code for Camille."""
    mail = outbox.post(
        db, "sign_in_code", **{"to": "camille@example.org", "values": CODE, "now": NOW} | choices
    )
    db.flush()
    return mail


def test_a_posted_mail_waits_and_is_announced(db: Session) -> None:
    mail = post(db)
    assert outbox.state_of(db, mail.ref) == (Delivery.WAITING, NOW)
    assert Announcement(Topic.MAIL_WAITING, mail.ref) in announcements.of(db)


def test_a_person_is_written_to_in_their_language_by_their_name(db: Session) -> None:
    zelda = Person(email="zelda@example.org", first_name="Zelda", language="en", timezone="Europe/London")
    db.add(zelda)
    db.flush()
    mail = post(db, to=zelda)
    assert (mail.language, mail.to_address, mail.person_id) == ("en", "zelda@example.org", zelda.id)
    assert outbox.values_of(mail) == CODE | {"first_name": "Zelda", "timezone": "Europe/London"}


def test_an_address_is_written_to_in_french_unless_told_otherwise(db: Session) -> None:
    assert post(db).language == "fr"
    assert post(db, language="en").language == "en"


def test_what_a_mail_says_cannot_be_read_in_its_row(db: Session) -> None:
    mail = post(db)
    assert b"428317" not in mail.sealed
    assert outbox.values_of(mail) == CODE


def test_what_a_mail_says_does_not_open_in_another_row(db: Session) -> None:
    mine, other = post(db), post(db)
    other.sealed = mine.sealed
    with pytest.raises(Unsealable):
        outbox.values_of(other)


def test_a_taken_mail_is_not_taken_again_until_its_lease_ends(db: Session) -> None:
    mail = post(db)
    assert outbox.take(db, now=NOW) is mail
    assert outbox.take(db, now=NOW + outbox.LEASE - timedelta(seconds=1)) is None
    assert outbox.take(db, now=NOW + outbox.LEASE) is mail


def test_a_mail_is_not_taken_before_it_is_due(db: Session) -> None:
    post(db)
    assert outbox.take(db, now=NOW - timedelta(seconds=1)) is None


def test_a_new_mail_goes_before_one_that_failed(db: Session) -> None:
    old = post(db)
    outbox.take(db, now=NOW)
    outbox.mark_delayed(db, old.ref, why="down", now=NOW)
    new = post(db, now=NOW + timedelta(hours=1))
    assert outbox.take(db, now=NOW + timedelta(hours=2)) is new


def test_a_sent_mail_is_emptied_and_never_taken_again(db: Session) -> None:
    mail = post(db)
    outbox.take(db, now=NOW)
    outbox.mark_sent(db, mail.ref, now=NOW)
    assert (mail.state, mail.sealed, mail.sent_at) == (Delivery.SENT, b"", NOW)
    assert outbox.take(db, now=NOW + timedelta(days=2)) is None
    assert Announcement(Topic.MAIL_MOVED, mail.ref) in announcements.of(db)


def test_each_failure_waits_longer_until_a_day_has_passed(db: Session) -> None:
    mail, now, waits = post(db), NOW, []
    while mail.state == Delivery.WAITING:
        assert outbox.take(db, now=now) is mail
        outbox.mark_delayed(db, mail.ref, why="down", now=now)
        waits.append((mail.next_try_at - now).total_seconds())
        now = mail.next_try_at
    assert waits[:7] == [5, 15, 60, 300, 900, 3600, 3600]
    assert mail.state == Delivery.FAILED
    assert mail.sealed == b""
    assert timedelta(hours=24) <= sum((timedelta(seconds=s) for s in waits[:-1]), timedelta()) < timedelta(hours=25)


def test_a_delay_is_announced_and_says_why(db: Session) -> None:
    mail = post(db)
    outbox.take(db, now=NOW)
    outbox.mark_delayed(db, mail.ref, why="SMTPConnectError", now=NOW)
    assert mail.last_error == "SMTPConnectError"
    assert outbox.state_of(db, mail.ref) == (Delivery.WAITING, NOW)
    assert Announcement(Topic.MAIL_MOVED, mail.ref) in announcements.of(db)


def test_a_code_that_expired_is_withdrawn_instead_of_sent(db: Session) -> None:
    expired = post(db, useless_after=NOW + timedelta(minutes=10))
    useful = post(db, now=NOW + timedelta(minutes=10))
    assert outbox.take(db, now=NOW + timedelta(minutes=10)) is useful
    assert (expired.state, expired.sealed) == (Delivery.WITHDRAWN, b"")
    assert Announcement(Topic.MAIL_MOVED, expired.ref) in announcements.of(db)


def test_a_delay_never_goes_past_the_time_a_mail_is_useful(db: Session) -> None:
    mail, now = post(db, useless_after=NOW + timedelta(minutes=10)), NOW
    for _ in range(5):
        outbox.take(db, now=now)
        outbox.mark_delayed(db, mail.ref, why="down", now=now)
        now = mail.next_try_at
    assert now == NOW + timedelta(minutes=10)
    assert outbox.take(db, now=now) is None
    assert mail.state == Delivery.WITHDRAWN


def test_a_mail_says_until_when_it_is_useful(db: Session) -> None:
    mail = post(db, useless_after=NOW + timedelta(minutes=10))
    assert outbox.values_of(mail)["until"] == "2026-11-24T09:40:00+00:00"


def test_a_withdrawn_mail_never_leaves(db: Session) -> None:
    mail = post(db)
    outbox.withdraw(db, mail.ref)
    db.refresh(mail)
    assert (mail.state, mail.sealed) == (Delivery.WITHDRAWN, b"")
    assert outbox.take(db, now=NOW) is None


def test_a_mail_that_left_cannot_be_withdrawn(db: Session) -> None:
    mail = post(db)
    outbox.take(db, now=NOW)
    outbox.mark_sent(db, mail.ref, now=NOW)
    outbox.withdraw(db, mail.ref)
    db.refresh(mail)
    assert mail.state == Delivery.SENT


def test_a_mail_withdrawn_while_it_is_tried_stays_withdrawn(db: Session) -> None:
    mail = post(db)
    outbox.take(db, now=NOW)
    outbox.withdraw(db, mail.ref)
    db.refresh(mail)
    outbox.mark_delayed(db, mail.ref, why="down", now=NOW)
    outbox.mark_failed(db, mail.ref, why="550")
    assert mail.state == Delivery.WITHDRAWN


def test_the_next_due_is_the_earliest_that_waits(db: Session) -> None:
    assert outbox.next_due(db) is None
    post(db, now=NOW + timedelta(hours=1))
    sent = post(db)
    outbox.mark_sent(db, sent.ref, now=NOW)
    db.flush()
    assert outbox.next_due(db) == NOW + timedelta(hours=1)


def test_an_unknown_mail_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        outbox.state_of(db, "nothing")


def test_nothing_is_announced_by_a_mail_that_was_rolled_back(db: Session) -> None:
    mail = post(db)
    db.rollback()
    with pytest.raises(NotFound):
        outbox.state_of(db, mail.ref)
