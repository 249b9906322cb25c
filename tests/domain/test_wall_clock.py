"""Days and times as people type them, and the instants they are, nights when clocks change included."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycharlotte.domain import wall_clock
from mycharlotte.domain.wall_clock import DayMalformed, NoSuchDay, TimeMalformed, TimeSkipped

PARIS, LORD_HOWE = "Europe/Paris", "Australia/Lord_Howe"
ZONES = [PARIS, "Indian/Reunion", "America/Montreal", "Asia/Kolkata", LORD_HOWE, "America/Havana", "Africa/Casablanca"]
days = st.dates(date(2026, 1, 1), date(2028, 12, 31)) | st.sampled_from([date(2028, 2, 29), date(2027, 3, 28)])


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (" 24/11/2026 ", date(2026, 11, 24)),
        ("1.2.2027", date(2027, 2, 1)),
        ("29-02-2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: date) -> None:
    assert wall_clock.parse_day(typed, field="day") == day


@pytest.mark.parametrize(
    "typed", ["", "demain", "24/11", "24/11/26", "20261124", "٢٤/١١/٢٠٢٦", "2026-11-24T10:00", "\0"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(DayMalformed) as told:
        wall_clock.parse_day(typed, field="first")
    assert told.value.field == "first"


@pytest.mark.parametrize("typed", ["2026-02-31", "29/02/2027", "0000-01-01", "1999-12-31", "2200-01-01", "2026-13-01"])
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchDay):
        wall_clock.parse_day(typed, field="day")


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("9", 540),
        ("9h", 540),
        ("9 h 30", 570),
        ("09:30", 570),
        ("9.30", 570),
        ("0930", 570),
        ("930", 570),
        ("0", 0),
        ("23:59", 1439),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, minute: int) -> None:
    assert wall_clock.parse_minute(typed, field="time") == minute


@pytest.mark.parametrize(
    "typed", ["", "midi", "25:00", "24:00", "9:60", "9:5", "-1", "9:30:00", "१०:३०", "12345", "9" * 50]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(TimeMalformed):
        wall_clock.parse_minute(typed, field="time")


def test_midnight_ends_what_may_end_at_midnight_and_nothing_is_later() -> None:
    assert wall_clock.parse_minute("24 h", field="ends", to_midnight=True) == 1440
    with pytest.raises(TimeMalformed):
        wall_clock.parse_minute("24:01", field="ends", to_midnight=True)


def test_a_time_that_clocks_jump_over_is_refused_with_the_first_that_exists() -> None:
    with pytest.raises(TimeSkipped) as told:
        wall_clock.instant(date(2027, 3, 28), 150, PARIS)
    assert told.value.instead == "03:30"
    assert wall_clock.instant(date(2027, 3, 28), 180, PARIS) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert wall_clock.instant(date(2026, 10, 25), 150, PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_that_begin_in_the_hour_jumped_over_begin_when_it_would_end() -> None:
    three = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert {wall_clock.first_instant(date(2027, 3, 28), minute, PARIS) for minute in (120, 121, 150, 179, 180)} == {
        three
    }
    # Lord Howe: from 2:00 to 2:30.
    half_past = datetime(2026, 10, 3, 15, 30, tzinfo=UTC)
    assert {wall_clock.first_instant(date(2026, 10, 4), minute, LORD_HOWE) for minute in (120, 135, 150)} == {half_past}


@given(day=days, minute=st.integers(0, 1440), zone=st.sampled_from(ZONES))
def test_the_first_instant_shows_that_minute_or_the_first_after(day: date, minute: int, zone: str) -> None:
    at = wall_clock.first_instant(day, minute, zone)
    wanted = wall_clock.normal(day, minute)
    assert wall_clock.local(at, zone) >= wanted
    assert wall_clock.local(at - timedelta(minutes=1), zone) < wanted
    assert wall_clock.reader(day, zone)(minute) == at


@given(day=days, minute=st.integers(0, 1439), zone=st.sampled_from(ZONES))
def test_a_time_that_exists_comes_back_as_it_was(day: date, minute: int, zone: str) -> None:
    try:
        at = wall_clock.instant(day, minute, zone)
    except TimeSkipped:
        assert wall_clock.local(wall_clock.nearest(day, minute, zone), zone) > (day, minute)
        return
    assert wall_clock.local(at, zone) == (day, minute)
