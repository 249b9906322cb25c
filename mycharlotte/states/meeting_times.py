"""How the time of an appointment becomes words: one's own, and the other side's where clocks differ."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_date, spoken_time, spoken_zone
from mycharlotte.models.base import now
from mycharlotte.views.meeting_times import MeetingTime


def told(starts_at: datetime, ends_at: datetime, *, zone: str, other_zone: str = "") -> MeetingTime:
    """Say when something is: « demain à 10 h, jusqu’à 10 h 45 », and « soit 13 h à Saint-Denis » for the other side."""
    present = now()
    differs = other_zone and _offset(starts_at, zone) != _offset(starts_at, other_zone)
    return MeetingTime(
        starts_at.isoformat(),
        *(_span(language, starts_at, ends_at, zone, present) for language in ("fr", "en")),
        *((_elsewhere(language, starts_at, other_zone) if differs else "") for language in ("fr", "en")),
    )


def _span(language: str, starts_at: datetime, ends_at: datetime, zone: str, present: datetime) -> str:
    return say(
        language,
        "{start}, jusqu’à {end}",
        start=spoken_date(language, starts_at, zone, present),
        end=spoken_time(language, ends_at, zone),
    )


def _elsewhere(language: str, at: datetime, zone: str) -> str:
    time, place = spoken_time(language, at, zone), spoken_zone(language, zone)
    return say(language, "soit {time} à l’heure de {place}", time=time, place=place)


def _offset(at: datetime, zone: str) -> object:
    return at.astimezone(ZoneInfo(zone)).utcoffset()
