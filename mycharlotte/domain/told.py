"""Who is to be told what of an appointment: each side once, when nothing can be undone any more.

What each side was last told is kept; when the time comes, what differs is told. Something done and undone, or moved
there and back, is told to nobody. Whoever calls holds both sides (`appointments.hold`), whoever tells holds theirs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain.appointments import AsItWas
from mycharlotte.models.appointments import CANCELLED, Appointment, Told
from mycharlotte.models.base import id_of


class News(StrEnum):
    """What there is to tell of an appointment. `CHANGED` is all but when it begins: its end, where, how."""

    BOOKED = "booked"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


def later(db: Session, changed: Sequence[tuple[AsItWas, Appointment]], *, by_id: int | None, due_at: datetime) -> None:
    """Plan to tell patients of any change, and companions of those that are not theirs.

    `by_id` is None when neither side did it: both are told.
    """
    known = _rows(db, [id_of(appointment) for _was, appointment in changed])
    for was, appointment in changed:
        for person_id in (appointment.patient_id, appointment.companion_id):
            row = known.get((id_of(appointment), person_id)) or _supposed(was, appointment, person_id)
            if person_id == by_id == appointment.companion_id:
                mark(row, appointment)
            else:
                row.due_at = due_at
            db.add(row)


def put_back(db: Session, appointments: Iterable[Appointment], *, by_id: int) -> None:
    """Note that the companion, who undid what they had done to these, knows how they stand again."""
    theirs = {id_of(one): one for one in appointments if one.companion_id == by_id}
    for (appointment_id, person_id), row in _rows(db, list(theirs)).items():
        if person_id == by_id:
            mark(row, theirs[appointment_id])
            db.add(row)


def is_out(db: Session, appointments: Iterable[Appointment], *, by_id: int) -> bool:
    """Tell whether anyone was told of what somebody did to these: nothing waits to be told to them any more."""
    sides = {id_of(one): one.companion_id for one in appointments}
    return any(
        row.due_at is None and not person_id == by_id == sides[appointment_id]
        for (appointment_id, person_id), row in _rows(db, list(sides)).items()
    )


def news(row: Told, appointment: Appointment, *, now: datetime) -> News | None:
    """Return what someone is to be told, or nothing when they know it, or when it no longer changes anything for them.

    Whoever was never told of an appointment need not hear that it is cancelled.
    """
    is_cancelled = appointment.state in CANCELLED
    knows_of_it = row.starts_at is not None and not row.is_cancelled
    awaited_until = row.ends_at if knows_of_it else None
    if max(awaited_until or now, now if is_cancelled else appointment.ends_at) <= now:
        return None
    if is_cancelled:
        return News.CANCELLED if knows_of_it else None
    if not knows_of_it:
        return News.BOOKED
    if row.starts_at != appointment.starts_at:
        return News.MOVED
    knew, stands = (row.ends_at, row.mode, row.place), (appointment.ends_at, appointment.mode, appointment.place)
    return News.CHANGED if knew != stands else None


def mark(row: Told, appointment: Appointment) -> None:
    """Note that someone now knows how things stand."""
    row.starts_at, row.ends_at = appointment.starts_at, appointment.ends_at
    row.mode, row.place = appointment.mode, appointment.place
    row.is_cancelled = appointment.state in CANCELLED
    row.due_at = None


def _supposed(was: AsItWas, appointment: Appointment, person_id: int) -> Told:
    """Make a row of someone who is known to have been told nothing: they know of what was there, however they do."""
    return Told(
        appointment_id=id_of(appointment),
        person_id=person_id,
        starts_at=was.starts_at,
        ends_at=was.ends_at,
        is_cancelled=was.state in CANCELLED,
        mode=was.mode,
        place=was.place,
    )


def _rows(db: Session, appointment_ids: Sequence[int]) -> dict[tuple[int, int], Told]:
    """Return what is known to have been told, by appointment and person; read again, as others left it."""
    query = select(Told).where(col(Told.appointment_id).in_(appointment_ids)).execution_options(populate_existing=True)
    return {(row.appointment_id, row.person_id): row for row in db.exec(query)}
