"""A series moves to another time from an appointment on, or all that is to come of it: a new rule begins there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from mycharlotte.domain import (
    audit,
    booking,
    changes,
    diary,
    edits,
    limits,
    moves,
    recurrence,
    series,
    series_dates,
    series_editing,
    wall_clock,
)
from mycharlotte.domain.appointments import Found
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.recurrence import Rule
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Action, Choice, Judged, Wanted
from mycharlotte.domain.series_editing import Course
from mycharlotte.models.appointments import Appointment, Change, Deed, Series
from mycharlotte.views.viewer import Viewer


@dataclass(frozen=True)
class Move:
    """Where an appointment goes, on the wall clock of whoever types; the others of its series follow it."""

    day: str
    time: str
    minutes: str


def preview(
    db: Session,
    *,
    by: Viewer,
    appointment_ref: str,
    scope: str,
    to: Move,
    choices: Collection[Choice] = (),
    now: datetime,
) -> Preview:
    """Return where each appointment of a series would go, with what speaks against it; each is named by its reference.

    Those that were moved by hand stay where they are, unless chosen otherwise.

    Raises:
        NotFound, NotAllowed, NoSeries, NotToCome, DayMalformed, NoSuchDay, TimeMalformed, TimeSkipped, LengthRefused,
        TimePassed, TimeTooFar, SeveralRefused.
    """
    found = series.find(db, by=by, appointment_ref=appointment_ref)
    course = series.course_of(db, found)
    return Preview(
        _moved(db, found, course, by=by, scope=scope, to=to, choices=choices, now=now)[1], series.stamp(course)
    )


def move(
    db: Session,
    *,
    by: Viewer,
    appointment_ref: str,
    seen: str,
    scope: str,
    to: Move,
    choices: Collection[Choice],
    now: datetime,
) -> Change:
    """Move what `scope` says, as its preview showed; return what undoes it.

    Raises:
        As `preview`; and SeriesChanged, TooManyTries, DatesToSettle, NothingToBook.
    """
    found, course = series_editing.find_as_seen(db, by=by, appointment_ref=appointment_ref, seen=seen)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    rule, dates = _moved(db, found, course, by=by, scope=scope, to=to, choices=choices, now=now)
    kept = series.settled(dates)
    by_ref = {one.ref: one for one, _ in course}
    made = series.add_rule(db, rule, course=series_editing.rule_with(found, course).course)
    pairs = [(changes.before(by_ref[one.wanted.key]), by_ref[one.wanted.key]) for one in kept]
    for one, (_, appointment) in zip(kept, pairs, strict=True):
        appointment.starts_at = one.at or one.wanted.starts_at
        appointment.ends_at = appointment.starts_at + (one.wanted.ends_at - one.wanted.starts_at)
        appointment.series_id, appointment.planned_on = made.id, one.wanted.day
    change = changes.made(db, Deed.MOVED, pairs, by=by, now=now)
    series_editing.remember(db, audit.Action.SERIES_CHANGED, found, by=by, times=len(pairs), now=now)
    return change


def was_moved(appointment: Appointment, rule: Series) -> bool:
    """Tell whether an appointment is no longer when its series has it."""
    planned = appointment.planned_on
    return planned is None or recurrence.on(series.rule_of(rule), planned).starts_at != appointment.starts_at


def _moved(
    db: Session,
    found: Found,
    course: Course,
    *,
    by: Viewer,
    scope: str,
    to: Move,
    choices: Collection[Choice],
    now: datetime,
) -> tuple[Rule, tuple[Judged, ...]]:
    """Return the rule that begins, and what becomes of each appointment that it would take in."""
    this = found.appointment
    coming = series_editing.to_come(found, course, scope, now=now)
    if this not in [one for one, _ in coming]:
        raise moves.NotToCome
    readers: dict[str, Callable[[], Any]] = {
        "day": lambda: wall_clock.parse_day(to.day, field="day"),
        "time": lambda: wall_clock.parse_minute(to.time, field="time"),
        "minutes": lambda: booking.parse_minutes(to.minutes),
    }
    read = edits.read(readers)
    booking.refuse_bad_time(wall_clock.instant(read["day"], read["time"], by.timezone), now)
    days = {one.ref: _day(one, this, read["day"], rule.timezone) for one, rule in coming}
    every_weeks = series_editing.rule_with(found, course).every_weeks
    rule = Rule(min(days.values()), read["time"], by.timezone, every_weeks, times=len(coming))
    length = timedelta(minutes=read["minutes"])
    wanted = [_wanted(one, its_rule, rule, days[one.ref], length, is_this=one is this) for one, its_rule in coming]
    if max(one.starts_at for one in wanted) > now + booking.HORIZON:
        raise booking.TimeTooFar
    moving = {one.key for one in wanted if not series_dates.stays(one, choices)}
    held = diary.read(
        db,
        companion_id=this.companion_id,
        patient_id=this.patient_id,
        kind=moves.kind_of(db, this),
        zone=by.timezone,
        since=min(one.starts_at for one in wanted),
        until=max(one.ends_at for one in wanted),
        now=now,
        but=[(one.starts_at, one.ends_at) for one, _ in coming if one.ref in moving],
    )
    return rule, series_dates.judge(held, wanted, choices, left=Action.STAY)


def _day(one: Appointment, this: Appointment, to: date, zone: str) -> date:
    """Return the day of an appointment when another of its series goes to a day: as far from it in weeks as before."""
    mine, its = (kept.planned_on or wall_clock.local(kept.starts_at, zone)[0] for kept in (one, this))
    return to + (_monday(mine) - _monday(its))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _wanted(one: Appointment, its_rule: Series, rule: Rule, day: date, length: timedelta, *, is_this: bool) -> Wanted:
    then = recurrence.on(rule, day)
    return Wanted(
        one.ref,
        day,
        then.starts_at,
        then.starts_at + length,
        is_moved_on=then.is_moved_on,
        was_at=one.starts_at,
        is_by_hand=not is_this and was_moved(one, its_rule),
    )
