"""Dates and times as people say them: « mardi 24 novembre à 10 h 30 », « demain à 9 h »."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

from mycharlotte.locales import SOURCE, say

DAY = "EEEE d MMMM"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
# Zones of the world's database that the Unicode data knows by another city alone.
CITIES = {"America/Montreal": {"fr": "Montréal", "en": "Montreal"}}


def spoken_date(language: str, at: datetime, zone: str, now: datetime | None = None) -> str:
    """Return the day and time of `at` in a time zone, relative to `now` when near.

    Without `now` (a mail is read nobody knows when), nothing is relative and the year is always said; with it, the year
    is said when it is another one.
    """
    here = at.astimezone(ZoneInfo(zone))
    time = spoken_time(language, at, zone)
    if now:
        match (here.date() - now.astimezone(ZoneInfo(zone)).date()).days:
            case 0:
                return say(language, "aujourd’hui à {time}", time=time)
            case 1:
                return say(language, "demain à {time}", time=time)
            case -1:
                return say(language, "hier à {time}", time=time)
    return say(language, "{day} à {time}", day=_day(language, here, now), time=time)


def spoken_day(language: str, day: date) -> str:
    """Return « mardi 24 novembre », or `Tuesday 24 November`."""
    said = format_date(day, DAY, locale=LOCALES[language])
    return said.replace(" 1 ", " 1er ", 1) if language == SOURCE else said


def spoken_day_of(language: str, at: datetime, zone: str) -> str:
    """Return the day of an instant in a time zone, without its year."""
    return spoken_day(language, at.astimezone(ZoneInfo(zone)).date())


def spoken_time(language: str, at: datetime, zone: str) -> str:
    """Return « 10 h 30 », « 9 h », or `10:30`, `9:00` in English; the spaces of hours do not break."""
    here = at.astimezone(ZoneInfo(zone))
    if language != SOURCE:
        return f"{here.hour}:{here:%M}"
    return f"{here.hour}\u00a0h\u00a0{here:%M}" if here.minute else f"{here.hour}\u00a0h"


def spoken_zone(language: str, zone: str) -> str:
    """Return the city that stands for a time zone: « Paris », « Nouméa »."""
    if zone in CITIES:
        return CITIES[zone][language]
    return get_timezone_location(zone, locale=LOCALES[language], return_city=True).rpartition("/")[2]


def _day(language: str, here: datetime, now: datetime | None) -> str:
    with_year = now is None or here.year != now.astimezone(here.tzinfo).year
    day = format_datetime(here, f"{DAY} y" if with_year else DAY, locale=LOCALES[language])
    # French counts days with cardinals, but for the first; the Unicode data has no pattern for it.
    return day.replace(" 1 ", " 1er ", 1) if language == SOURCE else day
