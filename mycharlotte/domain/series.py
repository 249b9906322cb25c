"""Appointments that come again: every date is seen before any is booked, then all are booked at once, or none."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    appointments,
    audit,
    booking,
    changes,
    diary,
    limits,
    recurrence,
    series_dates,
    wall_clock,
)
from mycharlotte.domain.appointments import Found, Side
from mycharlotte.domain.booking import HORIZON, Draft, Plan
from mycharlotte.domain.errors import NotAllowed, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.recurrence import RepeatDraft, Rule
from mycharlotte.domain.series_dates import Action, Choice, Judged, Wanted
from mycharlotte.models.appointments import Appointment, Change, Deed, Series
from mycharlotte.models.base import id_of, new_ref
from mycharlotte.views.viewer import Viewer


class DatesToSettle(Refused):
    """Some dates were taken meanwhile, or wait for a choice: `count` of them."""

    field = "dates"

    def __init__(self, *, count: int, **details: object) -> None:
        super().__init__(count=count, **details)
        self.count = count


class NothingToBook(Refused):
    """Every date was left out."""

    field = "dates"


class NoSeries(Refused):
    """The appointment is of no series."""


@dataclass(frozen=True)
class Preview:
    """The dates of a series, in order; `seen` tells whether someone changed it meanwhile, once it is booked."""

    dates: tuple[Judged, ...] = ()
    seen: str = ""

    @property
    def to_settle(self) -> int:
        """How many dates wait for a choice."""
        return sum(one.action is None for one in self.dates)

    @property
    def booked(self) -> int:
        """How many appointments there will be."""
        return sum(one.at is not None for one in self.dates)


def preview(
    db: Session,
    *,
    by: Viewer,
    bubble_ref: str,
    draft: Draft,
    repeat: RepeatDraft,
    choices: Collection[Choice] = (),
    now: datetime,
) -> Preview:
    """Return every date that would be booked, with what speaks against it. Nothing is stored.

    Raises:
        As `booking.read` and `recurrence.read`.
    """
    plan, rule = _read(db, by=by, bubble_ref=bubble_ref, draft=draft, repeat=repeat, now=now)
    return Preview(dates(db, plan, rule, choices, now=now))


def book(
    db: Session,
    *,
    by: Viewer,
    bubble_ref: str,
    draft: Draft,
    repeat: RepeatDraft,
    choices: Collection[Choice],
    now: datetime,
) -> tuple[list[Appointment], Change]:
    """Book every date that was kept or set elsewhere; return the appointments, and what undoes them all.

    Raises:
        As `preview`; and TooManyTries, DatesToSettle, NothingToBook.
    """
    plan, rule = _read(db, by=by, bubble_ref=bubble_ref, draft=draft, repeat=repeat, now=now)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    booking.hold(db, plan)  # whoever books either side waits from here on: what is read is what will be
    kept = settled(dates(db, plan, rule, choices, now=now))
    made, change = store(db, plan, rule, kept, course="", by=by, now=now)
    audit.record(
        db,
        audit.Action.SERIES_BOOKED,
        by=by,
        object_ref=made[0].ref,
        now=now,
        bubble=plan.bubble.ref,
        patient=plan.patient.ref,
        times=len(made),
    )
    return made, change


def dates(db: Session, plan: Plan, rule: Rule, choices: Collection[Choice], *, now: datetime) -> tuple[Judged, ...]:
    """Return the dates of a rule, each judged, with what was chosen for it.

    Raises:
        SeriesTooLong: the last is further away than anybody books.
    """
    length = timedelta(minutes=plan.minutes)
    wanted = [
        Wanted(one.day.isoformat(), one.day, one.starts_at, one.starts_at + length, is_moved_on=one.is_moved_on)
        for one in recurrence.occurrences(rule)
    ]
    if wanted[-1].starts_at > now + HORIZON:
        raise recurrence.SeriesTooLong
    held = diary.read(
        db,
        companion_id=plan.companion_id,
        patient_id=id_of(plan.patient),
        kind=plan.kind,
        zone=rule.zone,
        since=wanted[0].starts_at,
        until=wanted[-1].ends_at,
        now=now,
    )
    return series_dates.judge(held, wanted, choices, left=Action.SKIP)


def settled(dates: Sequence[Judged]) -> list[Judged]:
    """Return the dates that are to be booked or moved.

    Raises:
        DatesToSettle, NothingToBook.
    """
    if count := sum(one.action is None for one in dates):
        raise DatesToSettle(count=count)
    if not (kept := [one for one in dates if one.at]):
        raise NothingToBook
    return kept


def store(
    db: Session, plan: Plan, rule: Rule, kept: Sequence[Judged], *, course: str, by: Viewer, now: datetime
) -> tuple[list[Appointment], Change]:
    """Store an appointment for each date, by a rule of a course, a new one when none is named."""
    series = add_rule(db, rule, course=course)
    made = []
    for one in kept:
        appointment = booking.row(replace(plan, starts_at=one.at or plan.starts_at), by=by, series=series)
        appointment.planned_on = one.wanted.day
        made.append(appointment)
    return made, changes.made(db, Deed.BOOKED, [(changes.AsItWas(), one) for one in made], by=by, now=now)


def add_rule(db: Session, rule: Rule, *, course: str = "") -> Series:
    """Store a rule, of a course when it is named."""
    made = Series(
        course=course or new_ref(),
        every_weeks=rule.every_weeks,
        starts_on=rule.starts_on,
        minute=rule.minute,
        timezone=rule.zone,
        times=rule.times,
        until=rule.until,
    )
    db.add(made)
    db.flush()
    return made


def rule_of(series: Series) -> Rule:
    """Return a rule as it is stored."""
    return Rule(series.starts_on, series.minute, series.timezone, series.every_weeks, series.times, series.until)


def course_of(db: Session, found: Found) -> list[tuple[Appointment, Series]]:
    """Return what an appointment's series holds, cancelled ones too, in the order of time.

    Raises:
        NoSeries.
    """
    mine = select(Series.course).where(Series.id == found.appointment.series_id)
    rows = (
        select(Appointment, Series)
        .join(Series, col(Appointment.series_id) == Series.id)
        .where(col(Series.course).in_(mine))
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    course = [(appointment, series) for appointment, series in db.exec(rows.execution_options(populate_existing=True))]
    if not course:
        raise NoSeries
    return course


def stamp(course: Sequence[tuple[Appointment, Series]]) -> str:
    """Return what changes whenever one of a series does."""
    versions = ";".join(sorted(f"{kept.ref}:{kept.version}" for kept, _ in course))
    return hashlib.sha256(versions.encode()).hexdigest()[:16]


def find(db: Session, *, by: Viewer, appointment_ref: str, lock: bool = False) -> Found:
    """Return an appointment of a series, for its companion: a patient changes one appointment at a time.

    Raises:
        NotFound, NotAllowed, NoSeries.
    """
    found = appointments.find(db, viewer=by, appointment_ref=appointment_ref, lock=lock)
    if found.side is not Side.COMPANION:
        raise NotAllowed
    if found.appointment.series_id is None:
        raise NoSeries
    return found


def _read(
    db: Session, *, by: Viewer, bubble_ref: str, draft: Draft, repeat: RepeatDraft, now: datetime
) -> tuple[Plan, Rule]:
    plan = booking.read(db, by=by, bubble_ref=bubble_ref, draft=draft, now=now)
    day, minute = wall_clock.local(plan.starts_at, by.timezone)
    return plan, recurrence.read(repeat, starts_on=day, minute=minute, zone=by.timezone)
