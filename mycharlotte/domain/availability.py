"""When a companion receives in a bubble: hours of the week, the days that differ, on the wall clock of their zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import wall_clock
from mycharlotte.models.availability import ExceptionalDay, Hours


@dataclass(frozen=True)
class Window:
    """A span of time when someone receives, and where."""

    starts_at: datetime
    ends_at: datetime
    place: str


def windows(db: Session, *, person_id: int, bubble_id: int, since: date, until: date, zone: str) -> list[Window]:
    """Return when a companion receives from one day to another, both included, in order. Absences are not taken off."""
    theirs = (Hours.person_id == person_id, Hours.bubble_id == bubble_id)
    hours = db.exec(select(Hours).where(*theirs)).all()
    differing = db.exec(
        select(ExceptionalDay).where(
            ExceptionalDay.person_id == person_id,
            ExceptionalDay.bubble_id == bubble_id,
            col(ExceptionalDay.day).between(since, until),
        )
    ).all()
    exceptions: dict[date, list[ExceptionalDay]] = {}
    for one in differing:
        exceptions.setdefault(one.day, []).append(one)
    found: list[Window] = []
    for day in days(since, until):
        usual = [one for one in hours if one.weekday == day.weekday() and _is_given(one, day)]
        spans = exceptions.get(day, usual)
        found += [
            Window(wall_clock.nearest(day, one.starts, zone), wall_clock.nearest(day, one.ends, zone), one.place)
            for one in spans
            if one.starts is not None and one.ends is not None
        ]
    return sorted((one for one in found if one.starts_at < one.ends_at), key=lambda one: (one.starts_at, one.ends_at))


def days(since: date, until: date) -> Iterator[date]:
    """Go through the days from one to another, both included."""
    for count in range((until - since).days + 1):
        yield since + timedelta(days=count)


def _is_given(hours: Hours, day: date) -> bool:
    return (hours.since is None or hours.since <= day) and (hours.until is None or day <= hours.until)
