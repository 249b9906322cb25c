"""Days that differ from their week: closed, or with other hours. Each bubble has its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, bubbles, edits, texts, wall_clock
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.domain.weekly_hours import PLACE_AT_MOST, SpanEmpty, SpansOverlap
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.availability import ExceptionalDay
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.views.hours import WeekSpan
from mycharlotte.views.viewer import Viewer

AT_MOST = 200
CLOSED, OPEN = "closed", "open"


class DayPassed(Refused):
    """What was is not rewritten."""

    field = "day"


class TooManyDays(Refused):
    """More than `AT_MOST` days to come."""

    field = "day"


@dataclass(frozen=True)
class Typed:
    """What was typed: `kind` is « closed » or « open »; a second span may stay empty."""

    day: str
    kind: str
    starts: str = ""
    ends: str = ""
    second_starts: str = ""
    second_ends: str = ""
    place: str = ""


@dataclass(frozen=True)
class Differing:
    """A day to come; without spans it is closed. `booked` is how many appointments are outside its hours."""

    day: date
    spans: tuple[WeekSpan, ...]
    booked: int


def to_come(db: Session, *, viewer: Viewer, bubble_ref: str, now: datetime) -> list[Differing]:
    """List the days to come that differ, today included.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    return _to_come(db, bubble, viewer, _today(viewer, now))


def put(db: Session, *, by: Viewer, bubble_ref: str, typed: Typed, now: datetime) -> Differing:
    """Close a day, or give it these hours, instead of what was said of it before.

    Raises:
        NotFound, NotAllowed, DayMalformed, NoSuchDay, DayPassed, TooManyDays, TimeMalformed, SpanEmpty, SpansOverlap,
        TextTooLong, SeveralRefused.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    today = _today(by, now)
    day, spans = _read(typed, today)
    appointments.hold(db, [by.person_id])
    others = {one.day for one in _to_come(db, bubble, by, today)}
    if len(others | {day}) > AT_MOST:
        raise TooManyDays
    _forget(db, bubble, by, day)
    for span in spans or (None,):
        db.add(
            ExceptionalDay(
                person_id=by.person_id,
                bubble_id=id_of(bubble),
                day=day,
                starts=span.starts if span else None,
                ends=span.ends if span else None,
                place=span.place if span else "",
                created_at=now,
            )
        )
    db.flush()
    _tell(db, bubble, by=by, now=now)
    return next(one for one in _to_come(db, bubble, by, today) if one.day == day)


def remove(db: Session, *, by: Viewer, bubble_ref: str, day: str, now: datetime) -> None:
    """Give a day the hours of its week again. Done twice, it is done once.

    Raises:
        NotFound, NotAllowed, DayMalformed, NoSuchDay.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    if _forget(db, bubble, by, wall_clock.parse_day(day, field="day")):
        _tell(db, bubble, by=by, now=now)


def _read(typed: Typed, today: date) -> tuple[date, tuple[WeekSpan, ...]]:
    readers: dict[str, Callable[[], Any]] = {"day": lambda: _day(typed.day, today)}
    if typed.kind != CLOSED:
        readers |= {
            "starts": lambda: _span(typed.starts, typed.ends, typed.place, "starts", "ends"),
            "second": lambda: _second(typed),
        }
    read = edits.read(readers)
    first, second = read.get("starts"), read.get("second")
    if first and second and first.starts < second.ends and second.starts < first.ends:
        raise SpansOverlap(field="second_starts", starts=first.starts, ends=first.ends)
    return read["day"], tuple(sorted(span for span in (first, second) if span))


def _day(typed: str, today: date) -> date:
    if (day := wall_clock.parse_day(typed, field="day")) < today:
        raise DayPassed
    return day


def _second(typed: Typed) -> WeekSpan | None:
    if not (typed.second_starts.strip() or typed.second_ends.strip()):
        return None
    return _span(typed.second_starts, typed.second_ends, typed.place, "second_starts", "second_ends")


def _span(starts: str, ends: str, place: str, starts_field: str, ends_field: str) -> WeekSpan:
    first = wall_clock.parse_minute(starts, field=starts_field)
    last = wall_clock.parse_minute(ends, field=ends_field, to_midnight=True) or wall_clock.DAY
    if last <= first:
        raise SpanEmpty(field=ends_field)
    return WeekSpan(0, first, last, " ".join(texts.parse(place, field="place", at_most=PLACE_AT_MOST).split()))


def _to_come(db: Session, bubble: Bubble, viewer: Viewer, today: date) -> list[Differing]:
    rows = db.exec(
        select(ExceptionalDay)
        .where(
            ExceptionalDay.person_id == viewer.person_id,
            ExceptionalDay.bubble_id == bubble.id,
            ExceptionalDay.day >= today,
        )
        .order_by(col(ExceptionalDay.day), col(ExceptionalDay.starts))
    )
    days: dict[date, list[WeekSpan]] = {}
    for one in rows:
        its = days.setdefault(one.day, [])
        if one.starts is not None and one.ends is not None:
            its.append(WeekSpan(0, one.starts, one.ends, one.place))
    booked = _booked(db, bubble, viewer, days)
    return [Differing(day, tuple(spans), booked.get(day, 0)) for day, spans in days.items()]


def _booked(db: Session, bubble: Bubble, viewer: Viewer, days: dict[date, list[WeekSpan]]) -> dict[date, int]:
    """Count, on these days, the appointments of the bubble that are outside the hours: they stay."""
    if not days:
        return {}
    zone = viewer.timezone
    first, last = wall_clock.nearest(min(days), 0, zone), wall_clock.nearest(max(days) + timedelta(days=1), 0, zone)
    rows = db.exec(
        select(Appointment.starts_at, Appointment.ends_at).where(
            Appointment.companion_id == viewer.person_id,
            Appointment.bubble_id == bubble.id,
            Appointment.state == State.PLANNED,
            Appointment.starts_at >= first,
            Appointment.starts_at < last,
        )
    )
    found: dict[date, int] = {}
    for starts_at, ends_at in rows:
        day, minute = wall_clock.local(starts_at, zone)
        length = int((ends_at - starts_at).total_seconds() // 60)
        spans: Sequence[WeekSpan] = days.get(day, ())
        if day in days and not any(one.starts <= minute and minute + length <= one.ends for one in spans):
            found[day] = found.get(day, 0) + 1
    return found


def _forget(db: Session, bubble: Bubble, by: Viewer, day: date) -> bool:
    mine = (col(ExceptionalDay.person_id) == by.person_id, col(ExceptionalDay.bubble_id) == bubble.id)
    gone = sa.delete(ExceptionalDay).where(*mine, col(ExceptionalDay.day) == day).returning(col(ExceptionalDay.id))
    return bool(db.execute(gone).all())


def _tell(db: Session, bubble: Bubble, *, by: Viewer, now: datetime) -> None:
    audit.record(db, audit.Action.HOURS_UPDATED, by=by, object_ref=bubble.ref, now=now, bubble=bubble.ref)
    agendas.touch(db, [by.person_id])


def _today(viewer: Viewer, now: datetime) -> date:
    return wall_clock.local(now, viewer.timezone)[0]
