"""What tests about the agenda begin with, in the bubble of the cast: a type on offer, hours, appointments."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from mycharlotte import db
from mycharlotte.domain import booking, consultation_types, wall_clock
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.domain.neighbours import bubble

ZONE = "Europe/Paris"
# A Monday morning; « now » of every test that does not say otherwise.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOMORROW = date(2026, 11, 24)


def offer(name: str = "Suivi", *, of: Bubble | None = None, **columns: Any) -> ConsultationType:
    """Put a type on offer, of 45 minutes by video unless told otherwise."""
    columns = {
        "colour": "plum",
        "minutes": 45,
        "mode": Mode.VIDEO,
        "latest_minutes": 60,
        "cancel_minutes": 60,
        "move_minutes": 60,
        "bubble_id": id_of(of or bubble()),
        "name": name,
        "active_name": consultation_types.folded(name),
    } | columns
    with db.transaction() as session:
        made = ConsultationType(**columns)
        session.add(made)
        session.flush()
        return made


def receives(
    who: Person, *weekdays: int, starts: str = "09:00", ends: str = "17:00", place: str = "", of: Bubble | None = None
) -> None:
    """Give someone hours of the week; from Monday to Friday when no weekday is named."""
    span = [wall_clock.parse_minute(typed, field="time", to_midnight=True) for typed in (starts, ends)]
    with db.transaction() as session:
        session.add_all(
            Hours(
                person_id=id_of(who),
                bubble_id=id_of(of or bubble()),
                weekday=weekday,
                starts=span[0],
                ends=span[1],
                place=place,
            )
            for weekday in weekdays or range(5)
        )


def draft(patient: Person, kind: ConsultationType, **typed: str) -> booking.Draft:
    """Return what a companion types: tomorrow at 10:00 in Paris, unless told otherwise."""
    usual = {"day": TOMORROW.isoformat(), "time": "10:00", "minutes": str(kind.minutes)}
    return booking.Draft(patient=patient.ref, type=kind.ref, **(usual | typed))


def appointment(
    companion: Person,
    patient: Person,
    kind: ConsultationType,
    starts_at: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    **columns: Any,
) -> Appointment:
    """Store an appointment as it is, without any check: tomorrow at 10:00 in Paris, unless told otherwise."""
    with db.transaction() as session:
        made = Appointment(
            **(
                {
                    "bubble_id": kind.bubble_id,
                    "type_id": id_of(kind),
                    "companion_id": id_of(companion),
                    "patient_id": id_of(patient),
                    "starts_at": starts_at,
                    "ends_at": starts_at + timedelta(minutes=kind.minutes),
                    "mode": kind.mode,
                    "booked_by_id": id_of(companion),
                }
                | columns
            )
        )
        session.add(made)
        session.flush()
        return made
