"""Appointments in words, in both languages: pages change language without asking the server."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mycharlotte.domain import wall_clock
from mycharlotte.domain.errors import Refused
from mycharlotte.locales.dates import spoken_date
from mycharlotte.locales.durations import spoken_duration
from mycharlotte.models.base import now
from mycharlotte.states import meeting_times
from mycharlotte.views.appointments import AppointmentLine, AppointmentView, BookingChoices, SlotChoice, Spoken
from mycharlotte.views.meeting_times import MeetingTime


def sheet(found: AppointmentView, zone: str) -> AppointmentView:
    """Say when an appointment is, for the viewer and for the other side, and how long it lasts."""
    other = found.patient if found.side == "companion" else found.companion
    when = _when(found.starts_at, found.ends_at, zone, other.timezone)
    start = datetime.fromisoformat(found.starts_at)
    exactly = Spoken(spoken_date("fr", start, zone), spoken_date("en", start, zone))
    return replace(found, when=when, exactly=exactly, lasting=length(found.minutes))


def lines(found: Iterable[AppointmentLine], zone: str) -> tuple[AppointmentLine, ...]:
    """Say when each appointment of a list is."""
    return tuple(replace(one, when=_when(one.starts_at, one.ends_at, zone, one.timezone)) for one in found)


def choices(found: BookingChoices) -> BookingChoices:
    """Say how long each type lasts."""
    return replace(found, types=tuple(replace(one, lasting=length(one.minutes)) for one in found.types))


def slots(found: Iterable[SlotChoice], zone: str) -> list[SlotChoice]:
    """Say when each free time is."""
    return [replace(one, words=_at(one.starts_at, zone)) for one in found]


def length(minutes: int) -> Spoken:
    """Say how long something lasts."""
    return Spoken(spoken_duration("fr", minutes), spoken_duration("en", minutes))


def wanted(day: str, time: str, zone: str) -> datetime | None:
    """Return the instant that was typed; None when it cannot be read."""
    try:
        return wall_clock.nearest(
            wall_clock.parse_day(day, field="day"), wall_clock.parse_minute(time, field="time"), zone
        )
    except Refused:
        return None


def _when(starts_at: str, ends_at: str, zone: str, other_zone: str) -> MeetingTime:
    if not starts_at:
        return MeetingTime()
    start, end = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    return meeting_times.told(start, end, zone=zone, other_zone=other_zone)


def _at(iso: str, zone: str) -> Spoken:
    at, present = datetime.fromisoformat(iso), now()
    return Spoken(spoken_date("fr", at, zone, present), spoken_date("en", at, zone, present))
