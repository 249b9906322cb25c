"""Calendars of elsewhere that companions have us read: what these take of their time, nobody books.

add → (read by the job, `outside_reading`) → read_again | remove
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, audit, edits, limits, names, outside_addresses, outside_reading, permissions
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.appointments import REFERENCE
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.base import id_of, new_ref
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

AT_MOST = 5
NAME_AT_MOST = 60
CONFLICTS_SHOWN = 20


class TooManyCalendars(Refused):
    """Five are enough: remove one first."""

    field = "address"


class CalendarKnown(Refused):
    """This calendar is read already."""

    field = "address"


class CalendarNameTooLong(Refused):
    """A name has sixty characters at most."""

    field = "name"


@dataclass(frozen=True)
class Conflict:
    """An appointment that falls on something of a calendar."""

    appointment_ref: str
    starts_at: datetime


@dataclass(frozen=True)
class Known:
    """A calendar as its owner sees it, and what falls at the same time: `conflicts` counts, `first` are the next."""

    calendar: OutsideCalendar
    conflicts: int
    first: tuple[Conflict, ...]


def show(db: Session, *, viewer: Viewer, now: datetime) -> list[Known]:
    """List the viewer's own, the oldest first; nothing for who is a companion nowhere."""
    if not permissions.allows(viewer, Permission.AGENDA_KEEP):
        return []
    found: list[Known] = []
    for calendar in _mine(db, viewer.person_id):
        conflicts = _conflicts(db, calendar, now)
        found.append(Known(calendar, len(conflicts), tuple(conflicts[:CONFLICTS_SHOWN])))
    return found


def add(db: Session, *, by: Viewer, name: str, address: str, now: datetime) -> OutsideCalendar:
    """Keep the address of a calendar, which is read at once.

    Raises:
        NotAllowed, SeveralRefused, NameRefused, CalendarNameTooLong, AddressRefused, CalendarKnown, TooManyCalendars,
        TooManyTries.
    """
    permissions.require(by, Permission.AGENDA_KEEP)
    wanted = edits.read({"name": lambda: _name(name), "address": lambda: outside_addresses.parse(address).text})
    where = outside_addresses.parse(wanted["address"])
    db.exec(select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True)).one()
    kept = _mine(db, by.person_id)
    if any(outside_reading.address_of(one) == where.text for one in kept):
        raise CalendarKnown
    if len(kept) >= AT_MOST:
        raise TooManyCalendars
    limits.spend(limits.Limit.OUTSIDE_CALENDAR_BY_PERSON, by.ref)
    ref = new_ref()
    made = OutsideCalendar(
        ref=ref,
        person_id=by.person_id,
        name=wanted["name"],
        host=where.host,
        address_sealed=outside_reading.seal_address(ref, where.text),
        created_at=now,
        next_try_at=now,
    )
    db.add(made)
    audit.record(db, audit.Action.OUTSIDE_CALENDAR_ADDED, by=by, object_ref=ref, now=now)
    announce(db, Topic.OUTSIDE_CALENDARS, by.ref)
    announce(db, Topic.CALENDAR_WAITING, "")
    return made


def read_again(db: Session, *, by: Viewer, calendar_ref: str, now: datetime) -> None:
    """Have a calendar read now, in full.

    Raises:
        NotAllowed, NotFound, TooManyTries.
    """
    calendar = _own(db, by, calendar_ref)
    limits.spend(limits.Limit.OUTSIDE_CALENDAR_BY_PERSON, by.ref)
    calendar.next_try_at, calendar.etag = now, ""
    db.add(calendar)
    announce(db, Topic.CALENDAR_WAITING, "")


def remove(db: Session, *, by: Viewer, calendar_ref: str, now: datetime) -> str:
    """Forget a calendar, with the times that it took; return what it was called.

    Raises:
        NotAllowed, NotFound.
    """
    calendar = _own(db, by, calendar_ref)
    freed = sa.delete(BusyTime).where(col(BusyTime.calendar_id) == id_of(calendar)).returning(col(BusyTime.id))
    took_time = bool(db.execute(freed).all())
    db.delete(calendar)
    audit.record(db, audit.Action.OUTSIDE_CALENDAR_REMOVED, by=by, object_ref=calendar_ref, now=now)
    announce(db, Topic.OUTSIDE_CALENDARS, by.ref)
    if took_time:
        agendas.touch(db, {by.person_id})
    return calendar.name


def look_again(db: Session, *, person_id: int, now: datetime) -> None:
    """Have all the calendars of someone read in full: what their times are depends on the zone of their owner."""
    db.execute(
        sa.update(OutsideCalendar)
        .where(col(OutsideCalendar.person_id) == person_id)
        .values(next_try_at=now, etag="")
        .execution_options(synchronize_session=False)
    )
    announce(db, Topic.CALENDAR_WAITING, "")


def _mine(db: Session, person_id: int) -> list[OutsideCalendar]:
    theirs = select(OutsideCalendar).where(OutsideCalendar.person_id == person_id)
    return list(db.exec(theirs.order_by(col(OutsideCalendar.created_at), col(OutsideCalendar.id))))


def _own(db: Session, by: Viewer, calendar_ref: str) -> OutsideCalendar:
    permissions.require(by, Permission.AGENDA_KEEP)
    known = REFERENCE.fullmatch(calendar_ref)
    mine = (OutsideCalendar.ref == calendar_ref, OutsideCalendar.person_id == by.person_id)
    found = db.exec(select(OutsideCalendar).where(*mine).with_for_update()).first() if known else None
    if found is None:
        raise NotFound
    return found


def _conflicts(db: Session, calendar: OutsideCalendar, now: datetime) -> list[Conflict]:
    """List the appointments to come that fall on what a calendar says."""
    during = sa.exists().where(
        BusyTime.calendar_id == calendar.id,  # pyright: ignore[reportArgumentType]
        col(BusyTime.starts_at) < col(Appointment.ends_at),
        col(BusyTime.ends_at) > col(Appointment.starts_at),
    )
    rows = (
        select(Appointment.ref, Appointment.starts_at)
        .where(
            Appointment.companion_id == calendar.person_id,
            Appointment.state == State.PLANNED,
            Appointment.starts_at > now,
            during,
        )
        .order_by(col(Appointment.starts_at))
    )
    return [Conflict(ref, starts_at) for ref, starts_at in db.exec(rows)]


def _name(typed: str) -> str:
    try:
        name = names.parse(typed, field="name")
    except names.NameTooLong:
        raise CalendarNameTooLong from None
    if len(name) > NAME_AT_MOST:
        raise CalendarNameTooLong
    return name
