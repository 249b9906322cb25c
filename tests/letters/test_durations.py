"""Durations and notices are said as people say them, in both languages."""

import pytest

from mycharlotte.locales.durations import spoken_duration, spoken_lead, spoken_limit


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (0, "0 min", "0 min"),
        (5, "5 min", "5 min"),
        (45, "45 min", "45 min"),
        (60, "1 h", "1 h"),
        (65, "1 h 05", "1 h 5 min"),
        (90, "1 h 30", "1 h 30 min"),
        (24 * 60, "24 h", "24 h"),
        (48 * 60, "48 h", "48 h"),
        (72 * 60, "3 jours", "3 days"),
        (73 * 60, "73 h", "73 h"),
        (365 * 24 * 60, "365 jours", "365 days"),
    ],
)
def test_a_duration_is_said_in_minutes_hours_or_days_that_no_line_break_parts(
    minutes: int, french: str, english: str
) -> None:
    assert spoken_duration("fr", minutes) == french.replace(" ", "\u00a0")
    assert spoken_duration("en", minutes) == english.replace(" ", "\u00a0")


@pytest.mark.parametrize(("days", "said"), [(1, "1 jour à l’avance"), (60, "60 jours à l’avance")])
def test_how_early_is_said_in_days(days: int, said: str) -> None:
    assert spoken_lead("fr", days) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "jusqu’au début"), (1440, "jusqu’à 24\u00a0h avant"), (4320, "jusqu’à 3\u00a0jours avant")],
)
def test_until_when_is_said_before_the_start(minutes: int, said: str) -> None:
    assert spoken_limit("fr", minutes) == said
