"""What is over is removed, what is not stays."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
import time_machine
from sqlmodel import Session, SQLModel, select

from mycharlotte import db
from mycharlotte.adapters.storage import Storage, open_storage
from mycharlotte.config import settings
from mycharlotte.domain import outbox
from mycharlotte.domain.envelopes import new_object_id
from mycharlotte.jobs import sweep
from mycharlotte.models.access import KnownDevice, PasswordReset, SignInAttempt
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person, Picture
from mycharlotte.models.second_steps import AuthenticatorApp, BackupCode, RescueCode

Row = TypeVar("Row", bound=SQLModel)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def storage() -> Storage:
    """The installation's files."""
    return open_storage(url=settings().files_url)


@pytest.fixture
def camille() -> Person:
    """Someone who owns things."""
    with db.transaction() as session:
        return add(session, Person(email="camille@example.org"))


def add(session: Session, row: Row) -> Row:
    """Store a row."""
    session.add(row)
    session.flush()
    return row


def sweep_at(now: datetime, storage: Storage) -> None:
    """Do the hourly round at an instant."""
    with time_machine.travel(now, tick=False):
        sweep.remove_what_is_over(storage)


def count(model: type[SQLModel]) -> int:
    """How many rows there are."""
    with db.reading() as session:
        return len(session.exec(select(model)).all())


def add_picture(storage: Storage, owner: Person, *, created_at: datetime, kept_at: datetime | None = None) -> Picture:
    """Store a picture, as an upload does."""
    large, small = new_object_id(), new_object_id()
    for key in (large, small):
        storage.put(key, [b"sealed"])
    with db.transaction() as session:
        return add(
            session,
            Picture(
                owner_id=owner.id or 0,
                large_key=large,
                large_wrapped=b"k",
                large_etag="l",
                small_key=small,
                small_wrapped=b"k",
                small_etag="s",
                created_at=created_at,
                kept_at=kept_at,
            ),
        )


def test_a_picture_nobody_kept_goes_after_a_day_with_its_objects(storage: Storage, camille: Person) -> None:
    picture = add_picture(storage, camille, created_at=NOW - DAY - timedelta(seconds=1))
    sweep_at(NOW, storage)
    assert count(Picture) == 0
    assert not storage.exists(picture.large_key)
    assert not storage.exists(picture.small_key)


def test_a_picture_of_today_or_kept_or_worn_stays(storage: Storage, camille: Person) -> None:
    today = add_picture(storage, camille, created_at=NOW - DAY + timedelta(seconds=1))
    kept = add_picture(storage, camille, created_at=NOW - 9 * DAY, kept_at=NOW - 9 * DAY)
    worn = add_picture(storage, camille, created_at=NOW - 9 * DAY)
    with db.transaction() as session:
        session.get_one(Person, camille.id).picture_ref = worn.ref
    sweep_at(NOW, storage)
    assert count(Picture) == 3
    assert all(storage.exists(picture.large_key) for picture in (today, kept, worn))


def test_a_picture_that_a_bubble_wears_stays_and_one_it_wore_goes(storage: Storage, camille: Person) -> None:
    worn, replaced = (add_picture(storage, camille, created_at=NOW - 9 * DAY) for _ in range(2))
    with db.transaction() as session:
        add(session, Bubble(name="Bulle des Lilas", picture_ref=worn.ref))
    sweep_at(NOW, storage)
    assert storage.exists(worn.large_key)
    assert not storage.exists(replaced.large_key)


def test_a_picture_whose_object_cannot_be_removed_waits_for_the_next_round(storage: Storage, camille: Person) -> None:
    picture = add_picture(storage, camille, created_at=NOW - 2 * DAY)
    place = settings().data_dir / "files" / picture.small_key
    place.unlink()
    place.mkdir()
    sweep_at(NOW, storage)
    assert count(Picture) == 1
    place.rmdir()
    sweep_at(NOW, storage)
    assert count(Picture) == 0


