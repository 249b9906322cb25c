"""An appointment moves to another time: by its companion at will, by its patient within the rules of its type."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import appointments, audit, booking, changes, limits, slots, wall_clock
from mycharlotte.domain.appointments import Found, Side
from mycharlotte.domain.errors import Refused, Stale
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Appointment, Change, Deed, State
from mycharlotte.models.base import id_of
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.views.viewer import Viewer


class NotToCome(Refused):
    """The appointment is past, or cancelled: what was is not rewritten."""


class NeverMovedAlone(Refused):
    """Patients never move appointments of that type by themselves."""


class TooLateToMove(Refused):
    """Patients may move it until `minutes` before it starts, and that is over."""

    def __init__(self, *, minutes: int, **details: object) -> None:
        super().__init__(minutes=minutes, **details)
        self.minutes = minutes


class NotASlot(Refused):
    """Patients choose among slots, and that is none, or no longer."""

    field = "time"


def move(
    db: Session,
    *,
    by: Viewer,
    appointment_ref: str,
    version: int,
    day: str,
    time: str,
    minutes: str,
    is_confirmed: bool = False,
    now: datetime,
) -> Change:
    """Move an appointment to a time on the wall clock of the viewer; return what undoes it.

    `version` is the one they saw.

    Raises:
        NotFound, Stale, NotToCome, NeverMovedAlone, TooLateToMove, NotASlot, DayMalformed, NoSuchDay, TimeMalformed,
        TimeSkipped, LengthRefused, TimePassed, TimeTooFar, TooManyTries, OutsideHours, SlotTaken.
    """
    found = find_to_come(db, by=by, appointment_ref=appointment_ref, version=version, now=now)
    starts_at = wall_clock.instant(
        wall_clock.parse_day(day, field="day"), wall_clock.parse_minute(time, field="time"), by.timezone
    )
    ends_at = starts_at + timedelta(minutes=booking.parse_minutes(minutes))
    return shift(db, found, by=by, starts_at=starts_at, ends_at=ends_at, is_confirmed=is_confirmed, now=now)


def find_to_come(db: Session, *, by: Viewer, appointment_ref: str, version: int, now: datetime) -> Found:
    """Return an appointment, locked, that is still to come and as the viewer saw it.

    Raises:
        NotFound, Stale, NotToCome.
    """
    found = appointments.find(db, viewer=by, appointment_ref=appointment_ref, lock=True)
    kept = found.appointment
    if kept.version != version:
        raise Stale(theirs={"starts_at": kept.starts_at.isoformat(), "state": str(kept.state)})
    if kept.state != State.PLANNED or kept.starts_at <= now:
        raise NotToCome
    return found


def shift(
    db: Session,
    found: Found,
    *,
    by: Viewer,
    starts_at: datetime,
    ends_at: datetime,
    is_confirmed: bool,
    now: datetime,
) -> Change:
    """Give a locked appointment another time; return what undoes it.

    Raises:
        As `move`, once the time is read; EndsBeforeItStarts, LengthRefused: longer than a day.
    """
    kept = found.appointment
    if ends_at <= starts_at:
        raise booking.EndsBeforeItStarts
    if ends_at - starts_at > appointments.LONGEST:  # `appointments.overlapping` counts on it
        raise booking.LengthRefused
    booking.refuse_bad_time(starts_at, now)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    kind = kind_of(db, kept)
    if found.side is Side.PATIENT:
        refuse_by_rules(kind, kept, now=now)
        earliest, latest = slots.bookable_between(kind, now)
        if not earliest <= starts_at < latest or ends_at - starts_at != kept.ends_at - kept.starts_at:
            raise NotASlot
    sides = (kept.companion_id, kept.patient_id)
    try:
        appointments.claim(db, person_ids=sides, starts_at=starts_at, ends_at=ends_at, but=id_of(kept))
    except appointments.SlotTaken:
        if found.side is Side.PATIENT:  # an appointment or an absence: which of them is the companion's to know
            raise NotASlot from None
        raise
    why = slots.closed(
        db,
        companion_id=kept.companion_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
        patient_id=kept.patient_id,
        but=(kept.starts_at, kept.ends_at),
    )
    if why and found.side is Side.PATIENT:
        raise NotASlot
    if why and not is_confirmed:
        raise booking.OutsideHours(why=why)
    was = changes.before(kept)
    kept.starts_at, kept.ends_at = starts_at, ends_at
    change = changes.made(db, Deed.MOVED, [(was, kept)], by=by, now=now)
    audit.record(
        db,
        audit.Action.APPOINTMENT_MOVED,
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
        NeverMovedAlone, TooLateToMove.
    """
    if kind.move_minutes is None:
        raise NeverMovedAlone
    if now > kept.starts_at - timedelta(minutes=kind.move_minutes):
        raise TooLateToMove(minutes=kind.move_minutes)


def kind_of(db: Session, kept: Appointment) -> ConsultationType:
    """Return the type of an appointment, retired or not."""
    return db.exec(select(ConsultationType).where(ConsultationType.id == kept.type_id)).one()
