"""Free slots of a companion over four weeks, beside the reading of one indexed row through the same session.

The agenda is a full one: five days of hours in two bubbles, sixty appointments, three absences of which one comes back
each week, forty events of calendars of elsewhere. No event is sent: what is measured is the reading and the reckoning.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from benchmarks.bench import Bench
from benchmarks.people import Someone
from benchmarks.report import Row, compared
from mycharlotte import db
from mycharlotte.domain import slots
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Absence, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person

NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)  # clocks change within these four weeks
WEEKS = 4
APPOINTMENTS, EVENTS = 60, 40
MORNING, AFTERNOON = (540, 750), (840, 1080)
ROUNDS = 7
READINGS = 60


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    companion, patient = await bench.people.create(2)
    rounds = await bench.people.apart(time_slots, companion, patient)
    return [compared("Free slots over 4 weeks", "ms", rounds, at_most=25, note="beside one indexed row")]


def time_slots(companion: Someone, patient: Someone) -> list[tuple[float, float]]:
    """Fill an agenda; return for each round the milliseconds of a search, and those of the reading of a row."""
    kind = _fill(companion.person_id, patient.person_id)
    with db.reading() as session:
        ref = session.exec(select(Person.ref).where(Person.id == companion.person_id)).one()

        def search() -> object:
            about: dict[str, Any] = {"companion_id": companion.person_id, "kind": kind, "now": NOW}
            return slots.free(session, since=NOW, until=NOW + timedelta(weeks=WEEKS), **about)

        def read() -> object:
            return session.exec(select(Person).where(Person.ref == ref)).one()

        for work in (search, read):
            _lasting(work)
        return [(_lasting(search), _lasting(read)) for _ in range(ROUNDS)]


def _lasting(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes, the quickest of many: the machine does other things too."""
    taken = []
    for _ in range(READINGS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def _fill(companion_id: int, patient_id: int) -> ConsultationType:
    with db.transaction() as session:
        here, there = Bubble(name="Bulle des mesures"), Bubble(name="Bulle voisine")
        calendar = OutsideCalendar(person_id=companion_id, name="Privé", host="example.org", address_sealed=b"")
        session.add_all([here, there, calendar])
        session.flush()
        kind = ConsultationType(
            bubble_id=id_of(here),
            name="Suivi",
            active_name="suivi",
            colour="plum",
            minutes=45,
            mode=Mode.VIDEO,
            buffer_before=5,
            buffer_after=10,
        )
        session.add(kind)
        session.flush()
        for bubble in (here, there):
            _receive(session, companion_id, bubble)
        _book(session, companion_id, patient_id, kind)
        _take(session, companion_id, calendar)
        return kind


def _receive(session: Session, companion_id: int, bubble: Bubble) -> None:
    session.add_all(
        Hours(person_id=companion_id, bubble_id=id_of(bubble), weekday=weekday, starts=starts, ends=ends)
        for weekday in range(5)
        for starts, ends in (MORNING, AFTERNOON)
    )


def _book(session: Session, companion_id: int, patient_id: int, kind: ConsultationType) -> None:
    """Three appointments on each of twenty days."""
    for number in range(APPOINTMENTS):
        week, day = divmod(number // 3, 5)
        starts_at = NOW + timedelta(weeks=week, days=day, hours=1 + 3 * (number % 3))
        session.add(
            Appointment(
                bubble_id=kind.bubble_id,
                type_id=id_of(kind),
                companion_id=companion_id,
                patient_id=patient_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=45),
                buffer_after=10,
                mode=Mode.VIDEO,
                booked_by_id=companion_id,
            )
        )


def _take(session: Session, companion_id: int, calendar: OutsideCalendar) -> None:
    """Absences, one of which comes back, and what other calendars say."""
    today = NOW.date()
    for first, last, weeks in ((3, 4, 0), (17, 17, 0), (-20, -20, 1)):
        dates: dict[str, Any] = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
        session.add(Absence(person_id=companion_id, starts=600, ends=690, every_weeks=weeks, **dates))
    for number in range(EVENTS):
        starts_at = NOW + timedelta(hours=2 + 16 * number)
        times: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=30)}
        session.add(BusyTime(calendar_id=id_of(calendar), person_id=companion_id, **times))