@pytest.mark.parametrize(("age", "left"), [(29, 1), (31, 0)])
def test_traces_of_access_go_thirty_days_after_they_are_over(
    storage: Storage, camille: Person, age: int, left: int
) -> None:
    over = NOW - age * DAY
    with db.transaction() as session:
        session.add(SignInAttempt(token_hash=b"a" * 32, person_id=camille.id or 0, expires_at=over))
        session.add(SignedIn(token_hash=b"s" * 32, person_id=camille.id or 0, expires_at=over))
        session.add(PasswordReset(token_hash=b"r" * 32, person_id=camille.id or 0, expires_at=over))
    sweep_at(NOW, storage)
    assert (count(SignInAttempt), count(SignedIn), count(PasswordReset)) == (left, left, left)


@pytest.mark.parametrize(("age", "left"), [(364, 1), (366, 0)])
def test_a_device_not_seen_for_a_year_is_forgotten(storage: Storage, camille: Person, age: int, left: int) -> None:
    with db.transaction() as session:
        session.add(KnownDevice(token_hash=b"d" * 32, person_id=camille.id or 0, last_used_at=NOW - age * DAY))
    sweep_at(NOW, storage)
    assert count(KnownDevice) == left


@pytest.mark.parametrize(("age", "left"), [(364, 1), (366, 0)])
def test_how_an_identity_was_checked_is_kept_a_year(storage: Storage, camille: Person, age: int, left: int) -> None:
    mine = camille.id or 0
    with db.transaction() as session:
        session.add(
            RescueCode(
                person_id=mine,
                issued_by_id=mine,
                code_mac=b"m" * 32,
                identity_check="Vue en personne.",
                expires_at=NOW - age * DAY,
            )
        )
    sweep_at(NOW, storage)
    assert count(RescueCode) == left


def test_backup_codes_go_thirty_days_after_they_were_replaced_and_not_before(storage: Storage, camille: Person) -> None:
    long_ago, lately = NOW - 31 * DAY, NOW - 29 * DAY
    with db.transaction() as session:
        for selector, used_at, replaced_at in (
            ("AAAA", None, None),
            ("BBBB", NOW - 400 * DAY, None),
            ("CCCC", None, lately),
            ("DDDD", None, long_ago),
            ("EEEE", long_ago, long_ago),
        ):
            session.add(
                BackupCode(
                    person_id=camille.id or 0,
                    selector=selector,
                    secret_hash="h",
                    created_at=NOW - 500 * DAY,
                    used_at=used_at,
                    replaced_at=replaced_at,
                )
            )
    sweep_at(NOW, storage)
    with db.reading() as session:
        assert sorted(session.exec(select(BackupCode.selector))) == ["AAAA", "BBBB", "CCCC"]


@pytest.mark.parametrize(("age", "is_active", "left"), [(2, False, 0), (2, True, 1), (0, False, 1)])
def test_an_app_that_was_not_activated_is_forgotten_the_next_day(
    storage: Storage, camille: Person, age: int, *, is_active: bool, left: int
) -> None:
    then = NOW - age * DAY
    with db.transaction() as session:
        session.add(
            AuthenticatorApp(
                person_id=camille.id or 0,
                sealed=b"s",
                created_at=then,
                activated_at=then if is_active else None,
            )
        )
    sweep_at(NOW, storage)
    assert count(AuthenticatorApp) == left


@pytest.mark.parametrize(("age", "left"), [(29, 1), (31, 0)])
def test_a_mail_that_left_is_forgotten_after_thirty_days(storage: Storage, age: int, left: int) -> None:
    then = NOW - age * DAY
    with db.transaction() as session:
        ref = outbox.post(session, "sign_in_code", to="paul@example.org", values={}, now=then).ref
        session.flush()
        outbox.mark_sent(session, ref, now=then)
    sweep_at(NOW, storage)
    assert count(OutgoingMail) == left


def test_a_mail_that_waits_is_never_removed(storage: Storage) -> None:
    with db.transaction() as session:
        outbox.post(session, "sign_in_code", to="paul@example.org", values={}, now=NOW - 31 * DAY)
    sweep_at(NOW, storage)
    assert count(OutgoingMail) == 1
