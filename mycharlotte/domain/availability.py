"""When a companion receives in a bubble: hours of the week, the days that differ, on the wall clock of their zone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import wall_clock
from mycharlotte.models.availability import ExceptionalDay, Hours

# Plain statements, written once: through the unit of work, the rows took longer than everything that is done with them.
_HOURS = sa.select(
    *(col(one) for one in (Hours.weekday, Hours.starts, Hours.ends, Hours.place, Hours.since, Hours.until))
).where(col(Hours.person_id) == sa.bindparam("person"), col(Hours.bubble_id) == sa.bindparam("bubble"))
_DIFFERING = sa.select(
    *(col(one) for one in (ExceptionalDay.day, ExceptionalDay.starts, ExceptionalDay.ends, ExceptionalDay.place))
).where(
    col(ExceptionalDay.person_id) == sa.bindparam("person"),
    col(ExceptionalDay.bubble_id) == sa.bindparam("bubble"),
    col(ExceptionalDay.day).between(sa.bindparam("first"), sa.bindparam("last")),
)


class Window(NamedTuple):
    """A span of time when someone receives, and where."""

    starts_at: datetime
    ends_at: datetime
    place: str


def windows(db: Session, *, person_id: int, bubble_id: int, since: date, until: date, zone: str) -> list[Window]:
    """Return when a companion receives from one day to another, both included, in order. Absences are not taken off.

    No two overlap, and none outlives its day.
    """
    db.flush()
    execute, about = db.connection().execute, {"person": person_id, "bubble": bubble_id}
    usual: dict[int, list[Any]] = {}
    for hours in execute(_HOURS, about):
        usual.setdefault(hours.weekday, []).append(hours)
    differing: dict[date, list[Any]] = {}
    for one in execute(_DIFFERING, about | {"first": since, "last": until}):
        differing.setdefault(one.day, []).append(one)
    found: list[Window] = []
    for day in days(since, until):
        if day in differing:
            spans = [(one.starts, one.ends, one.place) for one in differing[day] if one.starts is not None]
        else:
            spans = [(one.starts, one.ends, one.place) for one in usual.get(day.weekday(), ()) if _is_given(one, day)]
        if spans:
            found += _of_day(day, apart(spans), zone)
    return found


def days(since: date, until: date) -> Iterator[date]:
    """Go through the days from one to another, both included."""
    for count in range((until - since).days + 1):
        yield since + timedelta(days=count)


def apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the spans of a day, from, to and where, so that no two overlap: the first to begin keeps its time.

    Those that touch at the same place become one: a long appointment may go over both.
    """
    found: list[tuple[int, int, str]] = []
    for starts, ends, place in sorted(spans):
        free_from = found[-1][1] if found else 0
        if ends <= free_from:
            continue
        if found and starts <= free_from and place == found[-1][2]:
            found[-1] = (found[-1][0], ends, place)
        else:
            found.append((max(starts, free_from), ends, place))
    return found


def _of_day(day: date, spans: Sequence[tuple[int, int, str]], zone: str) -> Iterator[Window]:
    at = wall_clock.reader(day, zone)
    for starts, ends, place in spans:
        starts_at, ends_at = at(starts), at(ends)
        if starts_at < ends_at:  # not in the hour that clocks jump over
            yield Window(starts_at, ends_at, place)


def _is_given(hours: Any, day: date) -> bool:
    return (hours.since is None or hours.since <= day) and (hours.until is None or day <= hours.until)
