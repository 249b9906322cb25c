"""Who is to be told what of an appointment: each side once, when nothing can be undone any more.

What each side was last told is kept; when the time comes, what differs is told. Something done and undone, or moved
there and back, is told to nobody.
"""

from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.models.appointments import CANCELLED, Appointment, Told
from mycharlotte.models.base import id_of


def later(db: Session, appointment: Appointment, *, by_id: int, due_at: datetime) -> None:
    """Plan to tell the patient of any change, and the companion of those that are not theirs."""
    _plan(db, appointment, appointment.patient_id, due_at)
    if by_id != appointment.companion_id:
        _plan(db, appointment, appointment.companion_id, due_at)
    else:
        _note(db, appointment, appointment.companion_id)


def is_news(row: Told, appointment: Appointment) -> bool:
    """Tell whether what someone was last told is no longer so."""
    is_cancelled = appointment.state in CANCELLED
    if row.starts_at is None:
        return not is_cancelled  # whoever was never told of it need not hear that it is cancelled
    if is_cancelled or row.is_cancelled:
        return is_cancelled != row.is_cancelled
    return (row.starts_at, row.ends_at) != (appointment.starts_at, appointment.ends_at)


def mark(row: Told, appointment: Appointment) -> None:
    """Note that someone now knows how things stand."""
    row.starts_at, row.ends_at = appointment.starts_at, appointment.ends_at
    row.is_cancelled = appointment.state in CANCELLED
    row.due_at = None


def _plan(db: Session, appointment: Appointment, person_id: int, due_at: datetime) -> None:
    row = _row(db, appointment, person_id)
    row.due_at = due_at
    db.add(row)


def _note(db: Session, appointment: Appointment, person_id: int) -> None:
    row = _row(db, appointment, person_id)
    mark(row, appointment)
    db.add(row)


def _row(db: Session, appointment: Appointment, person_id: int) -> Told:
    mine = (Told.appointment_id == id_of(appointment), Told.person_id == person_id)
    return db.exec(select(Told).where(*mine)).first() or Told(appointment_id=id_of(appointment), person_id=person_id)
