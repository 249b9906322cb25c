"""What was done to appointments, for as long as whoever did it may undo it: three minutes, before anyone is told."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, told
from mycharlotte.domain.appointments import AsItWas
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.models.appointments import CANCELLED, Appointment, Change, ChangedAppointment, Deed
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.views.viewer import Viewer

UNDO_LIFE = timedelta(minutes=3)


class TooLateToUndo(Refused):
    """The three minutes are over, it was undone already, or one of the appointments cannot be put back.

    Someone changed it since, or the place of one of its sides ended.
    """


def before(appointment: Appointment) -> AsItWas:
    """Return an appointment as it is, to be told to `made` once it is changed."""
    kept = appointment
    return AsItWas(kept.starts_at, kept.ends_at, kept.state, kept.mode, kept.place, kept.series_id, kept.planned_on)


def made(
    db: Session, deed: Deed, changed: Iterable[tuple[AsItWas, Appointment]], *, by: Viewer, now: datetime
) -> Change:
    """Store what was done to appointments, let calendars know, and plan to tell those concerned; return what undoes it.

    Each appointment was already given its new values; its version and its time are set here. Both its sides are held.

    Raises:
        SlotTaken: PostgreSQL found two at once.
    """
    pairs = list(changed)
    change = Change(by_id=by.person_id, deed=deed, made_at=now, until=now + UNDO_LIFE)
    db.add(change)
    _store(db, [appointment for _was, appointment in pairs], now=now)
    db.add_all(
        ChangedAppointment(
            change_id=id_of(change), appointment_id=id_of(appointment), version=appointment.version, **vars(was)
        )
        for was, appointment in pairs
    )
    told.later(db, pairs, by_id=by.person_id, due_at=change.until)
    agendas.touch(db, _sides(appointment for _was, appointment in pairs))
    return change


def imposed(db: Session, changed: Iterable[tuple[AsItWas, Appointment]], *, now: datetime) -> None:
    """Store what follows from something else, that nobody can undo: both sides are told at once."""
    pairs = list(changed)
    _store(db, [appointment for _was, appointment in pairs], now=now)
    told.later(db, pairs, by_id=None, due_at=now)
    agendas.touch(db, _sides(appointment for _was, appointment in pairs))


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
    pairs = _held(db, change)
    kept = [appointment for _was, appointment in pairs]
    if any(one.version != was.version for was, one in pairs) or told.is_out(db, kept, by_id=by.person_id):
        raise TooLateToUndo
    if not are_all_there(db, pairs):
        raise TooLateToUndo
    for was, appointment in pairs:
        _claim_back(db, was, appointment, [id_of(one) for one in kept])
    for was, appointment in pairs:
        _put_back(db, was, appointment)
    left = [appointment for was, appointment in pairs if was.starts_at]
    _store(db, left, now=now)
    agendas.touch(db, _sides(kept))
    told.put_back(db, left, by_id=by.person_id)
    change.undone_at = now
    db.add(change)
    audit.record(db, audit.Action.APPOINTMENT_UNDONE, by=by, object_ref=change.ref, now=now, deed=change.deed)
    return Deed(change.deed)


def are_all_there(db: Session, pairs: Iterable[tuple[ChangedAppointment, Appointment]]) -> bool:
    """Tell whether both sides of what would be planned again still have their places in its bubble."""
    back = {
        (one.bubble_id, one.companion_id, one.patient_id)
        for was, one in pairs
        if was.starts_at and was.state not in CANCELLED and one.state in CANCELLED
    }
    return all(
        len(appointments.those_there(db, bubble_id, {companion: Role.COMPANION, patient: Role.PATIENT})) == 2  # noqa: PLR2004
        for bubble_id, companion, patient in back
    )


def _store(db: Session, changed: Sequence[Appointment], *, now: datetime) -> None:
    for appointment in changed:
        appointment.updated_at = now
        if appointment.id is not None:
            appointment.version += 1
            appointment.sequence += 1
        db.add(appointment)
    appointments.store(db, together=len(changed) > 1)


def _held(db: Session, change: Change) -> list[tuple[ChangedAppointment, Appointment]]:
    """Return the appointments of a change as they are now, beside what they were; nobody else changes them any more."""
    query = (
        select(ChangedAppointment, Appointment)
        .join(Appointment, col(Appointment.id) == col(ChangedAppointment.appointment_id))
        .where(ChangedAppointment.change_id == change.id)
        .order_by(col(Appointment.id))
    )
    appointments.hold(db, _sides(appointment for _was, appointment in db.exec(query)))
    return list(db.exec(query.execution_options(populate_existing=True)))


def _claim_back(db: Session, was: ChangedAppointment, appointment: Appointment, together: list[int]) -> None:
    """Claim the time that an appointment had, when it took one and does not any more."""
    if was.starts_at is None or was.ends_at is None or was.state in CANCELLED:
        return
    takes_it = appointment.state not in CANCELLED
    if takes_it and (was.starts_at, was.ends_at) == (appointment.starts_at, appointment.ends_at):
        return
    sides = _sides([appointment])
    appointments.claim(db, person_ids=sides, starts_at=was.starts_at, ends_at=was.ends_at, but=together)


def _put_back(db: Session, was: ChangedAppointment, appointment: Appointment) -> None:
    if was.starts_at is None or was.ends_at is None:
        db.delete(appointment)
        return
    appointment.starts_at, appointment.ends_at, appointment.state = was.starts_at, was.ends_at, was.state
    appointment.mode, appointment.place = was.mode, was.place
    appointment.series_id, appointment.planned_on = was.series_id, was.planned_on
    if was.state not in CANCELLED:
        appointment.cancelled_at, appointment.reason_sealed = None, b""


def _sides(changed: Iterable[Appointment]) -> set[int]:
    return {side for one in changed for side in (one.companion_id, one.patient_id)}
