"""The next times that are free for a companion and for their patient, shown when one that was wanted is taken."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlmodel import Session, select

from mycharlotte.domain import appointments, booking, bubbles, consultation_types, moves, slots, wall_clock
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import SlotChoice
from mycharlotte.views.viewer import Viewer

LOOKED_AT = 60


def to_book(
    db: Session, *, viewer: Viewer, bubble_ref: str, type_ref: str, patient_ref: str, after: datetime, now: datetime
) -> tuple[SlotChoice, ...]:
    """Return the first free times of one of the viewer's types, for one of their patients, from an instant on.

    Raises:
        NotFound, NotAllowed, PatientNotThere.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    kind = consultation_types.of(db, bubble=bubble, type_ref=type_ref)
    patient = booking.patient_of(db, bubble, patient_ref)
    return _first(db, viewer.person_id, patient, kind, viewer.timezone, after=after, now=now)


def to_move(
    db: Session, *, viewer: Viewer, appointment_ref: str, after: datetime, now: datetime
) -> tuple[SlotChoice, ...]:
    """Return the first free times that an appointment could have instead, from an instant on.

    Raises:
        NotFound.
    """
    kept = appointments.find(db, viewer=viewer, appointment_ref=appointment_ref).appointment
    kind = moves.kind_of(db, kept)
    patient = db.exec(select(Person).where(Person.id == kept.patient_id)).one()
    return _first(db, kept.companion_id, patient, kind, viewer.timezone, after=after, now=now)


def _first(
    db: Session,
    companion_id: int,
    patient: Person,
    kind: ConsultationType,
    zone: str,
    *,
    after: datetime,
    now: datetime,
) -> tuple[SlotChoice, ...]:
    def free_for_both() -> Iterator[SlotChoice]:
        found = slots.next_free(
            db,
            companion_id=companion_id,
            kind=kind,
            after=max(after, now),
            now=now,
            patient_id=id_of(patient),
            at_most=LOOKED_AT,
        )
        until = found[-1].ends_at if found else after
        taken = appointments.taken(db, person_id=id_of(patient), since=max(after, now), until=until)
        for slot in found:
            if not any(begins < slot.ends_at and slot.starts_at < ends for begins, ends in taken):
                day, minute = wall_clock.local(slot.starts_at, zone)
                yield SlotChoice(slot.starts_at.isoformat(), day.isoformat(), wall_clock.said(minute))

    return tuple(islice(free_for_both(), slots.SHOWN_INSTEAD))
