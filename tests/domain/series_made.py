"""What tests about series begin with: Camille sees Paul every Tuesday at 10:00, from tomorrow on."""

from datetime import datetime

from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import series, wall_clock
from mycharlotte.domain.recurrence import RepeatDraft
from mycharlotte.domain.series_dates import Choice
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast
from tests.domain.agenda import NOW, ZONE, draft
from tests.domain.neighbours import bubble

WEEKLY = RepeatDraft("1", "times", times="4")


def book(
    by: Viewer,
    cast: Cast,
    kind: ConsultationType,
    repeat: RepeatDraft = WEEKLY,
    *choices: Choice,
    now: datetime = NOW,
    **typed: str,
) -> list[Appointment]:
    """Book a series for Paul; four Tuesdays at 10:00 unless told otherwise."""
    with db.transaction() as session:
        made, _change = series.book(
            session,
            by=by,
            bubble_ref=bubble().ref,
            draft=draft(cast.paul, kind, **typed),
            repeat=repeat,
            choices=choices,
            now=now,
        )
    return made


def stored() -> list[Appointment]:
    """Return every appointment, the earliest first."""
    with db.reading() as session:
        return list(session.exec(select(Appointment).order_by(col(Appointment.starts_at), col(Appointment.id))))


def times(*rows: Appointment, zone: str = ZONE) -> list[str]:
    """Return when appointments begin, on the wall clock: « 24/11 10:00 »."""
    local = [wall_clock.local(row.starts_at, zone) for row in rows]
    return [f"{day:%d/%m} {wall_clock.said(minute)}" for day, minute in local]
