"""What someone did last to their appointments, while they may undo it: read from the database, so a reload keeps it."""

import math
from datetime import datetime

from sqlmodel import Session, col, select

from mycharlotte.domain import changes
from mycharlotte.models.appointments import Appointment, Change, ChangedAppointment
from mycharlotte.views.appointments import Undoable
from mycharlotte.views.viewer import Viewer


def last(db: Session, *, viewer: Viewer, now: datetime) -> Undoable:
    """Return the viewer's last change if `changes.undo` would take it; an empty one otherwise.

    Nothing older is offered: what one just did is what one may want to take back.
    """
    change = db.exec(
        select(Change).where(Change.by_id == viewer.person_id, Change.until > now).order_by(col(Change.id).desc())
    ).first()
    if change is None or change.undone_at:
        return Undoable()
    pairs = db.exec(
        select(ChangedAppointment, Appointment)
        .join(Appointment, col(Appointment.id) == col(ChangedAppointment.appointment_id))
        .where(ChangedAppointment.change_id == change.id)
    ).all()
    if not pairs or any(was.version != one.version for was, one in pairs) or not changes.are_all_there(db, pairs):
        return Undoable()
    return Undoable(change.ref, change.deed, len(pairs), math.ceil((change.until - now).total_seconds()))
