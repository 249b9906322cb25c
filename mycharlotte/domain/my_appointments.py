"""A patient's own appointments: those to come, then the others, the last first; and how they move one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from mycharlotte.domain import appointment_sheets, appointments, moves, permissions
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.views.my_appointments import MyAppointments
from mycharlotte.views.viewer import Viewer

PER_PAGE = 10
AHEAD_AT_MOST = 100


def show(db: Session, *, viewer: Viewer, page: int = 1, now: datetime) -> MyAppointments:
    """List the viewer's appointments as a patient; nobody else's."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    is_ahead = sa.and_(col(Appointment.state) == State.PLANNED, col(Appointment.ends_at) > now)
    mine = (col(Appointment.patient_id) == viewer.person_id, ~is_ahead)
    total = db.exec(select(func.count()).select_from(Appointment).where(*mine)).one()
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    before = (page - 1) * PER_PAGE
    latest = (col(Appointment.starts_at).desc(), col(Appointment.id).desc())
    shown = db.exec(select(Appointment.id).where(*mine).order_by(*latest).limit(PER_PAGE).offset(before)).all()
    of_page = (col(Appointment.id).in_(shown),)
    others = appointment_sheets.lines(db, viewer=viewer, side=Side.PATIENT, where=of_page, now=now, most=PER_PAGE)
    return MyAppointments(
        ahead=appointment_sheets.upcoming(db, viewer=viewer, now=now, at_most=AHEAD_AT_MOST, side=Side.PATIENT),
        others=tuple(reversed(list(others))),
        page=page,
        first=before + 1 if shown else 0,
        last=before + len(shown),
        total=total,
        is_patient=permissions.allows(viewer, Permission.APPOINTMENTS_BOOK),
    )


def move(db: Session, *, by: Viewer, appointment_ref: str, version: int, starts_at: datetime, now: datetime) -> Change:
    """Move one's appointment to another free time of the same companion; return what undoes it.

    Raises:
        NotFound, Stale, NotToCome, NeverMovedAlone, TooLateToMove, NotASlot, TimePassed, TimeTooFar, TooManyTries,
        SlotTaken.
    """
    found = moves.find_to_come(db, by=by, appointment_ref=appointment_ref, version=version, now=now)
    kept = found.appointment
    if found.side is not Side.PATIENT:
        raise NotFound
    for person_id, role in ((kept.companion_id, Role.COMPANION), (kept.patient_id, Role.PATIENT)):
        if not appointments.is_there(db, id_of(found.bubble), person_id, role):
            raise moves.NotASlot
    ends_at = starts_at + (kept.ends_at - kept.starts_at)
    return moves.shift(db, found, by=by, starts_at=starts_at, ends_at=ends_at, is_confirmed=False, now=now)
