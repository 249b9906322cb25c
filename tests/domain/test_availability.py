"""When a companion receives: hours of the week with their dates, the days that differ, midnight and clock changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycharlotte import db
from mycharlotte.domain import availability
from mycharlotte.models.availability import ExceptionalDay, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.agenda import receives
from tests.domain.neighbours import bubble, new_bubble

pytestmark = pytest.mark.usefixtures("database")
MONDAY = date(2026, 11, 23)


def given_hours(who: Person, **columns: Any) -> None:
    with db.transaction() as session:
        session.add(Hours(person_id=id_of(who), bubble_id=id_of(bubble()), **columns))


def differs(
    who: Person, day: date, starts: int | None = None, ends: int | None = None, of: Bubble | None = None
) -> None:
    with db.transaction() as session:
        times = {"day": day, "starts": starts, "ends": ends}
        session.add(ExceptionalDay(person_id=id_of(who), bubble_id=id_of(of or bubble()), **times))


def windows(who: Person, since: date, until: date, zone: str = "Europe/Paris", of: Bubble | None = None) -> list[str]:
    with db.reading() as session:
        found = availability.windows(
            session, person_id=id_of(who), bubble_id=id_of(of or bubble()), since=since, until=until, zone=zone
        )
    return [f"{one.starts_at:%d %H:%M}-{one.ends_at:%d %H:%M}" for one in found]


def test_a_week_has_the_hours_of_its_days(cast: Cast) -> None:
    receives(cast.camille, 0, 2)
    week = windows(cast.camille, MONDAY, MONDAY + timedelta(days=6))
    assert week == ["23 08:00-23 16:00", "25 08:00-25 16:00"]


def test_hours_with_dates_are_given_from_the_first_to_the_last_included(cast: Cast) -> None:
    weekly = {"weekday": 0, "starts": 540, "ends": 600}
    given_hours(cast.camille, since=MONDAY, until=MONDAY + timedelta(days=7), **weekly)
    found = windows(cast.camille, MONDAY - timedelta(days=7), MONDAY + timedelta(days=30))
    assert found == ["23 08:00-23 09:00", "30 08:00-30 09:00"]


def test_a_day_that_differs_has_its_own_hours_or_none(cast: Cast) -> None:
    receives(cast.camille, 0, 1, 2)
    differs(cast.camille, MONDAY)
    differs(cast.camille, MONDAY + timedelta(days=1), 600, 660)
    differs(cast.camille, MONDAY + timedelta(days=1), 480, 540)
    found = windows(cast.camille, MONDAY, MONDAY + timedelta(days=2))
    assert found == ["24 07:00-24 08:00", "24 09:00-24 10:00", "25 08:00-25 16:00"]


def test_hours_and_days_are_of_one_bubble_and_one_companion(cast: Cast) -> None:
    receives(cast.camille, 0)
    differs(cast.camille, MONDAY, of=new_bubble("Autre"))
    differs(cast.agathe, MONDAY)
    assert windows(cast.camille, MONDAY, MONDAY) == ["23 08:00-23 16:00"]
    assert windows(cast.agathe, MONDAY, MONDAY) == []


def test_hours_until_midnight_end_when_the_day_does(cast: Cast) -> None:
    receives(cast.camille, 5, starts="22:00", ends="24:00")
    receives(cast.camille, 6, starts="00:00", ends="02:00")
    found = windows(cast.camille, date(2026, 10, 24), date(2026, 10, 25))
    assert found == ["24 20:00-24 22:00", "24 22:00-25 00:00"]


@pytest.mark.parametrize(
    ("zone", "day", "span", "window"),
    [
        ("Europe/Paris", date(2026, 10, 25), (60, 240), "24 23:00-25 03:00"),  # four hours of real time
        ("Europe/Paris", date(2027, 3, 28), (60, 240), "28 00:00-28 02:00"),
        ("Europe/Paris", date(2027, 3, 28), (150, 240), "28 01:00-28 02:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), (60, 180), "03 14:30-03 16:00"),
        ("Asia/Kolkata", date(2028, 2, 29), (540, 600), "29 03:30-29 04:30"),
    ],
)
def test_hours_hold_on_the_wall_clock(cast: Cast, zone: str, day: date, span: tuple[int, int], window: str) -> None:
    given_hours(cast.camille, weekday=day.weekday(), starts=span[0], ends=span[1])
    assert windows(cast.camille, day, day, zone) == [window]


def test_hours_within_the_hour_jumped_over_are_none(cast: Cast) -> None:
    given_hours(cast.camille, weekday=6, starts=120, ends=180)
    assert windows(cast.camille, date(2027, 3, 28), date(2027, 3, 28)) == []


def test_what_is_not_stored_yet_counts_in_its_transaction(cast: Cast) -> None:
    here = id_of(bubble())
    with db.transaction() as session:
        session.add(Hours(person_id=id_of(cast.camille), bubble_id=here, weekday=0, starts=540, ends=600))
        about: dict[str, Any] = {"person_id": id_of(cast.camille), "bubble_id": here, "zone": "Europe/Paris"}
        (found,) = availability.windows(session, since=MONDAY, until=MONDAY, **about)
    assert found.starts_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


minutes = st.integers(0, 1440)
spans = st.tuples(minutes, minutes, st.sampled_from(["", "Ici"])).filter(lambda one: one[0] < one[1])


@given(drawn=st.lists(spans, max_size=8))
def test_spans_put_apart_cover_the_same_minutes_once(drawn: list[tuple[int, int, str]]) -> None:
    found = availability.apart(drawn)
    covered = [minute for starts, ends, _ in found for minute in range(starts, ends)]
    assert sorted(covered) == covered
    assert set(covered) == {minute for starts, ends, _ in drawn for minute in range(starts, ends)}
    assert len(set(covered)) == len(covered)
