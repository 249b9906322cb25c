"""A companion books an appointment for a patient of one of their bubbles."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    appointments,
    audit,
    bubbles,
    changes,
    consultation_types,
    edits,
    limits,
    meeting_places,
    memberships,
    slots,
    wall_clock,
)
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.permissions import Permission
from mycharlotte.domain.slots import Closed
from mycharlotte.models.appointments import Appointment, Change, Deed, Series
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

MINUTES_AT_MOST = 24 * 60
HORIZON = timedelta(days=731)


class TimePassed(Refused):
    """The appointment would begin in the past."""

    field = "time"


class TimeTooFar(Refused):
    """The appointment would begin in more than two years."""

    field = "day"


class LengthRefused(Refused):
    """Not a whole number of minutes, from 1 to a day."""

    field = "minutes"


class EndsBeforeItStarts(Refused):
    """What was drawn on the grid ends where it starts, or before."""

    field = "minutes"


class PatientNotThere(Refused):
    """No patient of that bubble now."""

    field = "patient"


class TypeNotBookable(Refused):
    """Not a type that the companion gives there now."""

    field = "type"


class OutsideHours(Refused):
    """The companion does not usually receive then: `why` says so, and whoever confirms may book all the same."""

    field = "time"

    def __init__(self, *, why: Collection[Closed], **details: object) -> None:
        super().__init__(why=tuple(sorted(why)), **details)
        self.why = tuple(sorted(why))


@dataclass(frozen=True)
class Draft:
    """What was typed: `day` and `time` are on the wall clock of whoever types, `minutes` a length.

    Without a mode it is the type's; `place` as people write it.
    """

    patient: str
    type: str
    day: str
    time: str
    minutes: str
    mode: str = ""
    place: str = ""


@dataclass(frozen=True)
class Plan:
    """What is to be booked, with whom."""

    bubble: Bubble
    kind: ConsultationType
    companion_id: int
    patient: Person
    starts_at: datetime
    minutes: int
    mode: Mode
    place: str

    @property
    def ends_at(self) -> datetime:
        """When it ends: lengths are real time, also in the night when clocks change."""
        return self.starts_at + timedelta(minutes=self.minutes)


def book(
    db: Session, *, by: Viewer, bubble_ref: str, draft: Draft, is_confirmed: bool = False, now: datetime
) -> tuple[Appointment, Change]:
    """Book one appointment; return it, with what undoes it.

    `is_confirmed`: the companion was told that they do not usually receive then, and wants it all the same.

    Raises:
        NotFound, NotAllowed, TypeNotBookable, PatientNotThere, DayMalformed, NoSuchDay, TimeMalformed, TimeSkipped,
        LengthRefused, TimePassed, TimeTooFar, those of `meeting_places`, SeveralRefused, TooManyTries, OutsideHours,
        SlotTaken.
    """
    plan = read(db, by=by, bubble_ref=bubble_ref, draft=draft, now=now)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    hold(db, plan)
    appointments.claim(
        db, person_ids=(plan.companion_id, id_of(plan.patient)), starts_at=plan.starts_at, ends_at=plan.ends_at
    )
    if not is_confirmed:
        refuse_outside_hours(db, plan, now=now)
    appointment = row(plan, by=by)
    change = changes.made(db, Deed.BOOKED, [(changes.AsItWas(), appointment)], by=by, now=now)
    remember(db, appointment, plan, by=by, now=now)
    return appointment, change


def read(db: Session, *, by: Viewer, bubble_ref: str, draft: Draft, now: datetime) -> Plan:
    """Return what a draft asks for, once everything in it can be read.

    Raises:
        As `book`, but for what depends on the agenda.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    given = {one.ref: one for one in consultation_types.given_in(db, bubble, by)}
    kind = given.get(draft.type)
    readers: dict[str, Callable[[], Any]] = {
        "patient": lambda: patient_of(db, bubble, draft.patient),
        "type": lambda: _given(kind),
        "day": lambda: wall_clock.parse_day(draft.day, field="day"),
        "time": lambda: wall_clock.parse_minute(draft.time, field="time"),
        "minutes": lambda: parse_minutes(draft.minutes),
        "place": lambda: meeting_places.parse(draft.mode, draft.place, kind=kind),
    }
    wanted = edits.read(readers)
    starts_at = wall_clock.instant(wanted["day"], wanted["time"], by.timezone)
    refuse_bad_time(starts_at, now)
    mode, place = wanted["place"]
    return Plan(bubble, wanted["type"], by.person_id, wanted["patient"], starts_at, wanted["minutes"], mode, place)


