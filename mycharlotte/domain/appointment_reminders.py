"""Reminders by mail: on the eve, all of a day in one mail; an hour before, each its own. They tell when, never what.

    on the eve       between 17:00 and 19:00 where the person lives
    an hour before   from 60 to 45 minutes before

Later than that nobody is reminded: a server that was down does not wake people up. Nobody is reminded twice of the
same time; of an appointment that moved, they are again. Until someone was told of it (`told`), there is nothing to
remind of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mycharlotte import routes
from mycharlotte.domain import agendas, audit, outbox, permissions, wall_clock
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.appointments import Appointment, Remembered, State, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.calendars import Agenda
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

EVENING = (time(17), time(19))
USELESS_FROM = time(21)
HOUR_BEFORE = (timedelta(minutes=45), timedelta(minutes=60))
TOO_SHORT = timedelta(minutes=15)  # before the beginning: too late for a mail to be of use


class Kind(StrEnum):
    """When a reminder leaves."""

    DAY_BEFORE = "day-before"
    HOUR_BEFORE = "hour-before"


@dataclass(frozen=True)
class Choices:
    """Which reminders someone wants."""

    day_before: bool
    hour_before: bool


def choices(db: Session, *, viewer: Viewer) -> Choices:
    """Return what the viewer chose; on the eve alone, when they never did."""
    kept = db.exec(select(Agenda).where(Agenda.person_id == viewer.person_id)).first() or Agenda(person_id=0)
    return Choices(kept.reminds_day_before, kept.reminds_hour_before)


def choose(db: Session, *, by: Viewer, day_before: bool, hour_before: bool, now: datetime) -> None:
    """Keep which reminders the viewer wants."""
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    kept = agendas.of(db, by.person_id)
    if (kept.reminds_day_before, kept.reminds_hour_before) == (day_before, hour_before):
        return
    kept.reminds_day_before, kept.reminds_hour_before = day_before, hour_before
    db.add(kept)
    audit.record(
        db,
        audit.Action.REMINDERS_CHOSEN,
        by=by,
        object_ref=by.ref,
        now=now,
        day_before=day_before,
        hour_before=hour_before,
    )
    announce(db, Topic.AGENDA, by.ref)


def due(db: Session, *, now: datetime) -> list[tuple[int, Kind]]:
    """Return who may have to be reminded now, of what kind; `remind` looks again at each."""
    found: list[tuple[int, Kind]] = []
    for zone in db.exec(select(Person.timezone).distinct()):
        if eve := _eve(zone, now):
            people = _concerned(Kind.DAY_BEFORE, *eve).where(col(Person.timezone) == zone)
            found += [(person_id, Kind.DAY_BEFORE) for person_id in db.exec(people) if person_id]
    soon = _concerned(Kind.HOUR_BEFORE, *(now + lead for lead in HOUR_BEFORE))
    return found + [(person_id, Kind.HOUR_BEFORE) for person_id in db.exec(soon) if person_id]


def remind(db: Session, *, person_id: int, kind: Kind, site: str, now: datetime) -> None:
    """Write to someone what they are due to be reminded of, and to nobody when it was done meanwhile.

    `site` is the origin that links lead to.
    """
    person = db.get_one(Person, person_id)
    if kind is Kind.HOUR_BEFORE:
        span: tuple[datetime, datetime] | None = (now + HOUR_BEFORE[0], now + HOUR_BEFORE[1])
    else:
        span = _eve(person.timezone, now)
    if span is None:
        return
    rows = select(Appointment).join(Person, _sides()).where(Person.id == person_id, *_of(kind, *span))
    found = [one for one in db.exec(rows.order_by(col(Appointment.starts_at))) if _claim(db, one, person_id, kind, now)]
    if kind is Kind.HOUR_BEFORE:
        for one in found:
            _write(db, person, [one], useless_after=one.starts_at - TOO_SHORT, site=site, now=now)
    elif found:
        today = wall_clock.local(now, person.timezone)[0]
        until = _at(today, USELESS_FROM, person.timezone)
        _write(db, person, found, useless_after=until, site=site, now=now)


def _eve(zone: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the span of tomorrow, when it is the hour to remind of it in a zone."""
    here = now.astimezone(ZoneInfo(zone))
    if not EVENING[0] <= here.time() < EVENING[1]:
        return None
    tomorrow = here.date() + timedelta(days=1)
    return _at(tomorrow, time(), zone), _at(tomorrow + timedelta(days=1), time(), zone)


