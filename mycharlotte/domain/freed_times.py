"""Times that cancelled and moved appointments gave back, once whoever did it cannot undo it any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mycharlotte.models.appointments import CANCELLED, Appointment, Change, ChangedAppointment, Deed


@dataclass(frozen=True)
class Freed:
    """A time that an appointment gave back, and since when that is sure."""

    companion_id: int
    starts_at: datetime
    ends_at: datetime
    since: datetime


def given_back(db: Session, *, since: datetime, now: datetime) -> list[Freed]:
    """List the times ahead that were given back since an instant, in their order."""
    rows = (
        select(Appointment.companion_id, ChangedAppointment.starts_at, ChangedAppointment.ends_at, Change.until)
        .join(ChangedAppointment, col(ChangedAppointment.appointment_id) == col(Appointment.id))
        .join(Change, col(Change.id) == col(ChangedAppointment.change_id))
        .where(
            col(Change.until).between(since, now),
            col(Change.undone_at).is_(None),
            col(Change.deed).in_((Deed.CANCELLED, Deed.MOVED)),
            col(ChangedAppointment.starts_at) > now,
            col(ChangedAppointment.state).not_in(CANCELLED),
        )
        .order_by(col(ChangedAppointment.starts_at), col(Appointment.companion_id))
    )
    return [Freed(who, begins, ends, when) for who, begins, ends, when in db.exec(rows) if begins and ends]
