"""Absences in words, for their page."""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import absence_appointments, absences, wall_clock
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.locales.absences import spoken_absence
from mycharlotte.models.availability import Absence
from mycharlotte.states import appointment_words
from mycharlotte.views.absences import AbsenceLine, Overlaid
from mycharlotte.views.appointments import Spoken
from mycharlotte.views.viewer import Viewer


def to_come(db: Session, *, viewer: Viewer, now: datetime) -> list[Overlaid] | None:
    """List the viewer's absences, with how many appointments each lies over; None for whoever is no companion."""
    try:
        found = absences.to_come(db, viewer=viewer, now=now)
    except NotAllowed:
        return None
    under = absence_appointments.under(db, viewer=viewer, among=found, now=now)
    return [Overlaid(line(one, viewer=viewer, now=now, booked=len(under.get(one.ref, ())))) for one in found]


def overlaid(db: Session, *, viewer: Viewer, absence_ref: str, now: datetime) -> Overlaid:
    """Return one of them with its appointments; nothing when there is no such absence."""
    try:
        kept = absences.find(db, viewer=viewer, absence_ref=absence_ref)
    except NotFound:
        return Overlaid()
    under = absence_appointments.under(db, viewer=viewer, among=[kept], now=now).get(kept.ref, ())
    shown = appointment_words.lines(under, viewer.timezone)
    return Overlaid(line(kept, viewer=viewer, now=now, booked=len(under)), shown)


def line(kept: Absence, *, viewer: Viewer, now: datetime, booked: int = 0) -> AbsenceLine:
    """Say an absence."""
    today = wall_clock.local(now, viewer.timezone)[0]

    def said(language: str) -> str:
        return spoken_absence(
            language,
            starts_on=kept.starts_on,
            starts=kept.starts,
            ends_on=kept.ends_on,
            ends=kept.ends,
            every_weeks=kept.every_weeks,
            until=kept.until,
            today=today,
        )

    return AbsenceLine(
        ref=kept.ref,
        label=absences.label_of(kept),
        when=Spoken(said("fr"), said("en")),
        booked=booked,
        draft=absences.drafted(kept),
    )
