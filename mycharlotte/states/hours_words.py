"""Hours in words, for their page."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from mycharlotte.domain import wall_clock, weekly_hours
from mycharlotte.domain.exceptional_days import Differing
from mycharlotte.domain.weekly_hours import Week
from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_zone
from mycharlotte.locales.weeks import spoken_day_and_year, spoken_range, spoken_spans, spoken_week, spoken_weekday
from mycharlotte.views.hours import BubbleName, ExceptionView, Line, SpanView, WeekSpan, WeekView
from mycharlotte.views.viewer import Viewer


def week(db: Session, *, viewer: Viewer, bubble_ref: str) -> WeekView:
    """Return the viewer's week in a bubble, as its page shows it.

    Raises:
        NotFound, NotAllowed.
    """
    found = weekly_hours.show(db, viewer=viewer, bubble_ref=bubble_ref)
    both = weekly_hours.also_elsewhere(db, viewer=viewer, week=found)
    return WeekView(
        bubble=BubbleName(found.bubble.ref, found.bubble.name),
        spans=tuple(_span(one) for one in found.spans),
        version=found.version,
        places=_places(found),
        summary=summary(found.spans),
        clashes=tuple(_both(lambda language, one=one: _clash(language, one[0], one[1].name)) for one in both),
    )


def summary(spans: Sequence[WeekSpan]) -> tuple[Line, ...]:
    """Say a week, a sentence for each group of days."""
    pairs = zip(spoken_week("fr", spans), spoken_week("en", spans), strict=True)
    return tuple(Line(french, english) for french, english in pairs)


def exception(found: Differing, *, today: date) -> ExceptionView:
    """Say a day that differs."""
    return ExceptionView(
        day=found.day.isoformat(),
        words=_both(lambda language: spoken_day_and_year(language, found.day, today)),
        hours=_both(lambda language: _day_hours(language, found.spans)),
        booked=found.booked,
    )


def zone(viewer: Viewer) -> Line:
    """Name the viewer's time zone."""
    return _both(lambda language: spoken_zone(language, viewer.timezone))


def today(viewer: Viewer, now: datetime) -> date:
    """Return the day it is where the viewer lives."""
    return wall_clock.local(now, viewer.timezone)[0]


def _day_hours(language: str, spans: Sequence[WeekSpan]) -> str:
    return spoken_spans(language, spans) if spans else say(language, "fermé")


def _clash(language: str, span: WeekSpan, bubble: str) -> str:
    return say(
        language,
        "{day}, {hours} : aussi dans « {bubble} »",
        day=spoken_weekday(language, span.weekday),
        hours=spoken_range(language, span.starts, span.ends),
        bubble=bubble,
    )


def _places(found: Week) -> tuple[str, ...]:
    """List the address of the bubble, then those already used."""
    known = [" ".join(found.bubble.address.split()), *(span.place for span in found.spans)]
    return tuple(dict.fromkeys(place for place in known if place))


def _span(one: WeekSpan) -> SpanView:
    since, until = (day.isoformat() if day else "" for day in (one.since, one.until))
    return SpanView(one.weekday, wall_clock.said(one.starts), wall_clock.said(one.ends), one.place, since, until)


def _both(said: Callable[[str], str]) -> Line:
    return Line(said("fr"), said("en"))
