"""What pages show of when a companion receives. Lines hold their words, in both languages."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class WeekSpan(NamedTuple):
    """A span of every week: `weekday` is 0 on Monday, minutes are of the day; both dates are included."""

    weekday: int
    starts: int
    ends: int
    place: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class SpanView:
    """A span of the week, as its form holds it: `weekday` is 0 on Monday, times are « 09:30 », dates ISO or empty."""

    weekday: int = 0
    starts: str = ""
    ends: str = ""
    place: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Line:
    """A sentence in both languages."""

    french: str = ""
    english: str = ""


@dataclass(frozen=True)
class BubbleName:
    """A bubble where one receives."""

    ref: str = ""
    name: str = ""


@dataclass(frozen=True)
class WeekView:
    """The hours of a week in a bubble: the spans, the places to choose from, then all of it in sentences.

    `version` tells whether they were saved elsewhere meanwhile. `clashes` say when one receives in another bubble too.
    """

    bubble: BubbleName = BubbleName()
    spans: tuple[SpanView, ...] = ()
    version: str = ""
    places: tuple[str, ...] = ()
    summary: tuple[Line, ...] = ()
    clashes: tuple[Line, ...] = ()


@dataclass(frozen=True)
class ExceptionView:
    """A day to come that differs from its week. `booked` is how many appointments it already has outside its hours."""

    day: str = ""
    words: Line = Line()
    hours: Line = Line()
    booked: int = 0
