"""What was done to appointments, for as long as whoever did it may undo it: three minutes, before anyone is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, told
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.models.appointments import CANCELLED, Appointment, Change, ChangedAppointment, Deed, State
from mycharlotte.models.base import id_of
from mycharlotte.models.consultations import Mode
from mycharlotte.views.viewer import Viewer

UNDO_LIFE = timedelta(minutes=3)


class TooLateToUndo(Refused):
    """The three minutes are over, it was undone already, or someone changed one of the appointments since."""


@dataclass(frozen=True)
class AsItWas:
    """An appointment before a change; `starts_at` is None when it did not exist."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    state: State = State.PLANNED
    mode: Mode = Mode.ON_SITE
    place: str = ""
    series_id: int | None = None
    planned_on: date | None = None


def before(appointment: Appointment) -> AsItWas:
    """Return an appointment as it is, to be told to `made` once it is changed."""
    kept = appointment
    return AsItWas(kept.starts_at, kept.ends_at, kept.state, kept.mode, kept.place, kept.series_id, kept.planned_on)


def made(
    db: Session, deed: Deed, changed: Iterable[tuple[AsItWas, Appointment]], *, by: Viewer, now: datetime
) -> Change:
    """Store what was done to appointments, let calendars know, and plan to tell those concerned; return what undoes it.

    Each appointment was already given its new values; its version and its time are set here.
    """
    change = Change(by_id=by.person_id, deed=deed, made_at=now, until=now + UNDO_LIFE)
    db.add(change)
    concerned: set[int] = set()
    pairs = list(changed)
    for _was, appointment in pairs:
        appointment.updated_at = now
        if appointment.id is not None:
            appointment.version += 1
            appointment.sequence += 1
        db.add(appointment)
    db.flush()
    for was, appointment in pairs:
        db.add(
            ChangedAppointment(
                change_id=id_of(change),
                appointment_id=id_of(appointment),
                version=appointment.version,
                **vars(was),
            )
        )
        told.later(db, appointment, by_id=by.person_id, due_at=change.until)
        concerned |= {appointment.companion_id, appointment.patient_id}
    agendas.touch(db, concerned)
    return change


def undo(db: Session, *, by: Viewer, change_ref: str, now: datetime) -> Deed:
    """Put back what the viewer did a moment ago; return what that was. Nobody is told of either.

    Raises:
        NotFound, TooLateToUndo, SlotTaken: somebody took the time meanwhile.
    """
    mine = (Change.ref == change_ref, Change.by_id == by.person_id)
    known = appointments.REFERENCE.fullmatch(change_ref)
    change = db.exec(select(Change).where(*mine).with_for_update()).first() if known else None
    if change is None:
        raise NotFound
    if change.undone_at or now >= change.until:
        raise TooLateToUndo
    rows = select(ChangedAppointment, Appointment).join(
        Appointment, col(Appointment.id) == col(ChangedAppointment.appointment_id)
    )
    pairs = db.exec(rows.where(ChangedAppointment.change_id == change.id)).all()
    concerned = {side for _, kept in pairs for side in (kept.companion_id, kept.patient_id)}
    appointments.hold(db, concerned)
    for was, appointment in pairs:
        db.refresh(appointment)
        if appointment.version != was.version:
            raise TooLateToUndo
        _put_back(db, was, appointment, now)
    db.flush()
    change.undone_at = now
    db.add(change)
    audit.record(db, audit.Action.APPOINTMENT_UNDONE, by=by, object_ref=change.ref, now=now, deed=change.deed)
    agendas.touch(db, concerned)
    return Deed(change.deed)


def _put_back(db: Session, was: ChangedAppointment, appointment: Appointment, now: datetime) -> None:
    if was.starts_at is None or was.ends_at is None:
        db.delete(appointment)
        return
    takes_time = was.state not in CANCELLED
    has_moved = appointment.state in CANCELLED or (was.starts_at, was.ends_at) != (
        appointment.starts_at,
        appointment.ends_at,
    )
    if takes_time and has_moved:
        sides = (appointment.companion_id, appointment.patient_id)
        appointments.claim(db, person_ids=sides, starts_at=was.starts_at, ends_at=was.ends_at, but=id_of(appointment))
    appointment.starts_at, appointment.ends_at, appointment.state = was.starts_at, was.ends_at, was.state
    appointment.mode, appointment.place = was.mode, was.place
    appointment.series_id, appointment.planned_on = was.series_id, was.planned_on
    if takes_time:
        appointment.cancelled_at, appointment.reason_sealed = None, b""
    appointment.version += 1
    appointment.sequence += 1
    appointment.updated_at = now
    db.add(appointment)
