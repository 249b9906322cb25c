"""The days of a series, over clock changes, ends of months and a 29 February."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mycharlotte.domain import recurrence, wall_clock
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.recurrence import RepeatDraft, Rule

PARIS = "Europe/Paris"
ZONES = st.sampled_from([PARIS, "Indian/Reunion", "America/Montreal", "Asia/Kolkata"])
TUESDAY = date(2026, 11, 24)
WEEK = timedelta(weeks=1)


def rule(draft: RepeatDraft, *, starts_on: date = TUESDAY, minute: int = 10 * 60) -> Rule:
    """Return what is read of a draft."""
    return recurrence.read(draft, starts_on=starts_on, minute=minute, zone=PARIS)


def days(draft: RepeatDraft) -> list[str]:
    """Return the days of a series."""
    return [one.day.isoformat() for one in recurrence.occurrences(rule(draft))]


@given(
    starts_on=st.dates(date(2026, 9, 1), date(2028, 3, 15)),
    minute=st.integers(0, 24 * 60 - 1),
    zone=ZONES,
    every_weeks=st.integers(1, 4),
    times=st.integers(2, 52),
)
@example(starts_on=date(2026, 10, 18), minute=150, zone=PARIS, every_weeks=1, times=3)
@example(starts_on=date(2027, 3, 21), minute=150, zone=PARIS, every_weeks=1, times=3)
@example(starts_on=date(2028, 2, 22), minute=0, zone=PARIS, every_weeks=1, times=3)
@example(starts_on=date(2027, 1, 31), minute=600, zone="America/Montreal", every_weeks=4, times=13)
def test_a_series_keeps_its_weekday_its_spacing_and_its_time_on_the_wall_clock(
    starts_on: date, minute: int, zone: str, every_weeks: int, times: int
) -> None:
    found = recurrence.occurrences(Rule(starts_on, minute, zone, every_weeks, times=times))

    assert len(found) == times
    assert {one.day.weekday() for one in found} == {starts_on.weekday()}
    assert all(after.day - before.day == every_weeks * WEEK for before, after in pairwise(found))
    assert all(before.starts_at < after.starts_at for before, after in pairwise(found))
    for one in found:
        day, shown = wall_clock.local(one.starts_at, zone)
        assert day == one.day
        assert one.is_moved_on == (shown != minute)
        if one.is_moved_on:
            assert minute < shown <= minute + 60


@given(
    starts_on=st.dates(date(2026, 9, 1), date(2028, 3, 15)),
    every_weeks=st.integers(1, 4),
    spare=st.integers(0, 6),
    times=st.integers(2, 27),
)
def test_a_series_until_a_day_is_the_one_of_as_many_times(
    starts_on: date, every_weeks: int, spare: int, times: int
) -> None:
    until = starts_on + (times - 1) * every_weeks * WEEK + timedelta(days=spare)
    ending = RepeatDraft(str(every_weeks), "until", until=until.isoformat())
    counted = RepeatDraft(str(every_weeks), "times", times=str(times))

    assert recurrence.occurrences(rule(ending, starts_on=starts_on)) == recurrence.occurrences(
        rule(counted, starts_on=starts_on)
    )


def test_the_hour_that_clocks_skip_is_moved_on_that_night_alone() -> None:
    found = recurrence.occurrences(Rule(date(2027, 3, 21), 150, PARIS, times=3))

    assert [wall_clock.said(wall_clock.local(one.starts_at, PARIS)[1]) for one in found] == ["02:30", "03:30", "02:30"]
    assert [one.is_moved_on for one in found] == [False, True, False]


def test_the_last_day_is_part_of_it() -> None:
    assert days(RepeatDraft("2", "until", until="22/12/2026")) == ["2026-11-24", "2026-12-08", "2026-12-22"]
    assert days(RepeatDraft("2", "until", until="21/12/2026")) == ["2026-11-24", "2026-12-08"]


def test_a_series_goes_on_after_its_last_day() -> None:
    more = recurrence.after(rule(RepeatDraft("2", times="3")), date(2026, 12, 22), 2)

    assert [one.day.isoformat() for one in recurrence.occurrences(more)] == ["2027-01-05", "2027-01-19"]


@pytest.mark.parametrize(
    ("draft", "refused", "field"),
    [
        (RepeatDraft("0", times="3"), recurrence.StepRefused, "every_weeks"),
        (RepeatDraft("5", times="3"), recurrence.StepRefused, "every_weeks"),
        (RepeatDraft("², ", times="3"), recurrence.StepRefused, "every_weeks"),
        (RepeatDraft("1", times="1"), recurrence.TimesRefused, "times"),
        (RepeatDraft("1", times="53"), recurrence.TimesRefused, "times"),
        (RepeatDraft("1", times="-2"), recurrence.TimesRefused, "times"),
        (RepeatDraft("1", times=""), recurrence.TimesRefused, "times"),
        (RepeatDraft("1", "for ever"), recurrence.EndRefused, "ends"),
        (RepeatDraft("1", "until", until="31/02/2027"), wall_clock.NoSuchDay, "until"),
        (RepeatDraft("1", "until", until="30/11/2026"), recurrence.EndsTooSoon, "until"),
        (RepeatDraft("1", "until", until="2020-01-01"), recurrence.EndsTooSoon, "until"),
        (RepeatDraft("1", "until", until="2028-11-30"), recurrence.SeriesTooLong, "ends"),
        (RepeatDraft("4", "until", until="2199-12-31"), recurrence.SeriesTooLong, "ends"),
        (RepeatDraft("4", times="52"), recurrence.SeriesTooLong, "ends"),
    ],
)
def test_what_is_no_series_is_refused(draft: RepeatDraft, refused: type[Refused], field: str) -> None:
    with pytest.raises(refused) as told:
        rule(draft)
    assert told.value.field == field


def test_two_years_of_weeks_are_a_series() -> None:
    until = TUESDAY + 103 * WEEK
    assert len(days(RepeatDraft("1", "until", until=until.isoformat()))) == recurrence.OCCURRENCES_AT_MOST
    with pytest.raises(recurrence.SeriesTooLong):
        days(RepeatDraft("1", "until", until=(until + WEEK).isoformat()))


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SeveralRefused) as told:
        rule(RepeatDraft("9", times="many"))
    assert [one.field for one in told.value.refusals] == ["every_weeks", "times"]
