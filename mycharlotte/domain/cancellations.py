"""An appointment is cancelled: by its companion at will, by its patient within the rules of its type."""

from datetime import datetime, timedelta

from sqlmodel import Session

from mycharlotte.domain import audit, changes, keys, moves, sealing, texts
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import Refused
from mycharlotte.models.appointments import Appointment, Change, Deed, State
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.views.viewer import Viewer

PURPOSE = "appointments"
REASON_AT_MOST = 500
_STATES = {Side.PATIENT: State.CANCELLED_BY_PATIENT, Side.COMPANION: State.CANCELLED_BY_COMPANION}


class NeverCancelledAlone(Refused):
    """Patients never cancel appointments of that type by themselves."""


class TooLateToCancel(Refused):
    """Patients may cancel it until `minutes` before it starts, and that is over."""

    def __init__(self, *, minutes: int, **details: object) -> None:
        super().__init__(minutes=minutes, **details)
        self.minutes = minutes


def cancel(db: Session, *, by: Viewer, appointment_ref: str, version: int, reason: str, now: datetime) -> Change:
    """Cancel an appointment; the reason, if any, is for the other side. Return what undoes it.

    Raises:
        NotFound, Stale, NotToCome, NeverCancelledAlone, TooLateToCancel, TextTooLong.
    """
    found = moves.find_to_come(db, by=by, appointment_ref=appointment_ref, version=version, now=now)
    kept = found.appointment
    said = texts.parse(reason, field="reason", at_most=REASON_AT_MOST)
    if found.side is Side.PATIENT:
        refuse_by_rules(moves.kind_of(db, kept), kept, now=now)
    was = changes.before(kept)
    kept.state, kept.cancelled_at = _STATES[found.side], now
    kept.reason_sealed = seal_reason(kept, said)
    change = changes.made(db, Deed.CANCELLED, [(was, kept)], by=by, now=now)
    audit.record(
        db,
        audit.Action.APPOINTMENT_CANCELLED,
        by=by,
        object_ref=kept.ref,
        now=now,
        bubble=found.bubble.ref,
        side=found.side,
    )
    return change


def refuse_by_rules(kind: ConsultationType, kept: Appointment, *, now: datetime) -> None:
    """Refuse what the type does not let patients do now.

    Raises:
        NeverCancelledAlone, TooLateToCancel.
    """
    if kind.cancel_minutes is None:
        raise NeverCancelledAlone
    if now > kept.starts_at - timedelta(minutes=kind.cancel_minutes):
        raise TooLateToCancel(minutes=kind.cancel_minutes)


def seal_reason(kept: Appointment, reason: str) -> bytes:
    """Encrypt why an appointment was cancelled: it may tell of an illness."""
    if not reason:
        return b""
    return sealing.seal(reason.encode(), key=keys.of(PURPOSE), context=_context(kept))


def reason_of(kept: Appointment) -> str:
    """Return why an appointment was cancelled, empty when nobody said."""
    if not kept.reason_sealed:
        return ""
    return sealing.unseal(kept.reason_sealed, key=keys.of(PURPOSE), context=_context(kept)).decode()


def _context(kept: Appointment) -> str:
    return f"appointment-reason/{kept.ref}"
