"""How appointments ended, as their companion says afterwards (D8): honoured, missed, cancelled by either side."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointment_sheets, appointments, audit, memberships
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotAllowed, Refused, Stale
from mycharlotte.models.appointments import CANCELLED, Appointment, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.viewer import Viewer

OUTCOMES = (State.HONOURED, State.NO_SHOW, *CANCELLED)
SHOWN = 50


class NotOverYet(Refused):
    """The appointment did not begin: nobody knows how it ends."""


class CancelledBefore(Refused):
    """It was cancelled before it began, and its time given back: it did not take place."""


class OutcomeUnknown(Refused):
    """None of the ways in which an appointment ends."""

    field = "outcome"


def tell(db: Session, *, by: Viewer, appointment_ref: str, version: int, outcome: str, now: datetime) -> State:
    """Say, as its companion, how an appointment ended, or say otherwise than before; return what is now so.

    `planned` takes back what was said. Nobody is written to: whoever was there knows.

    Raises:
        NotFound, NotAllowed, OutcomeUnknown, Stale, NotOverYet, CancelledBefore, SlotTaken: another appointment was
            taken since, in the time that one cancelled on its way had left.
    """
    found = appointments.find(db, viewer=by, appointment_ref=appointment_ref, lock=True)
    kept = found.appointment
    if found.side is not Side.COMPANION:
        raise NotAllowed
    if outcome not in (*OUTCOMES, State.PLANNED):
        raise OutcomeUnknown
    if kept.version != version:
        raise Stale(theirs={"state": str(kept.state)})
    if now < kept.starts_at:
        raise NotOverYet
    if kept.cancelled_at and kept.cancelled_at < kept.starts_at:
        raise CancelledBefore
    said = State(outcome)
    if said == kept.state:
        return said
    _put(db, kept, said, now=now)
    audit.record(db, audit.Action.OUTCOME_TOLD, by=by, object_ref=kept.ref, now=now, bubble=found.bubble.ref)
    agendas.touch(db, (kept.companion_id, kept.patient_id))
    return said


def to_tell(
    db: Session, *, viewer: Viewer, now: datetime, also: Collection[str] = (), at_most: int = SHOWN
) -> tuple[AppointmentLine, ...]:
    """List the viewer's appointments that are over and of which they did not say how they ended, the oldest first.

    `also` names some of theirs that are listed whatever was said of them: those that they may want to correct.
    """
    mine = {"viewer": viewer, "side": Side.COMPANION, "now": now, "most": at_most}
    found = [*appointment_sheets.lines(db, where=_are_to_tell(viewer, now), **mine)]
    if also:
        named = (col(Appointment.ref).in_(also), col(Appointment.state) != State.PLANNED)
        found += appointment_sheets.lines(db, where=named, **mine)
    return tuple(sorted(found, key=lambda line: (line.starts_at, line.ref)))


def count(db: Session, *, viewer: Viewer, now: datetime) -> int:
    """Count them all."""
    return db.exec(select(sa.func.count()).select_from(Appointment).where(*_are_to_tell(viewer, now))).one()


def _put(db: Session, kept: Appointment, said: State, *, now: datetime) -> None:
    was_cancelled, is_cancelled = kept.state in CANCELLED, said in CANCELLED
    if was_cancelled and not is_cancelled:
        sides = (kept.companion_id, kept.patient_id)
        appointments.claim(db, person_ids=sides, starts_at=kept.starts_at, ends_at=kept.ends_at, but=id_of(kept))
        kept.cancelled_at = None
    elif is_cancelled and not was_cancelled:
        kept.cancelled_at = now
    kept.state = said
    kept.version += 1
    kept.sequence += was_cancelled != is_cancelled
    kept.updated_at = now
    db.add(kept)
    appointments.store(db)


def _are_to_tell(viewer: Viewer, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of them; those of bubbles where the viewer has no place any more are not theirs to see."""
    mine = select(Membership.bubble_id).where(
        Membership.person_id == viewer.person_id, Membership.role == Role.COMPANION, *memberships.are_current()
    )
    return (
        col(Appointment.companion_id) == viewer.person_id,
        # Written out, for the index of those alone to serve.
        col(Appointment.state) == sa.literal_column(f"'{State.PLANNED}'"),
        col(Appointment.starts_at) < now,
        col(Appointment.ends_at) <= now,
        col(Appointment.bubble_id).in_(mine),
    )