def _at(day: date, at: time, zone: str) -> datetime:
    return wall_clock.nearest(day, at.hour * wall_clock.HOUR, zone)


def _concerned(kind: Kind, since: datetime, until: datetime) -> SelectOfScalar[int | None]:
    return select(col(Person.id)).distinct().join(Appointment, _sides()).where(*_of(kind, since, until))


def _sides() -> sa.ColumnElement[bool]:
    return sa.or_(col(Appointment.companion_id) == col(Person.id), col(Appointment.patient_id) == col(Person.id))


def _of(kind: Kind, since: datetime, until: datetime) -> Sequence[sa.ColumnElement[bool]]:
    """What is true of an appointment, and of a person on one side of it, when they are due to be reminded."""
    wants, unless_chosen = {
        Kind.DAY_BEFORE: (col(Agenda.reminds_day_before), True),
        Kind.HOUR_BEFORE: (col(Agenda.reminds_hour_before), False),
    }[kind]
    theirs = col(Agenda.person_id) == col(Person.id)
    chosen = sa.exists().where(theirs, wants.is_(True))
    never_chose = ~sa.exists().where(theirs)
    same = (col(Told.appointment_id) == col(Appointment.id), col(Told.person_id) == col(Person.id))
    is_done = sa.exists().where(
        col(Remembered.appointment_id) == col(Appointment.id),
        col(Remembered.person_id) == col(Person.id),
        col(Remembered.kind) == kind.value,
        col(Remembered.starts_at) == col(Appointment.starts_at),
    )
    has_a_place = sa.exists().where(
        col(Membership.bubble_id) == col(Appointment.bubble_id),
        col(Membership.person_id) == col(Person.id),
        col(Membership.ended_at).is_(None),
    )
    return (
        col(Appointment.starts_at) >= since,
        col(Appointment.starts_at) < until,
        col(Appointment.state) == State.PLANNED,
        sa.or_(chosen, never_chose) if unless_chosen else chosen,
        ~sa.exists().where(*same, col(Told.due_at).is_not(None)),
        ~is_done,
        has_a_place,
    )


def _claim(db: Session, one: Appointment, person_id: int, kind: Kind, now: datetime) -> bool:
    """Remember a reminder; of several workers at once, one alone does."""
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "appointment_id": id_of(one),
        "person_id": person_id,
        "kind": kind.value,
        "starts_at": one.starts_at,
        "sent_at": now,
    }
    added = make(Remembered).values(row)
    claimed = added.on_conflict_do_update(
        index_elements=["appointment_id", "person_id", "kind"],
        set_={"starts_at": added.excluded.starts_at, "sent_at": added.excluded.sent_at},
        where=col(Remembered.starts_at) != added.excluded.starts_at,
    ).returning(col(Remembered.appointment_id))
    return db.execute(claimed).first() is not None


def _write(
    db: Session,
    person: Person,
    found: Sequence[Appointment],
    *,
    useless_after: datetime,
    site: str,
    now: datetime,
) -> None:
    outbox.post(
        db,
        "appointment_reminder",
        to=person,
        values={
            "starts": " ".join(one.starts_at.astimezone(UTC).isoformat() for one in found),
            "link": site + _page(found, id_of(person)),
        },
        useless_after=useless_after,
        is_bulk=True,
        now=now,
    )


def _page(found: Sequence[Appointment], person_id: int) -> str:
    """Return the page of the only appointment, or of all those of someone; a mail of both sides leads home."""
    are_given = {one.companion_id == person_id for one in found}
    if len(are_given) > 1:
        return routes.HOME
    is_given = are_given.pop()
    if len(found) == 1:
        return routes.of_appointment(routes.APPOINTMENT if is_given else routes.MY_APPOINTMENT, found[0].ref)
    return routes.AGENDA if is_given else routes.MY_APPOINTMENTS
