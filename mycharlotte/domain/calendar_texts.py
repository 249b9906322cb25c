"""What a calendar of elsewhere takes of someone's time, and nothing else of what it says (RFC 5545).

    busy_times(b"BEGIN:VCALENDAR…", zone="Europe/Paris", since=…, until=…, ours="espace.example.org")

What strangers wrote may be made to take for ever: `adapters.calendar_reader` calls this in a process that has limits.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events

from mycharlotte.domain import wall_clock
from mycharlotte.domain.outside_failures import Failure, Unread

MAX_EVENTS = 25_000
MAX_ENDLESS = 2_000  # what repeats and never ends
MAX_OCCURRENCES = 60_000
MAX_SPANS = 5_000
LONGEST_UID = 1_000
# Parts that say nothing of when someone is busy, and that applications write each in their way.
_ALARMS = re.compile(rb"^BEGIN:VALARM\b.*?^END:VALARM\b[^\n]*\n", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ZONES = re.compile(rb"^BEGIN:VTIMEZONE\b.*?^END:VTIMEZONE\b[^\n]*\n", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_BEGINNING = b"BEGIN:VCALENDAR"
_LOOKED_AT = 1_000
_FIRST_STEP = timedelta(days=1)
# Every minute or second is nothing that people do.
_TOO_OFTEN = {"SECONDLY", "MINUTELY"}

Span = tuple[datetime, datetime]


def looks_like_one(text: bytes) -> bool:
    """Tell a calendar from a page of a website that was put in its place."""
    return _BEGINNING in text[:_LOOKED_AT].upper()


def busy_times(text: bytes, *, zone: str, since: datetime, until: datetime, ours: str) -> list[Span]:
    """Return the times that are taken between two instants, in order, merged where they touch.

    Days and times that name no zone are those of `zone`. Events that we gave out ourselves (`…@ours`) do not count.

    Raises:
        Unread: not a calendar, or one with too many events.
    """
    if not looks_like_one(text):
        raise Unread(Failure.NOT_A_CALENDAR)
    if text.upper().count(b"BEGIN:VEVENT") > MAX_EVENTS:
        raise Unread(Failure.TOO_FULL)
    try:
        spans = merged(_taken(text, zone, since, until, ours))
    except (Unread, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - bytes from outside meet a library: whatever it raises, they are not a calendar
        raise Unread(Failure.NOT_A_CALENDAR) from None
    if len(spans) > MAX_SPANS:
        raise Unread(Failure.TOO_FULL)
    return spans


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch made one."""
    found: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if found and starts_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends_at))
        else:
            found.append((starts_at, ends_at))
    return found


def _taken(text: bytes, zone: str, since: datetime, until: datetime, ours: str) -> Iterator[Span]:
    for calendar in _read(_ALARMS.sub(b"", text)):
        calendar.subcomponents = [one for one in calendar.subcomponents if _may_take_time(one, ours, since)]
        if sum(map(_is_endless, calendar.subcomponents)) > MAX_ENDLESS:
            raise Unread(Failure.TOO_FULL)
        for event in _occurrences(calendar, since, until):
            starts_at, ends_at = _instant(event.start, zone), _instant(event.end, zone)
            if starts_at < ends_at and starts_at < until and ends_at > since:
                yield max(starts_at, since), min(ends_at, until)


def _read(text: bytes) -> Sequence[icalendar.Component]:
    try:
        found = icalendar.Calendar.from_ical(text, multiple=True)
    except ValueError:  # zones that are badly told: most have names that are known
        found = icalendar.Calendar.from_ical(_ZONES.sub(b"", text), multiple=True)
    if not found:
        raise Unread(Failure.NOT_A_CALENDAR)  # it begins, and never ends
    return found


def _may_take_time(component: Any, ours: str, since: datetime) -> bool:
    """Leave out what takes no time whatever the rest says: the fewer are left, the sooner they are read."""
    if component.name == "VTIMEZONE":
        return True
    if component.name != "VEVENT" or "DTSTART" not in component:
        return False
    uid = str(component.get("UID", ""))
    if len(uid) > LONGEST_UID or uid.lower().endswith(f"@{ours}"):
        return False
    if "RECURRENCE-ID" in component:
        return True  # even one that is cancelled: it takes the place of one that is not
    rules = component.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if isinstance(rule, icalendar.vRecur) and _TOO_OFTEN & {str(often).upper() for often in rule.get("FREQ", [])}:
            raise Unread(Failure.TOO_FULL)
    return _is_busy(component) and (bool(rules) or "RDATE" in component or not _is_over(component, since))


def _is_endless(component: Any) -> bool:
    rule = component.get("RRULE")
    return isinstance(rule, icalendar.vRecur) and not {"COUNT", "UNTIL"} & rule.keys()


def _is_busy(event: Any) -> bool:
    return (
        str(event.get("TRANSP", "OPAQUE")).upper() != "TRANSPARENT"
        and str(event.get("STATUS", "CONFIRMED")).upper() != "CANCELLED"
    )


def _is_over(event: Any, since: datetime) -> bool:
    """Tell an event of long ago, by its days alone: most of a calendar kept for years."""
    try:
        last = max(event.start, event.end, key=_day)
    except (icalendar.InvalidCalendar, icalendar.IncompleteComponent, ValueError, TypeError, OverflowError):
        return True  # without a beginning or an end that can be read
    return _day(last) < since.date() - timedelta(days=2)


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _occurrences(calendar: Any, since: datetime, until: datetime) -> Iterator[Any]:
    """Go through what happens between two instants; a day first, then two, so that what is too much is soon noticed."""
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    count, step = 0, _FIRST_STEP
    while since < until:
        for event in query.between(since, min(since + step, until)):
            if (count := count + 1) > MAX_OCCURRENCES:
                raise Unread(Failure.TOO_FULL)
            if _is_busy(event):
                yield event
        since, step = since + step, step * 2


def _instant(at: date, zone: str) -> datetime:
    if isinstance(at, datetime) and at.tzinfo:
        return at.astimezone(UTC)
    if isinstance(at, datetime):
        minute = at.hour * wall_clock.HOUR + at.minute
        return wall_clock.nearest(at.date(), minute, zone)
    return wall_clock.nearest(at, 0, zone)
