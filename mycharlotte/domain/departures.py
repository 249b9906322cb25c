"""A place in a bubble ends, and with it what only makes sense between people who both belong there."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, changes
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Bubble, Membership
from mycharlotte.models.calendars import CalendarLink
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState, SlotOffer, Wait


def hold(db: Session, *, bubble: Bubble, person_id: int, now: datetime) -> None:
    """Make those who change the agenda of whoever goes, or of those they were to meet, wait until this is over."""
    held: set[int] = set()
    while missing := {person_id, *_sides(_to_come(db, bubble, person_id, now))} - held:
        appointments.hold(db, missing)  # nearly always once: then nobody books them any more
        held |= missing


def end(db: Session, *, bubble: Bubble, person: Person, place: Membership, now: datetime) -> None:
    """End someone's place, whatever the reason: the only way that one ends. What they did there is kept.

    Nobody is dedicated to them any more there, nor they to anybody; the invitations that they sent cannot be accepted
    (`invitations.may_still_invite`). Their appointments to come there are cancelled, from their side: they and the
    others are told, and nobody can undo it. They wait for no slot there, nor anybody for one of theirs; the address of
    their calendar of that bubble opens nothing. The bubble and they are held; whoever calls says in the audit log why.
    """
    place.ended_at, place.is_admin = now, False
    db.add(place)
    theirs = sa.or_(col(Assignment.companion_id) == person.id, col(Assignment.patient_id) == person.id)
    db.exec(sa.delete(Assignment).where(col(Assignment.bubble_id) == bubble.id, theirs))
    _cancel(db, bubble, person, now)
    agendas.touch(db, _stop_waiting(db, bubble, person, now) | _close_link(db, bubble, person, now))
    announce(db, Topic.STANDING, person.ref)
    announce(db, Topic.MEMBERS, bubble.ref)


def _cancel(db: Session, bubble: Bubble, person: Person, now: datetime) -> None:
    to_come = _to_come(db, bubble, id_of(person), now)
    before = [changes.before(one) for one in to_come]
    for one in to_come:
        is_companion = one.companion_id == person.id
        one.state = State.CANCELLED_BY_COMPANION if is_companion else State.CANCELLED_BY_PATIENT
        one.cancelled_at = now
        audit.record(db, audit.Action.APPOINTMENT_CANCELLED, object_ref=one.ref, now=now, bubble=bubble.ref)
    changes.imposed(db, zip(before, to_come, strict=True), now=now)


def _stop_waiting(db: Session, bubble: Bubble, person: Person, now: datetime) -> set[int]:
    """End the waits of whoever goes, those for them alone, and what is offered; return whose these were."""
    waits = db.exec(
        select(Wait).where(
            Wait.bubble_id == bubble.id,
            col(Wait.ended_at).is_(None),
            sa.or_(col(Wait.patient_id) == person.id, col(Wait.companion_id) == person.id),
        )
    ).all()
    for wait in waits:
        wait.ended_at, wait.live_key = now, None
        db.add(wait)
    there = select(ConsultationType.id).where(ConsultationType.bubble_id == bubble.id)
    offers = db.exec(
        select(SlotOffer).where(
            col(SlotOffer.type_id).in_(there),
            SlotOffer.state == OfferState.OPEN,
            sa.or_(col(SlotOffer.patient_id) == person.id, col(SlotOffer.companion_id) == person.id),
        )
    ).all()
    for offer in offers:
        offer.state, offer.settled_at = OfferState.LAPSED, now
        db.add(offer)
    if offers:  # what was held is free for those who wait still
        announce(db, Topic.SLOT_FREED, "")
    return {one.patient_id for one in (*waits, *offers)} | {one.companion_id for one in offers}


def _close_link(db: Session, bubble: Bubble, person: Person, now: datetime) -> set[int]:
    """Revoke the address of their calendar of that bubble; return whose it was, when there was one."""
    theirs = (col(CalendarLink.person_id) == person.id, col(CalendarLink.bubble_id) == bubble.id)
    alive = sa.update(CalendarLink).where(*theirs, col(CalendarLink.revoked_at).is_(None))
    return set(db.execute(alive.values(revoked_at=now, live_key=None).returning(col(CalendarLink.person_id))).scalars())


def _to_come(db: Session, bubble: Bubble, person_id: int, now: datetime) -> Sequence[Appointment]:
    query = select(Appointment).where(
        Appointment.bubble_id == bubble.id,
        Appointment.state == State.PLANNED,
        Appointment.starts_at > now,
        sa.or_(col(Appointment.companion_id) == person_id, col(Appointment.patient_id) == person_id),
    )
    return db.exec(query.order_by(col(Appointment.id)).execution_options(populate_existing=True)).all()


def _sides(found: Sequence[Appointment]) -> set[int]:
    return {side for one in found for side in (one.companion_id, one.patient_id)}