def hold(db: Session, plan: Plan) -> None:
    """Hold both sides, and make sure that both still belong to the bubble.

    Raises:
        NotFound: the companion does not any more; PatientNotThere.
    """
    roles = {plan.companion_id: Role.COMPANION, id_of(plan.patient): Role.PATIENT}
    appointments.hold(db, roles)
    there = appointments.those_there(db, id_of(plan.bubble), roles)
    if plan.companion_id not in there:
        raise NotFound
    if id_of(plan.patient) not in there:
        raise PatientNotThere


def refuse_outside_hours(db: Session, plan: Plan, *, now: datetime) -> None:
    """Refuse, until it is confirmed, a time when the companion does not usually receive.

    Raises:
        OutsideHours.
    """
    why = slots.closed(
        db, companion_id=plan.companion_id, kind=plan.kind, starts_at=plan.starts_at, ends_at=plan.ends_at, now=now
    )
    if why:
        raise OutsideHours(why=why)


def row(plan: Plan, *, by: Viewer, series: Series | None = None) -> Appointment:
    """Return the row of what is planned, not stored yet."""
    return Appointment(
        bubble_id=id_of(plan.bubble),
        type_id=id_of(plan.kind),
        companion_id=plan.companion_id,
        patient_id=id_of(plan.patient),
        series_id=series.id if series else None,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        buffer_before=plan.kind.buffer_before,
        buffer_after=plan.kind.buffer_after,
        mode=plan.mode,
        place=plan.place,
        booked_by_id=by.person_id,
    )


def remember(db: Session, appointment: Appointment, plan: Plan, *, by: Viewer, now: datetime) -> None:
    """Write in the audit log that it was booked: who, for whom, never why."""
    audit.record(
        db,
        audit.Action.APPOINTMENT_BOOKED,
        by=by,
        object_ref=appointment.ref,
        now=now,
        bubble=plan.bubble.ref,
        patient=plan.patient.ref,
    )


def patient_of(db: Session, bubble: Bubble, person_ref: str) -> Person:
    """Return a patient of a bubble.

    Raises:
        PatientNotThere.
    """
    if not memberships.REFERENCE.fullmatch(person_ref):  # PostgreSQL cannot even be asked about a null character
        raise PatientNotThere
    theirs = (Membership.bubble_id == bubble.id, Membership.role == Role.PATIENT, *memberships.are_current())
    query = select(Person).join(Membership, col(Membership.person_id) == col(Person.id)).where(*theirs)
    patient = db.exec(query.where(Person.ref == person_ref)).first()
    if patient is None:
        raise PatientNotThere
    return patient


def parse_minutes(typed: str) -> int:
    """Return a length in minutes.

    Raises:
        LengthRefused.
    """
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MINUTES_AT_MOST))):
        raise LengthRefused
    if not 1 <= int(text) <= MINUTES_AT_MOST:
        raise LengthRefused
    return int(text)


def refuse_bad_time(starts_at: datetime, now: datetime) -> None:
    """Refuse what begins in the past, or too far ahead.

    Raises:
        TimePassed, TimeTooFar.
    """
    if starts_at <= now:
        raise TimePassed
    if starts_at > now + HORIZON:
        raise TimeTooFar


def _given(kind: ConsultationType | None) -> ConsultationType:
    if kind is None:
        raise TypeNotBookable
    return kind
