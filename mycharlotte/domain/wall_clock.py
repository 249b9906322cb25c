"""Days and hours as a clock on a wall shows them, and the instants they are: the only place where zones are crossed.

Once a year an hour of the night does not exist, and once a year an hour comes twice: of the two, the first is meant.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mycharlotte.domain.errors import Refused

HOUR, DAY = 60, 24 * 60
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
# « 10:30 », « 10 h 30 », « 9h », « 9 », and « 0930 » as a keyboard of digits has it.
_TIME = re.compile(r"(\d{1,2}?)(?:\s*[:hH.]\s*(\d{2})?|(\d{2}))?", re.ASCII)
_MAX_LENGTH = 40


class DayMalformed(Refused):
    """Not a day as a form sends it (2026-11-24), nor as people write it (24/11/2026)."""


class NoSuchDay(Refused):
    """A day that no calendar has: 31 February; or one centuries away."""


class TimeMalformed(Refused):
    """Not a time of day: « 10:30 », « 10 h 30 », « 9h »."""


class TimeSkipped(Refused):
    """A time that does not exist that night: clocks go forward. `instead` is the first that does, « 03:30 »."""

    def __init__(self, *, instead: str, **details: object) -> None:
        super().__init__(instead=instead, **details)
        self.instead = instead


def parse_day(typed: str, *, field: str) -> date:
    """Return the day that was typed or chosen.

    Raises:
        DayMalformed, NoSuchDay: about `field`.
    """
    text = typed.strip()[:_MAX_LENGTH]
    if found := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _FRENCH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise DayMalformed(field=field)
    try:
        read = date(year, month, day)
    except ValueError:
        raise NoSuchDay(field=field) from None
    if not FIRST <= read <= LAST:
        raise NoSuchDay(field=field)
    return read


def parse_minute(typed: str, *, field: str, to_midnight: bool = False) -> int:
    """Return the minute of the day that was typed; 24:00 is one only `to_midnight`, where something ends.

    Raises:
        TimeMalformed: about `field`.
    """
    found = _TIME.fullmatch(" ".join(typed[:_MAX_LENGTH].split()))
    hours, minutes = (int(found[1]), int(found[2] or found[3] or 0)) if found else (99, 0)
    read = hours * HOUR + minutes
    if minutes >= HOUR or read > DAY or (read == DAY and not to_midnight):
        raise TimeMalformed(field=field)
    return read


def instant(day: date, minute: int, zone: str, *, field: str = "time") -> datetime:
    """Return the instant, in UTC, of a minute of a day.

    Raises:
        TimeSkipped: about `field`, in the hour that clocks jump over.
    """
    at = nearest(day, minute, zone)
    if local(at, zone) != normal(day, minute):
        raise TimeSkipped(field=field, instead=said(local(at, zone)[1]))
    return at


def nearest(day: date, minute: int, zone: str) -> datetime:
    """Return the same, moved on where clocks jump over that minute: 02:30 is 03:30 that night."""
    day, minute = normal(day, minute)
    # PEP 495: with fold=0, a time that is skipped is read with the offset before the jump, which moves it after.
    return datetime.combine(day, time(*divmod(minute, HOUR)), ZoneInfo(zone)).astimezone(UTC)


def first_instant(day: date, minute: int, zone: str) -> datetime:
    """Return the first instant when the clock shows that minute of a day, or a later one.

    What begins or ends at 02:30, the night when clocks jump from 2 to 3, does so at 3.
    """
    at = nearest(day, minute, zone)
    wanted = normal(day, minute)
    if local(at, zone) == wanted:
        return at
    step = timedelta(minutes=1)
    while local(at - step, zone) >= wanted:
        at -= step
    return at


def reader(day: date, zone: str) -> Callable[[int], datetime]:
    """Return `first_instant` for the minutes of a day: the zone is asked once, but on days when clocks change."""
    midnight, following = (datetime.combine(one, time(), ZoneInfo(zone)) for one in (day, day + timedelta(days=1)))
    if midnight.utcoffset() != following.utcoffset():
        return lambda minute: first_instant(day, minute, zone)
    begins = midnight.astimezone(UTC)
    return lambda minute: begins + timedelta(minutes=minute)


def local(at: datetime, zone: str) -> tuple[date, int]:
    """Return the day and the minute of the day of an instant."""
    here = at.astimezone(ZoneInfo(zone))
    return here.date(), here.hour * HOUR + here.minute


def normal(day: date, minute: int) -> tuple[date, int]:
    """Return the same with a minute of that day: midnight after a day is minute 0 of the next."""
    return day + timedelta(days=minute // DAY), minute % DAY


def said(minute: int) -> str:
    """Return a minute of the day as a form holds it: « 09:30 »."""
    return f"{minute // HOUR:02}:{minute % HOUR:02}"
