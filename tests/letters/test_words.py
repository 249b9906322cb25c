"""Words and dates agree with the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mycharlotte.locales import languages, say, say_n
from mycharlotte.locales.dates import spoken_date, spoken_time

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 23, 22, 0, tzinfo=ZoneInfo(PARIS))


def at(*when: int) -> datetime:
    """An instant in Paris."""
    return datetime(*when, tzinfo=ZoneInfo(PARIS))  # type: ignore[arg-type]


def test_french_and_english_are_spoken() -> None:
    assert languages() == ["fr", "en"]


def test_french_is_said_as_it_is_written() -> None:
    assert say("fr", "Bonjour {name},", name="Camille") == "Bonjour Camille,"


def test_english_is_looked_up() -> None:
    assert say("en", "Bonjour {name},", name="Zelda") == "Hello Zelda,"


def test_a_sentence_or_a_language_that_is_not_known_is_said_in_french() -> None:
    assert say("en", "Une phrase que personne n’a traduite") == "Une phrase que personne n’a traduite"
    assert say("../../etc", "Bonjour,") == "Bonjour,"


def test_braces_in_a_value_are_left_alone() -> None:
    assert say("en", "Bonjour {name},", name="{code}") == "Hello {code},"


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [(0, "minute", "minutes"), (1, "minute", "minute"), (2, "minutes", "minutes"), (1.5, "minute", "minutes")],
)
def test_french_says_zero_and_one_alike_and_english_only_one(n: float, french: str, english: str) -> None:
    singular = "Il est valable {n} minute, jusqu’à {time}, et ne sert qu’une fois."
    plural = "Il est valable {n} minutes, jusqu’à {time}, et ne sert qu’une fois."
    assert f" {n} {french}," in say_n("fr", singular, plural, n, time="")
    assert f" {n} {english}," in say_n("en", singular, plural, n, time="")


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        (at(2026, 11, 23, 23, 0), "aujourd’hui à 23 h", "today at 23:00"),
        (at(2026, 11, 24, 0, 5), "demain à 0 h 05", "tomorrow at 0:05"),
        (at(2026, 11, 22, 18, 30), "hier à 18 h 30", "yesterday at 18:30"),
        (at(2026, 11, 25, 10, 30), "mercredi 25 novembre à 10 h 30", "Wednesday 25 November at 10:30"),
        (at(2026, 12, 1, 9, 0), "mardi 1er décembre à 9 h", "Tuesday 1 December at 9:00"),
        (at(2027, 1, 11, 9, 0), "lundi 11 janvier 2027 à 9 h", "Monday 11 January 2027 at 9:00"),
    ],
)
def test_a_date_is_said_as_people_say_it(when: datetime, french: str, english: str) -> None:
    assert spoken_date("fr", when, PARIS, NOW).replace("\u00a0", " ") == french
    assert spoken_date("en", when, PARIS, NOW) == english


def test_what_is_near_depends_on_where_one_is() -> None:
    late = at(2026, 11, 24, 0, 30)
    assert spoken_date("en", late, PARIS, NOW) == "tomorrow at 0:30"
    assert spoken_date("en", late, "Europe/London", NOW) == "today at 23:30"


def test_without_a_present_a_date_is_said_in_full() -> None:
    assert spoken_date("en", NOW, PARIS) == "Monday 23 November 2026 at 22:00"


def test_an_hour_stays_on_one_line() -> None:
    assert spoken_time("fr", at(2026, 11, 24, 10, 30), PARIS) == "10\u00a0h\u00a030"
