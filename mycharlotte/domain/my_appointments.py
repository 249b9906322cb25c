"""A patient's own appointments: those to come, then the others, the last first; and how they move one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from mycharlotte.domain import appointment_sheets, appointments, cancellations, moves, patient_slots, permissions
from mycharlotte.domain.appointments import Found, Side
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.patient_slots import Week
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import AppointmentView
from mycharlotte.views.my_appointments import MyAppointments
from mycharlotte.views.viewer import Viewer

PER_PAGE = 10
AHEAD_AT_MOST = 100


@dataclass(frozen=True)
class Rules:
    """What its patient may do with an appointment now: minutes before it starts, None for never alone."""

    starts_at: datetime
    cancel_minutes: int | None
    move_minutes: int | None
    may_cancel: bool
    may_move: bool


@dataclass(frozen=True)
class Sheet:
    """An appointment as its patient sees it, with its rules."""

    shown: AppointmentView
    rules: Rules


@dataclass(frozen=True)
class Elsewhen:
    """When an appointment could be instead: the free times of a week of the same companion, for the same type."""

    week: Week
    companion: Person


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


def sheet(db: Session, *, viewer: Viewer, appointment_ref: str, now: datetime) -> Sheet:
    """Show one of the viewer's appointments as a patient.

    Raises:
        NotFound.
    """
    kept = _mine(db, viewer, appointment_ref).appointment
    kind = moves.kind_of(db, kept)
    is_to_come = kept.state == State.PLANNED and kept.starts_at > now
    return Sheet(
        appointment_sheets.show(db, viewer=viewer, appointment_ref=appointment_ref, now=now),
        Rules(
            kept.starts_at,
            kind.cancel_minutes,
            kind.move_minutes,
            may_cancel=is_to_come and _is_allowed(cancellations.refuse_by_rules, kind, kept, now),
            may_move=is_to_come and _is_allowed(moves.refuse_by_rules, kind, kept, now),
        ),
    )


def elsewhen(db: Session, *, viewer: Viewer, appointment_ref: str, first: date | None, now: datetime) -> Elsewhen:
    """Return the free times that an appointment could have instead, in the week of a day.

    Raises:
        NotFound.
    """
    found = _mine(db, viewer, appointment_ref)
    kind = moves.kind_of(db, found.appointment)
    companion = db.get_one(Person, found.appointment.companion_id)
    receiving = (companion,) if _are_there(db, found) else ()
    choice = Choice(found.bubble, kind, receiving)
    patient = db.get_one(Person, viewer.person_id)
    return Elsewhen(patient_slots.week(db, choice, receiving, patient=patient, first=first, now=now), companion)


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
    if not _are_there(db, found):
        raise moves.NotASlot
    ends_at = starts_at + (kept.ends_at - kept.starts_at)
    return moves.shift(db, found, by=by, starts_at=starts_at, ends_at=ends_at, is_confirmed=False, now=now)


def _mine(db: Session, viewer: Viewer, appointment_ref: str) -> Found:
    found = appointments.find(db, viewer=viewer, appointment_ref=appointment_ref)
    if found.side is not Side.PATIENT:
        raise NotFound
    return found


def _are_there(db: Session, found: Found) -> bool:
    """Tell whether both still belong to the bubble: nothing is moved to where one of them is no more."""
    kept = found.appointment
    sides = ((kept.companion_id, Role.COMPANION), (kept.patient_id, Role.PATIENT))
    return all(appointments.is_there(db, id_of(found.bubble), person_id, role) for person_id, role in sides)


def _is_allowed(refuse: Callable[..., None], kind: ConsultationType, kept: Appointment, now: datetime) -> bool:
    try:
        refuse(kind, kept, now=now)
    except Refused:
        return False
    return True
