"""What takes a companion's time: appointments with their buffers, absences, other calendars, slots held for someone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import wall_clock
from mycharlotte.domain.appointments import LONGEST
from mycharlotte.models.appointments import CANCELLED, Appointment
from mycharlotte.models.availability import Absence
from mycharlotte.models.calendars import BusyTime
from mycharlotte.models.waiting import OfferState, SlotOffer

# Plain statements, written once: through the unit of work, the rows took longer than everything that is done with them.
_DURING = (col(Appointment.starts_at) > sa.bindparam("since"), col(Appointment.starts_at) < sa.bindparam("until"))
_APPOINTMENTS = sa.union_all(
    *(
        sa.select(
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.buffer_before),
            col(Appointment.buffer_after),
        ).where(col(side) == sa.bindparam("person"), *_DURING, col(Appointment.state).not_in(CANCELLED))
        for side in (Appointment.companion_id, Appointment.patient_id)
    )
)
_OUTSIDE = sa.select(col(BusyTime.starts_at), col(BusyTime.ends_at)).where(
    col(BusyTime.person_id) == sa.bindparam("person"),
    col(BusyTime.starts_at) < sa.bindparam("until"),
    col(BusyTime.ends_at) > sa.bindparam("since"),
)
_HELD = sa.select(col(SlotOffer.starts_at), col(SlotOffer.ends_at)).where(
    col(SlotOffer.companion_id) == sa.bindparam("person"),
    col(SlotOffer.starts_at) < sa.bindparam("until"),
    col(SlotOffer.ends_at) > sa.bindparam("since"),
    col(SlotOffer.state) == OfferState.OPEN,
    col(SlotOffer.held_until) > sa.bindparam("now"),
    col(SlotOffer.patient_id) != sa.bindparam("held_for"),
)
_ABSENCES = sa.select(
    *(
        col(one)
        for one in (
            Absence.starts_on,
            Absence.starts,
            Absence.ends_on,
            Absence.ends,
            Absence.every_weeks,
            Absence.until,
        )
    )
).where(
    col(Absence.person_id) == sa.bindparam("person"),
    col(Absence.starts_on) <= sa.bindparam("last"),
    sa.or_(col(Absence.every_weeks) > 0, col(Absence.ends_on) >= sa.bindparam("first")),
)


class Taken(StrEnum):
    """What takes a time."""

    APPOINTMENT = "appointment"
    ABSENCE = "absence"
    OUTSIDE = "outside"
    HELD = "held"


class Span(NamedTuple):
    """A time that is taken; `before` and `after` are the buffers that an appointment wants around it."""

    starts_at: datetime
    ends_at: datetime
    taken: Taken
    before: timedelta = timedelta()
    after: timedelta = timedelta()


def spans(
    db: Session, *, person_id: int, zone: str, since: datetime, until: datetime, now: datetime, held_for: int = 0
) -> list[Span]:
    """Return what takes someone's time between two instants, in order. What is held for `held_for` is free for them.

    Appointments come from a day around too: their buffers may reach in.
    """
    db.flush()
    execute, about = db.connection().execute, {"person": person_id, "since": since, "until": until}
    around = about | {"since": since - LONGEST, "until": until + LONGEST}
    found = [
        Span(starts_at, ends_at, Taken.APPOINTMENT, timedelta(minutes=before), timedelta(minutes=after))
        for starts_at, ends_at, before, after in execute(_APPOINTMENTS, around)
    ]
    found += besides_appointments(
        db, person_id=person_id, zone=zone, since=since, until=until, now=now, held_for=held_for
    )
    return sorted(found, key=lambda span: (span.starts_at, span.ends_at))


def besides_appointments(
    db: Session, *, person_id: int, zone: str, since: datetime, until: datetime, now: datetime, held_for: int = 0
) -> list[Span]:
    """Return what takes someone's time, appointments left out, in no order."""
    execute, about = db.connection().execute, {"person": person_id, "since": since, "until": until}
    found = [Span(starts_at, ends_at, Taken.OUTSIDE) for starts_at, ends_at in execute(_OUTSIDE, about)]
    held = execute(_HELD, about | {"now": now, "held_for": held_for})
    found += [Span(starts_at, ends_at, Taken.HELD) for starts_at, ends_at in held]
    first, last = (wall_clock.local(at, zone)[0] for at in (since, until))
    for absence in execute(_ABSENCES, {"person": person_id, "first": first, "last": last}):
        times = occurrences(absence, zone=zone, since=since, until=until)
        found += [Span(starts_at, ends_at, Taken.ABSENCE) for starts_at, ends_at in times]
    return found


def occurrences(absence: Any, *, zone: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return the times of an `Absence`, or of a row like it, between two instants: as many as it is repeated then."""
    length = absence.ends_on - absence.starts_on
    first, last = wall_clock.local(since, zone)[0], wall_clock.local(until, zone)[0]
    found = [
        (
            wall_clock.first_instant(day, absence.starts, zone),
            wall_clock.first_instant(day + length, absence.ends, zone),
        )
        for day in _beginnings(absence, first - length, last)
    ]
    return [(starts_at, ends_at) for starts_at, ends_at in found if starts_at < ends_at > since and starts_at < until]


def _beginnings(absence: Any, first: date, last: date) -> Iterator[date]:
    """Go through the days when an absence begins, from about the first to the last that matter."""
    day, step = absence.starts_on, timedelta(weeks=absence.every_weeks)
    if not step:
        yield day
        return
    day += max(0, (first - day) // step) * step
    while day <= min(last, absence.until or last):
        yield day
        day += step
