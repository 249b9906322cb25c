"""The days of a series: every week or every few, so many times or until a day, at the same time on the wall clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from mycharlotte.domain import edits, wall_clock
from mycharlotte.domain.errors import Refused

WEEKS_AT_MOST = 4
TIMES_AT_LEAST, TIMES_AT_MOST = 2, 52
OCCURRENCES_AT_MOST = 104
LASTS_AT_MOST = timedelta(days=731)  # two years, one of them with a 29 February
WEEK = 7
_DIGITS_AT_MOST = 3


class StepRefused(Refused):
    """Not every week, nor every two, three or four weeks."""

    field = "every_weeks"


class TimesRefused(Refused):
    """Not a number of times between two and a year of weeks."""

    field = "times"


class EndRefused(Refused):
    """Neither so many times nor until a day."""

    field = "ends"


class EndsTooSoon(Refused):
    """The last day leaves room for one time only, or for none: that is no series."""

    field = "until"


class SeriesTooLong(Refused):
    """It would last more than two years, or come more than `OCCURRENCES_AT_MOST` times."""

    field = "ends"


@dataclass(frozen=True)
class RepeatDraft:
    """What was typed: `ends` is « times » or « until », and tells which of the two that follow is meant."""

    every_weeks: str = "1"
    ends: str = "times"
    times: str = ""
    until: str = ""


@dataclass(frozen=True)
class Rule:
    """When a series comes: from `starts_on` on, at a minute of the day on the wall clock of `zone`."""

    starts_on: date
    minute: int
    zone: str
    every_weeks: int = 1
    times: int | None = None
    until: date | None = None

    @property
    def step(self) -> timedelta:
        """How far apart two days are."""
        return timedelta(days=WEEK * self.every_weeks)


@dataclass(frozen=True)
class Occurrence:
    """One day of a series and when it begins then; `is_moved_on` where clocks jump over that time."""

    day: date
    starts_at: datetime
    is_moved_on: bool = False


def read(draft: RepeatDraft, *, starts_on: date, minute: int, zone: str) -> Rule:
    """Return the rule that was typed, for a series that starts then.

    Raises:
        StepRefused, EndRefused, TimesRefused, DayMalformed, NoSuchDay, EndsTooSoon, SeriesTooLong, SeveralRefused.
    """
    readers: dict[str, Callable[[], Any]] = {
        "every_weeks": lambda: _number(draft.every_weeks, 1, WEEKS_AT_MOST, StepRefused),
        "ends": lambda: _end(draft),
    }
    wanted = edits.read(readers)
    times, until = wanted["ends"]
    rule = Rule(starts_on, minute, zone, wanted["every_weeks"], times, until)
    if until is not None and starts_on + rule.step > until:
        raise EndsTooSoon
    refuse_too_long(rule)
    return rule


def read_times(typed: str, *, at_least: int = TIMES_AT_LEAST) -> int:
    """Return how many times.

    Raises:
        TimesRefused.
    """
    return _number(typed, at_least, TIMES_AT_MOST, TimesRefused)


def occurrences(rule: Rule) -> tuple[Occurrence, ...]:
    """Return when a series comes, in order. A time that clocks jump over is the first that exists after it."""
    return tuple(on(rule, rule.starts_on + count * rule.step) for count in range(_count(rule)))


def on(rule: Rule, day: date) -> Occurrence:
    """Return when a series comes on one of its days."""
    at = wall_clock.nearest(day, rule.minute, rule.zone)
    return Occurrence(day, at, is_moved_on=wall_clock.local(at, rule.zone) != wall_clock.normal(day, rule.minute))


def after(rule: Rule, day: date, times: int) -> Rule:
    """Return the rule that goes on, so many times, after one of the days of another."""
    return replace(rule, starts_on=day + rule.step, times=times, until=None)


def refuse_too_long(rule: Rule) -> None:
    """Refuse what nobody plans.

    Raises:
        SeriesTooLong.
    """
    count = _count(rule)
    if count > OCCURRENCES_AT_MOST or (count - 1) * rule.step > LASTS_AT_MOST:
        raise SeriesTooLong


def _count(rule: Rule) -> int:
    if rule.until is not None:
        return max(0, (rule.until - rule.starts_on) // rule.step + 1)
    return rule.times or 0


def _end(draft: RepeatDraft) -> tuple[int | None, date | None]:
    match draft.ends:
        case "times":
            return read_times(draft.times), None
        case "until":
            return None, wall_clock.parse_day(draft.until, field="until")
        case _:
            raise EndRefused


def _number(typed: str, least: int, most: int, refused: type[Refused]) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_AT_MOST and least <= int(text) <= most):
        raise refused
    return int(text)
