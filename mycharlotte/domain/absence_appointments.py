"""Appointments that an absence lies over: shown to the companion, who tells the patients or keeps them for later.

Nothing is cancelled unless it was ticked; what was, is cancelled by one change, which one press takes back.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    absences,
    appointment_sheets,
    appointments,
    audit,
    busy,
    cancellations,
    changes,
    limits,
    moves,
    texts,
)
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.booking import HORIZON
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Appointment, Change, Deed, State
from mycharlotte.models.availability import Absence
from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.viewer import Viewer

AT_MOST = 500


class NothingTicked(Refused):
    """No appointment to cancel was chosen."""

    field = "appointments"


def under(
    db: Session, *, viewer: Viewer, among: Sequence[Absence], now: datetime
) -> Mapping[str, tuple[AppointmentLine, ...]]:
    """Return, for the reference of each absence, the viewer's appointments to come as a companion that it lies over."""
    planned = (col(Appointment.state) == State.PLANNED, col(Appointment.starts_at) > now)
    lines = list(appointment_sheets.lines(db, viewer=viewer, side=Side.COMPANION, where=planned, now=now, most=AT_MOST))
    timed = [(line, *map(datetime.fromisoformat, (line.starts_at, line.ends_at))) for line in lines]
    found: dict[str, tuple[AppointmentLine, ...]] = {}
    for absence in among:
        times = busy.occurrences(absence, zone=viewer.timezone, since=now, until=now + HORIZON)
        begins = [starts_at for starts_at, _ in times]
        found[absence.ref] = tuple(
            line for line, starts_at, ends_at in timed if _meets(times, begins, starts_at, ends_at)
        )
    return found


def cancel(
    db: Session, *, by: Viewer, absence_ref: str, ticked: Mapping[str, int], reason: str, now: datetime
) -> Change:
    """Cancel those that were ticked: their references, with the versions that were seen. Return what undoes it all.

    The one reason, if any, is for each patient.

    Raises:
        NotFound: no such absence, or an appointment that it does not lie over; NothingTicked, TextTooLong,
        TooManyTries, Stale, NotToCome.
    """
    absence = absences.find(db, viewer=by, absence_ref=absence_ref)
    if not ticked:
        raise NothingTicked
    said = texts.parse(reason, field="reason", at_most=cancellations.REASON_AT_MOST)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    _hold(db, ticked)
    to_cancel = [
        moves.find_to_come(db, by=by, appointment_ref=ref, version=version, now=now) for ref, version in ticked.items()
    ]
    if not ticked.keys() <= {line.ref for line in under(db, viewer=by, among=[absence], now=now)[absence.ref]}:
        raise NotFound
    pairs: list[tuple[changes.AsItWas, Appointment]] = []
    for found in to_cancel:
        kept = found.appointment
        pairs.append((changes.before(kept), kept))
        kept.state, kept.cancelled_at = State.CANCELLED_BY_COMPANION, now
        kept.reason_sealed = cancellations.seal_reason(kept, said)
        audit.record(
            db,
            audit.Action.APPOINTMENT_CANCELLED,
            by=by,
            object_ref=kept.ref,
            now=now,
            bubble=found.bubble.ref,
            side=found.side,
        )
    return changes.made(db, Deed.CANCELLED, pairs, by=by, now=now)


def _hold(db: Session, ticked: Mapping[str, int]) -> None:
    """Hold everyone concerned at once, in one order: each appointment alone would hold its two in any."""
    rows = db.execute(
        select(Appointment.companion_id, Appointment.patient_id).where(col(Appointment.ref).in_(ticked.keys()))
    )
    appointments.hold(db, {person for row in rows for person in row})


def _meets(
    times: Sequence[tuple[datetime, datetime]], begins: Sequence[datetime], starts_at: datetime, ends_at: datetime
) -> bool:
    """Tell whether one of these times, in order and apart, takes some of an appointment: the last to begin before."""
    last = bisect_left(begins, ends_at) - 1
    return last >= 0 and times[last][1] > starts_at
