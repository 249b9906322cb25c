"""Reading calendars of elsewhere, again and again: which is due, what a reading gave, when to come back.

take → (fetched and read, outside of any transaction) → keep | confirm | note_failure
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, keys, memberships, sealing
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.outside_failures import Failure
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.people import Person

PURPOSE = "outside-calendars"
EVERY = timedelta(minutes=15)
SLOWEST = timedelta(days=1)
LEASE = timedelta(minutes=3)  # longer than fetching and reading may take
BEFORE, AHEAD = timedelta(days=1), timedelta(days=396)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Taken:
    """A calendar to read now. `known` is what to know its last content by; empty when it is to be read in full."""

    ref: str
    address: str = field(repr=False)
    known: str
    zone: str


def take(db: Session, *, now: datetime) -> Taken | None:
    """Take the next calendar that is due, for `LEASE`; None when there is none.

    Those of people who are companions nowhere are left alone. Once a day a calendar is read in full, be it the same:
    the days that are looked at have moved on.
    """
    theirs = (col(Membership.person_id) == col(OutsideCalendar.person_id), col(Membership.role) == Role.COMPANION)
    due = (
        select(OutsideCalendar, Person.timezone)
        .join(Person, col(Person.id) == col(OutsideCalendar.person_id))
        .where(
            OutsideCalendar.next_try_at <= now,
            sa.exists().where(*theirs, *memberships.are_current()),
        )
        .order_by(col(OutsideCalendar.next_try_at), col(OutsideCalendar.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=OutsideCalendar)
    )
    if not (found := db.exec(due).first()):
        return None
    calendar, zone = found
    calendar.next_try_at, calendar.tried_at = now + LEASE, now
    db.add(calendar)
    is_of_today = calendar.read_at is not None and calendar.read_at.date() == now.date()
    return Taken(calendar.ref, address_of(calendar), calendar.etag if is_of_today else "", zone)


def window(now: datetime) -> Span:
    """Return what is kept of a calendar read now: from yesterday to thirteen months from now."""
    return now - BEFORE, now + AHEAD


def keep(db: Session, *, calendar_ref: str, spans: Sequence[Span], stamp: str, now: datetime) -> None:
    """Keep what a calendar takes of its owner's time; nothing when it was removed meanwhile."""
    if not (calendar := _locked(db, calendar_ref)):
        return
    theirs = col(BusyTime.calendar_id) == id_of(calendar)
    known = db.exec(select(BusyTime.starts_at, BusyTime.ends_at).where(theirs, BusyTime.ends_at > now)).all()
    calendar.etag = stamp
    _is_read(db, calendar, now)
    db.execute(sa.delete(BusyTime).where(theirs))
    if spans:
        owner = {"calendar_id": id_of(calendar), "person_id": calendar.person_id}
        db.execute(sa.insert(BusyTime), [owner | {"starts_at": a, "ends_at": b} for a, b in spans])
    if _ahead(known, now) != _ahead(spans, now):
        agendas.touch(db, {calendar.person_id})


def confirm(db: Session, *, calendar_ref: str, now: datetime) -> None:
    """Note that a calendar is still as it was."""
    if calendar := _locked(db, calendar_ref):
        _is_read(db, calendar, now)


def note_failure(db: Session, *, calendar_ref: str, failure: Failure, now: datetime) -> None:
    """Note that a calendar could not be read: it is tried again later and later. What was known of it stays."""
    if calendar := _locked(db, calendar_ref):
        calendar.failure, calendar.failures = failure, calendar.failures + 1
        calendar.next_try_at = now + pause(calendar.failures)
        db.add(calendar)
        _tell(db, calendar)


def is_under_way(calendar: OutsideCalendar, now: datetime) -> bool:
    """Tell whether a calendar is being read, or about to be."""
    if calendar.next_try_at <= now:
        return True
    return calendar.tried_at is not None and calendar.next_try_at == calendar.tried_at + LEASE


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: a quarter of an hour, twice as long each time, a day."""
    return min(EVERY * 2 ** min(failures - 1, 10), SLOWEST)


def forget_past(db: Session, *, now: datetime) -> None:
    """Remove times that are over: of a calendar that is read no more, they would stay."""
    db.execute(sa.delete(BusyTime).where(col(BusyTime.ends_at) < now - BEFORE))


def seal_address(calendar_ref: str, address: str) -> bytes:
    """Encrypt an address: whoever has it reads the calendar."""
    return sealing.seal(address.encode(), key=keys.of(PURPOSE), context=_context(calendar_ref))


def address_of(calendar: OutsideCalendar) -> str:
    """Return the address of a calendar, for us to read it at; shown to nobody."""
    return sealing.unseal(calendar.address_sealed, key=keys.of(PURPOSE), context=_context(calendar.ref)).decode()


def _ahead(spans: Sequence[Span], now: datetime) -> set[Span]:
    """What of these times still matters. Both ends of what is looked at move on with the clock, which is no change."""
    since, until = now, now + AHEAD - timedelta(days=2)
    return {(max(a, since), min(b, until)) for a, b in spans if b > since and a < until}


def _is_read(db: Session, calendar: OutsideCalendar, now: datetime) -> None:
    calendar.read_at, calendar.next_try_at = now, now + EVERY
    calendar.failure, calendar.failures = "", 0
    db.add(calendar)
    _tell(db, calendar)


def _tell(db: Session, calendar: OutsideCalendar) -> None:
    """Let the owner's tabs know; their agenda itself did not change."""
    announce(db, Topic.OUTSIDE_CALENDARS, db.exec(select(Person.ref).where(Person.id == calendar.person_id)).one())


def _locked(db: Session, calendar_ref: str) -> OutsideCalendar | None:
    return db.exec(select(OutsideCalendar).where(OutsideCalendar.ref == calendar_ref).with_for_update()).first()


def _context(calendar_ref: str) -> str:
    return f"outside-calendar/{calendar_ref}"
