"""Durations and notices as people say them: « 45 min », « 1 h 30 », « 60 jours à l’avance », « jusqu’à 24 h avant »."""

from mycharlotte.locales import SOURCE, say, say_n

HOUR, DAY = 60, 24 * 60
SAID_IN_HOURS = 2 * DAY  # « 48 h », then « 3 jours »
_HARD_SPACE = "\u00a0"


def spoken_duration(language: str, minutes: int) -> str:
    """Return how long something lasts: « 45 min », « 1 h 30 », « 3 jours », or `1 h 30 min`; no line breaks inside."""
    if minutes > SAID_IN_HOURS and minutes % DAY == 0:
        return say_n(language, "{n} jour", "{n} jours", minutes // DAY).replace(" ", _HARD_SPACE)
    hours, left = divmod(minutes, HOUR)
    if not hours:
        said = f"{left} min"
    elif not left:
        said = f"{hours} h"
    else:
        said = f"{hours} h {left:02}" if language == SOURCE else f"{hours} h {left} min"
    return said.replace(" ", _HARD_SPACE)


def spoken_lead(language: str, days: int) -> str:
    """Return how early something may be done: « 60 jours à l’avance »."""
    return say_n(language, "{n} jour à l’avance", "{n} jours à l’avance", days)


def spoken_limit(language: str, minutes: int) -> str:
    """Return until when something may be done before an appointment: « jusqu’à 24 h avant », « jusqu’au début »."""
    if not minutes:
        return say(language, "jusqu’au début")
    return say(language, "jusqu’à {duration} avant", duration=spoken_duration(language, minutes))
