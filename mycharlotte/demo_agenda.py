"""The agendas of the demo's bubble: hours, a week of appointments around today, one past that awaits its outcome."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import told, wall_clock
from mycharlotte.models.appointments import Appointment, State, Told
from mycharlotte.models.availability import Absence, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person

ZONE = "Europe/Paris"
PRACTICE = "Maison des Lilas, 12 rue des Tilleuls, Montpellier"
VIDEO = "https://visio.example.org/salon-des-lilas"
MORNING, AFTERNOON = (9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60)
WORKING_DAYS = range(5)
# Each companion with the days they receive.
RECEIVE = {"Camille": (0, 1, 3, 4), "Agathe": (0, 2), "Karim": (1, 2, 3), "Linh": (0, 1, 2, 3, 4)}
# Working days from today, the time, who receives, whom, for what.
BOOKED = (
    (-1, "10:00", "Camille", "Louise", "Suivi diététique"),
    (0, "16:30", "Camille", "Moussa", "Premier entretien"),
    (1, "09:30", "Camille", "Paul", "Suivi diététique"),
    (1, "14:00", "Camille", "Jeanne", "Premier entretien"),
    (2, "11:00", "Linh", "Moussa", "Suivi diététique"),
    (3, "10:30", "Camille", "Louise", "Suivi diététique"),
    (3, "15:00", "Karim", "Paul", "Activité physique adaptée"),
    (6, "09:30", "Camille", "Paul", "Suivi diététique"),
    (8, "14:00", "Camille", "Moussa", "Suivi diététique"),
)
AWAY_IN_DAYS = 21


def fill(db: Session, bubble: Bubble, *, now: datetime) -> None:
    """Fill the agendas of a bubble that offers the demo's types, and has no appointment at all."""
    if db.exec(select(Appointment.id).where(Appointment.bubble_id == bubble.id)).first():
        return
    members = select(Person).join(Membership, col(Membership.person_id) == col(Person.id))
    people = {one.first_name: one for one in db.exec(members.where(Membership.bubble_id == bubble.id))}
    types = {one.name: one for one in db.exec(select(ConsultationType).where(ConsultationType.bubble_id == bubble.id))}
    if not {kind for *_, kind in BOOKED} <= types.keys():
        return
    for first_name, weekdays in RECEIVE.items():
        db.add_all(_hours(bubble, people[first_name], weekdays))
    today = wall_clock.local(now, ZONE)[0]
    for days, at, companion, patient, kind in BOOKED:
        day = _working_day(today, days)
        starts_at = wall_clock.nearest(day, wall_clock.parse_minute(at, field="time"), ZONE)
        db.add(made := _appointment(bubble, people[companion], people[patient], types[kind], starts_at))
        db.flush()
        for side in (made.companion_id, made.patient_id):
            known = Told(appointment_id=id_of(made), person_id=side)
            told.mark(known, made)
            db.add(known)
    away = today + timedelta(days=AWAY_IN_DAYS)
    db.add(
        Absence(
            person_id=id_of(people["Camille"]),
            starts_on=away,
            starts=0,
            ends_on=away + timedelta(days=4),
            ends=wall_clock.DAY,
        )
    )


def _hours(bubble: Bubble, person: Person, weekdays: tuple[int, ...]) -> list[Hours]:
    return [
        Hours(
            person_id=id_of(person),
            bubble_id=id_of(bubble),
            weekday=weekday,
            starts=starts,
            ends=ends,
            place=PRACTICE,
        )
        for weekday in weekdays
        for starts, ends in (MORNING, AFTERNOON)
    ]


def _appointment(
    bubble: Bubble, companion: Person, patient: Person, kind: ConsultationType, starts_at: datetime
) -> Appointment:
    return Appointment(
        bubble_id=id_of(bubble),
        type_id=id_of(kind),
        companion_id=id_of(companion),
        patient_id=id_of(patient),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=kind.minutes),
        buffer_before=kind.buffer_before,
        buffer_after=kind.buffer_after,
        mode=kind.mode,
        place={Mode.VIDEO: VIDEO, Mode.ON_SITE: PRACTICE}.get(kind.mode, ""),
        state=State.PLANNED,
        booked_by_id=id_of(companion),
    )


def _working_day(today: date, away: int) -> date:
    """Return the day that is so many working days from today, which counts as one."""
    step = 1 if away >= 0 else -1
    day, left = today, abs(away)
    while left or day.weekday() not in WORKING_DAYS:
        day += timedelta(days=step)
        left -= day.weekday() in WORKING_DAYS and left > 0
    return day
