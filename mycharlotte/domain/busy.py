"""What takes a companion's time: appointments with their buffers, absences, other calendars, slots held for someone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain import wall_clock
from mycharlotte.domain.appointments import LONGEST
from mycharlotte.models.appointments import CANCELLED, Appointment
from mycharlotte.models.availability import Absence
from mycharlotte.models.calendars import BusyTime
from mycharlotte.models.waiting import OfferState, SlotOffer


class Taken(StrEnum):
    """What takes a time."""

    APPOINTMENT = "appointment"
    ABSENCE = "absence"
    OUTSIDE = "outside"
    HELD = "held"


@dataclass(frozen=True)
class Span:
    """A time that is taken; `before` and `after` are the buffers that an appointment wants around it."""

    starts_at: datetime
    ends_at: datetime
    taken: Taken
    before: timedelta = timedelta()
    after: timedelta = timedelta()


def spans(
    db: Session, *, person_id: int, zone: str, since: datetime, until: datetime, now: datetime, held_for: int = 0
) -> list[Span]:
    """Return what takes someone's time between two instants, in order. What is held for `held_for` is free for them."""
    found = [
        *_appointments(db, person_id, since, until),
        *_outside(db, person_id, since, until),
        *_held(db, person_id, since, until, now, held_for),
        *(
            Span(starts_at, ends_at, Taken.ABSENCE)
            for absence in db.exec(select(Absence).where(Absence.person_id == person_id))
            for starts_at, ends_at in occurrences(absence, zone=zone, since=since, until=until)
        ),
    ]
    return sorted(found, key=lambda span: (span.starts_at, span.ends_at))


def occurrences(absence: Absence, *, zone: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return the times of an absence between two instants: as many as it is repeated then."""
    step = absence.every_weeks * 7
    length = (absence.ends_on - absence.starts_on).days
    first, last = wall_clock.local(since, zone)[0], wall_clock.local(until, zone)[0]
    starts = [absence.starts_on] if not step else _repeated(absence, first - timedelta(days=length), last, step)
    found = [
        (
            wall_clock.nearest(day, absence.starts, zone),
            wall_clock.nearest(day + timedelta(days=length), absence.ends, zone),
        )
        for day in starts
    ]
    return [(a, b) for a, b in found if a < until and b > since]


def _repeated(absence: Absence, first: date, last: date, step: int) -> list[date]:
    skipped = max(0, (first - absence.starts_on).days // step)
    day, found = absence.starts_on + timedelta(days=skipped * step), []
    while day <= min(last, absence.until or last):
        found.append(day)
        day += timedelta(days=step)
    return found


def _appointments(db: Session, person_id: int, since: datetime, until: datetime) -> list[Span]:
    found: list[Span] = []
    for side in (Appointment.companion_id, Appointment.patient_id):
        rows = db.exec(
            select(
                Appointment.starts_at, Appointment.ends_at, Appointment.buffer_before, Appointment.buffer_after
            ).where(
                side == person_id,
                Appointment.starts_at > since - LONGEST,
                Appointment.starts_at < until + LONGEST,
                col(Appointment.state).not_in(CANCELLED),
            )
        )
        found += [
            Span(a, b, Taken.APPOINTMENT, timedelta(minutes=before), timedelta(minutes=after))
            for a, b, before, after in rows
        ]
    return found


def _outside(db: Session, person_id: int, since: datetime, until: datetime) -> list[Span]:
    rows = db.exec(
        select(BusyTime.starts_at, BusyTime.ends_at).where(
            BusyTime.person_id == person_id, BusyTime.starts_at < until, BusyTime.ends_at > since
        )
    )
    return [Span(a, b, Taken.OUTSIDE) for a, b in rows]


def _held(db: Session, person_id: int, since: datetime, until: datetime, now: datetime, held_for: int) -> list[Span]:
    rows = db.exec(
        select(SlotOffer.starts_at, SlotOffer.ends_at).where(
            SlotOffer.companion_id == person_id,
            SlotOffer.starts_at < until,
            SlotOffer.ends_at > since,
            SlotOffer.state == OfferState.OPEN,
            SlotOffer.held_until > now,
            SlotOffer.patient_id != held_for,
        )
    )
    return [Span(a, b, Taken.HELD) for a, b in rows]
