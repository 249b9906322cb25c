"""Calendars of strangers are read in a process that has limits, and that inherits nothing."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from mycharlotte.adapters import calendar_reader
from mycharlotte.domain.calendar_texts import Span
from mycharlotte.domain.outside_failures import Failure, Unread
from tests.domain.calendars import calendar, event

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def read(text: bytes) -> list[Span]:
    """Read a calendar, in Paris, now."""
    return calendar_reader.busy_times(
        text, zone="Europe/Paris", since=NOW - timedelta(days=1), until=NOW + timedelta(days=396), ours="x.example"
    )


def test_busy_times_come_back() -> None:
    assert read(calendar(event(starts="20261124T090000", ends="20261124T103000"))) == [
        (datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    ]
    assert read(calendar()) == []


def test_what_is_no_calendar_is_said() -> None:
    with pytest.raises(Unread) as unread:
        read(b"<html>")
    assert unread.value.failure is Failure.NOT_A_CALENDAR


def test_ten_years_of_a_full_agenda_are_read() -> None:
    days = (datetime(2019, 1, 1, 8, tzinfo=UTC) + timedelta(hours=24 * n) for n in range(3_300))
    text = calendar(
        *(
            event("DESCRIPTION:" + "x" * 1000, uid=f"{n}", starts=f"{at:%Y%m%dT%H0000}", ends=f"{at:%Y%m%dT%H4500}")
            for n, at in enumerate(days)
        )
    )
    assert len(read(text)) == 396


def test_ten_thousand_events_that_repeat_are_read_or_left_in_time() -> None:
    text = calendar(*(event("RRULE:FREQ=DAILY", uid=str(n)) for n in range(10_000)))
    before = os.times()
    with pytest.raises(Unread) as unread:
        read(text)
    after = os.times()
    assert unread.value.failure is Failure.TOO_FULL
    assert after.children_user + after.children_system - before.children_user - before.children_system < 15


def test_a_calendar_made_to_take_for_ever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_reader, "WHOLE_SECONDS", 3)
    every = ",".join(map(str, range(60)))
    with pytest.raises(Unread) as unread:
        read(calendar(event(f"RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE={every};BYSECOND={every}")))
    assert unread.value.failure is Failure.TOO_FULL


def test_our_secrets_are_not_there_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def run(*_args: object, **how: object) -> None:
        given.update(how)
        raise Unread(Failure.TOO_FULL)

    monkeypatch.setattr(calendar_reader.subprocess, "run", run)
    with pytest.raises(Unread):
        read(calendar())
    assert given["env"] == {}
