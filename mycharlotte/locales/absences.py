"""Absences as people say them: « du lundi 3 au mercredi 5 août », « chaque mardi, de 9 h à 12 h »."""

from datetime import date

from mycharlotte.locales import say
from mycharlotte.locales.weeks import DAY, spoken_date, spoken_day_and_year, spoken_minute, spoken_range, spoken_weekday

EVERY_WEEK = 1


def spoken_absence(
    language: str, *, starts_on: date, starts: int, ends_on: date, ends: int, every_weeks: int, until: date | None,
    today: date,
) -> str:  # fmt: skip
    """Return when an absence is; `starts` and `ends` are minutes of their days."""
    is_whole, is_one_day = (starts, ends) == (0, DAY), starts_on == ends_on
    if every_weeks:
        said = _repeated(language, starts_on, starts, ends_on, ends, every_weeks, is_whole=is_whole)
        if starts_on > today:
            said += ", " + say(language, "à partir du {since}", since=spoken_date(language, starts_on))
        if until:
            said += ", " + say(language, "jusqu’au {until}", until=spoken_date(language, until))
        return said
    first, last = (spoken_day_and_year(language, day, today) for day in (starts_on, ends_on))
    if is_one_day:
        return first if is_whole else f"{first}, {spoken_range(language, starts, ends)}"
    if is_whole:
        return say(language, "du {first} au {last}", first=first, last=last)
    return say(
        language,
        "du {first} à {start} au {last} à {end}",
        first=first,
        start=spoken_minute(language, starts),
        last=last,
        end=spoken_minute(language, ends),
    )


def _repeated(
    language: str, starts_on: date, starts: int, ends_on: date, ends: int, every_weeks: int, *, is_whole: bool
) -> str:
    first, last = (spoken_weekday(language, day.weekday()) for day in (starts_on, ends_on))
    is_weekly = every_weeks == EVERY_WEEK
    if starts_on == ends_on:
        day = say(language, "chaque {day}", day=first) if is_weekly else say(language, "un {day} sur deux", day=first)
        return f"{day}, {say(language, 'toute la journée') if is_whole else spoken_range(language, starts, ends)}"
    every = say(language, "chaque semaine") if is_weekly else say(language, "une semaine sur deux")
    if is_whole:
        return f"{every}, {say(language, 'du {first} au {last}', first=first, last=last)}"
    between = say(
        language,
        "du {first} à {start} au {last} à {end}",
        first=first,
        start=spoken_minute(language, starts),
        last=last,
        end=spoken_minute(language, ends),
    )
    return f"{every}, {between}"
