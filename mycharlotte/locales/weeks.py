"""Hours as people say them: « lundi et mardi, de 9 h à 12 h et de 14 h à 17 h, à l’adresse 12 rue des Lilas »."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date, get_day_names

from mycharlotte.locales import SOURCE, say
from mycharlotte.locales.dates import LOCALES, spoken_day
from mycharlotte.views.hours import WeekSpan

HOUR, DAY = 60, 24 * 60
_RUN = 3  # three days in a row are said « du lundi au mercredi »


def spoken_week(language: str, spans: Iterable[WeekSpan]) -> list[str]:
    """Return a sentence for each group of days whose hours are the same, from Monday on."""
    days: dict[int, list[WeekSpan]] = {}
    for span in sorted(spans, key=lambda span: span[:3]):
        days.setdefault(span.weekday, []).append(span)
    groups: dict[tuple[tuple[object, ...], ...], list[int]] = {}
    for weekday, its in days.items():
        groups.setdefault(tuple(span[1:] for span in its), []).append(weekday)
    return [
        _capitalised(f"{spoken_weekdays(language, weekdays)}, {spoken_spans(language, days[weekdays[0]])}")
        for weekdays in groups.values()
    ]


def spoken_spans(language: str, spans: Sequence[WeekSpan]) -> str:
    """Return « de 9 h à 12 h et de 14 h à 17 h, à l’adresse … », without the days; the same place is said once."""
    parts: list[str] = []
    together: list[str] = []
    for span, following in zip(spans, [*spans[1:], None], strict=True):
        together.append(spoken_range(language, span.starts, span.ends))
        if following is None or following[3:] != span[3:]:
            parts.append(_listed(language, together) + _qualified(language, span))
            together = []
    return _listed(language, parts)


def spoken_range(language: str, starts: int, ends: int) -> str:
    """Return « de 9 h à 12 h 30 »."""
    return say(language, "de {start} à {end}", start=spoken_minute(language, starts), end=spoken_minute(language, ends))


def spoken_minute(language: str, minute: int) -> str:
    """Return « 9 h », « 12 h 30 », « minuit » for the end of a day; or `9:00`, `midnight` in English."""
    if minute == DAY:
        return say(language, "minuit")
    hours, minutes = divmod(minute, HOUR)
    if language != SOURCE:
        return f"{hours}:{minutes:02}"
    return f"{hours}\u00a0h\u00a0{minutes:02}" if minutes else f"{hours}\u00a0h"


def spoken_weekday(language: str, weekday: int) -> str:
    """Return « lundi » for 0."""
    return get_day_names(locale=LOCALES[language])[weekday]


def spoken_weekdays(language: str, weekdays: Sequence[int]) -> str:
    """Return « du lundi au vendredi », or « lundi, mardi et jeudi »."""
    names = [spoken_weekday(language, weekday) for weekday in weekdays]
    if len(weekdays) >= _RUN and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return say(language, "du {first} au {last}", first=names[0], last=names[-1])
    return _listed(language, names)


def spoken_day_and_year(language: str, day: date, today: date) -> str:
    """Return « mardi 24 novembre », with the year when it is another one than today's."""
    said = spoken_day(language, day)
    return said if day.year == today.year else f"{said} {day.year}"


def spoken_date(language: str, day: date) -> str:
    """Return « 24 novembre 2026 », « 1er décembre 2026 »."""
    said = format_date(day, "d MMMM y", locale=LOCALES[language])
    return "1er" + said[1:] if language == SOURCE and day.day == 1 else said


def _qualified(language: str, span: WeekSpan) -> str:
    """Say where, and between which dates, with a comma before each."""
    said = ""
    if span.place:
        said += ", " + say(language, "à l’adresse {place}", place=span.place)
    since, until = (spoken_date(language, day) if day else "" for day in (span.since, span.until))
    if since and until:
        said += ", " + say(language, "du {since} au {until}", since=since, until=until)
    elif since:
        said += ", " + say(language, "à partir du {since}", since=since)
    elif until:
        said += ", " + say(language, "jusqu’au {until}", until=until)
    return said


def _listed(language: str, parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return say(language, "{others} et {last}", others=", ".join(parts[:-1]), last=parts[-1])


def _capitalised(said: str) -> str:
    return said[0].upper() + said[1:]
