"""How far a patient is in booking: what, then with whom, then when, then sure. The address of the page tells it all."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, select

from mycharlotte.domain import appointments, bookable, patient_slots, self_booking, waiting_list, wall_clock
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.patient_slots import Week
from mycharlotte.domain.self_booking import Wish
from mycharlotte.domain.slots import Slot
from mycharlotte.domain.waiting_list import Waiting
from mycharlotte.models.bubbles import Assignment, Role
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

ANY = "tous"


class At(StrEnum):
    """The steps, and what may stand in their place."""

    NOWHERE = "nowhere"  # a patient in no bubble
    WHAT = "what"
    WHOM = "whom"
    WHEN = "when"
    SURE = "sure"
    TAKEN = "taken"  # the time was free a moment ago
    MINE = "mine"  # the patient has an appointment then


@dataclass(frozen=True)
class Asked:
    """What an address says: whatever a browser sends."""

    bubble: str = ""
    type: str = ""
    companion: str = ""
    day: str = ""
    start: str = ""


@dataclass(frozen=True)
class Step:
    """A step, with what is to be chosen there. `companion` is None while it may be any of them."""

    at: At
    choices: tuple[Choice, ...] = ()
    choice: Choice | None = None
    companion: Person | None = None
    follow: frozenset[int] = frozenset()
    week: Week | None = None
    wish: Wish | None = None
    place: str = ""
    instead: tuple[Slot, ...] = ()
    wait: Waiting | None = None


def show(db: Session, *, viewer: Viewer, asked: Asked, now: datetime) -> Step:
    """Return the step that an address leads to.

    Raises:
        NotFound: the type, or the companion, is not open to the viewer; NotAllowed.
    """
    if not asked.type:
        found = tuple(bookable.choices(db, viewer=viewer))
        is_patient = any(one.role == Role.PATIENT for one in viewer.standings)
        return Step(At.WHAT if is_patient else At.NOWHERE, choices=found)
    choice = bookable.find(db, by=viewer, bubble_ref=asked.bubble, type_ref=asked.type)
    companion = _companion(choice, asked.companion)
    if companion is None and asked.companion != ANY:
        return Step(At.WHOM, choice=choice, follow=_who_follow(db, choice, viewer))
    patient = db.get_one(Person, viewer.person_id)
    those = (companion,) if companion else choice.companions
    if starts_at := self_booking.parse_start(asked.start):
        return _at_time(db, choice, companion, those, patient=patient, starts_at=starts_at, now=now)
    week = patient_slots.week(db, choice, those, patient=patient, first=_day(asked.day), now=now)
    return Step(At.WHEN, choice=choice, companion=companion, week=week, wait=_wait(db, viewer, asked, choice, now))


def instead(db: Session, *, viewer: Viewer, asked: Asked, now: datetime) -> tuple[Slot, ...]:
    """Return the first free times from the one that an address names, when that one was taken.

    Raises:
        As `show`.
    """
    choice = bookable.find(db, by=viewer, bubble_ref=asked.bubble, type_ref=asked.type)
    companion = _companion(choice, asked.companion)
    patient, those = db.get_one(Person, viewer.person_id), (companion,) if companion else choice.companions
    after = self_booking.parse_start(asked.start) or now
    return tuple(patient_slots.next_free(db, choice, those, patient=patient, after=max(after, now), now=now))


def _at_time(
    db: Session,
    choice: Choice,
    companion: Person | None,
    those: tuple[Person, ...],
    *,
    patient: Person,
    starts_at: datetime,
    now: datetime,
) -> Step:
    free = patient_slots.whom(db, choice, those, patient=patient, starts_at=starts_at, now=now)
    wish = Wish(choice, next(iter((*free, *those))), starts_at, "")
    if patient.id and db.execute(appointments.overlapping((patient.id,), starts_at, wish.ends_at)).first():
        return Step(At.MINE, choice=choice, companion=companion, wish=wish)
    if free and self_booking.is_within_notice(choice.kind, starts_at, now):
        place = patient.phone if self_booking.asks_phone(choice.kind) else self_booking.where(db, wish)
        return Step(At.SURE, choice=choice, companion=companion, wish=wish, place=place)
    others = patient_slots.next_free(db, choice, those, patient=patient, after=max(starts_at, now), now=now)
    return Step(At.TAKEN, choice=choice, companion=companion, wish=wish, instead=tuple(others))


def _wait(db: Session, viewer: Viewer, asked: Asked, choice: Choice, now: datetime) -> Waiting | None:
    """Return the wait that the page may begin or end: for the companion that the address names, or for any."""
    named = asked.companion if asked.companion not in {"", ANY} else ""
    wanted = choice.companion(named).id if named else None
    mine = waiting_list.of_patient(db, viewer=viewer, now=now)
    return next((one for one in mine if one.wait.type_id == choice.kind.id and one.wait.companion_id == wanted), None)


def _companion(choice: Choice, asked: str) -> Person | None:
    if asked not in {"", ANY}:
        return choice.companion(asked)
    return next(iter(choice.companions)) if len(choice.companions) == 1 else None


def _who_follow(db: Session, choice: Choice, viewer: Viewer) -> frozenset[int]:
    mine = (Assignment.bubble_id == choice.bubble.id, Assignment.patient_id == viewer.person_id)
    return frozenset(db.exec(select(Assignment.companion_id).where(*mine)))


def _day(written: str) -> date | None:
    try:
        return wall_clock.parse_day(written, field="day") if written else None
    except Refused:
        return None
