"""What tests about the waiting list begin with: someone who waits, a time that comes free, the round that offers it."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import cancellations, slot_offers, waiting_list
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import SlotOffer, Wait
from mycharlotte.views.viewer import Viewer
from tests.cast import sign_in
from tests.domain.agenda import NOW
from tests.domain.neighbours import bubble, join, person

LINK = "https://espace.example.org/rendez-vous"
UNDO = timedelta(minutes=3)


def patient(name: str, zone: str = "Europe/Paris") -> Viewer:
    """Return another patient of the bubble, signed in."""
    who = person(name, "Attente")
    with db.transaction() as session:
        session.get_one(Person, who.id).timezone = zone
    return sign_in(join(who, Role.PATIENT))[0]


def wait(
    by: Viewer, kind: ConsultationType, companion: Person | None = None, *, until: str = "", now: datetime = NOW
) -> Wait:
    """Put someone on the list."""
    with db.transaction() as session:
        return waiting_list.join(
            session,
            by=by,
            bubble_ref=bubble().ref,
            type_ref=kind.ref,
            companion_ref=companion.ref if companion else "",
            until=until,
            now=now,
        )


def cancel(made: Appointment, by: Viewer, now: datetime) -> None:
    """Cancel an appointment, as one of its sides."""
    with db.transaction() as session:
        cancellations.cancel(session, by=by, appointment_ref=made.ref, version=made.version, reason="", now=now)


def go_round(now: datetime) -> None:
    """Let go of what was held long enough, then offer all there is."""
    for step in (
        lambda session: slot_offers.lapse_next(session, now=now),
        lambda session: slot_offers.offer_next(session, link=LINK, now=now),
    ):
        is_more = True
        while is_more:
            with db.transaction() as session:
                is_more = step(session)


def offered() -> list[SlotOffer]:
    """Return every offer, the first made first."""
    with db.reading() as session:
        return list(session.exec(select(SlotOffer).order_by(col(SlotOffer.id))))
