"""The dates of a series in words, in both languages: pages change language without asking the server."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mycharlotte.domain import wall_clock
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Judged
from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_date, spoken_day_of, spoken_time
from mycharlotte.states import meeting_times
from mycharlotte.views.appointments import Spoken
from mycharlotte.views.series import CourseView, DateLine, DatesView, InsteadChoice


def dates(preview: Preview, zone: str, now: datetime) -> DatesView:
    """Say every date, what speaks against it, and what may be chosen instead."""
    return DatesView(
        lines=tuple(_line(one, zone, now) for one in preview.dates),
        count=len(preview.dates),
        to_settle=preview.to_settle,
        booked=preview.booked,
        may_keep=sum(one.action is None and not one.is_blocked for one in preview.dates),
        seen=preview.seen,
    )


def course(found: CourseView, zone: str) -> CourseView:
    """Say when each appointment of a series is."""
    lines = tuple(
        replace(
            one,
            when=meeting_times.told(
                datetime.fromisoformat(one.starts_at), datetime.fromisoformat(one.ends_at), zone=zone
            ),
        )
        for one in found.lines
    )
    return replace(found, lines=lines)


def _line(one: Judged, zone: str, now: datetime) -> DateLine:
    wanted = one.wanted
    is_elsewhere = one.at is not None and one.at != wanted.starts_at
    return DateLine(
        key=wanted.key,
        when=_said(wanted.starts_at, zone, now),
        was=_said(wanted.was_at, zone, now) if wanted.was_at else Spoken(),
        instead_words=_said(one.at, zone, now) if is_elsewhere and one.at else Spoken(),
        conflicts=tuple(str(conflict) for conflict in one.conflicts),
        is_moved_on=wanted.is_moved_on,
        is_by_hand=wanted.is_by_hand,
        may_keep=not one.is_blocked,
        action=one.action or "",
        instead=tuple(InsteadChoice(_typed(at, zone), _said(at, zone, now)) for at in one.instead),
    )


def _said(at: datetime, zone: str, now: datetime) -> Spoken:
    """Say a day and a time, with the year when it is another: never « demain », which stands badly in a list."""
    return Spoken(*(_spoken(language, at, zone, now) for language in ("fr", "en")))


def _spoken(language: str, at: datetime, zone: str, now: datetime) -> str:
    if at.astimezone(ZoneInfo(zone)).year != now.astimezone(ZoneInfo(zone)).year:
        return spoken_date(language, at, zone)
    return say(language, "{day} à {time}", day=spoken_day_of(language, at, zone), time=spoken_time(language, at, zone))


def _typed(at: datetime, zone: str) -> str:
    day, minute = wall_clock.local(at, zone)
    return f"{day.isoformat()}T{wall_clock.said(minute)}"
