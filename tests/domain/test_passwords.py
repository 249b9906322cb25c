"""Passwords count to their last byte, match however the keyboard composes letters, and need the pepper."""

from collections.abc import Iterator

import bcrypt
import pytest

from mycharlotte.config import settings
from mycharlotte.domain import keys, passwords
from mycharlotte.domain.passwords import Weakness, hashed, matches, weaknesses

GOOD = "Lilas-Violette-2026"


@pytest.fixture
def another_pepper() -> Iterator[None]:
    """For the time of a test, keys are those of another installation."""
    keys.configure(lambda purpose: settings().key(f"another/{purpose}"))
    yield
    keys.configure(settings().key)


def test_the_right_password_matches_and_another_does_not() -> None:
    kept = hashed(GOOD)
    assert matches(GOOD, kept)
    assert not matches(GOOD + " ", kept)
    assert not matches(GOOD.lower(), kept)
    assert not matches("", kept)


def test_the_same_password_is_never_kept_twice_alike() -> None:
    assert hashed(GOOD) != hashed(GOOD)


@pytest.mark.parametrize("length", [72, 73, 127, 999])
def test_every_byte_counts_however_long_the_password_is(length: int) -> None:
    kept = hashed("a" * length + "b")
    assert matches("a" * length + "b", kept)
    assert not matches("a" * length + "c", kept)
    assert not matches("a" * length, kept)


def test_a_hundred_bytes_of_emoji_count_to_the_last_one() -> None:
    flowers = "🌸" * 24
    assert len((flowers + "🌷").encode()) == 100
    kept = hashed(flowers + "🌷")
    assert matches(flowers + "🌷", kept)
    assert not matches(flowers + "🌹", kept)


def test_what_follows_a_null_character_counts() -> None:
    assert not matches("Lilas\x00Rose", hashed("Lilas\x00Violette"))


@pytest.mark.parametrize(("typed", "composed"), [("e\u0301te\u0301", "été"), ("Ｌｉｌａｓ", "Lilas"), ("ﬁn", "fin")])
def test_letters_match_however_the_keyboard_composes_them(typed: str, composed: str) -> None:
    assert matches(typed, hashed(composed))


def test_half_a_character_is_a_wrong_password_not_a_fault() -> None:
    assert not matches("\ud83c", hashed(GOOD))


@pytest.mark.usefixtures("another_pepper")
def test_a_stolen_hash_is_no_use_with_another_pepper() -> None:
    elsewhere = hashed(GOOD)
    keys.configure(settings().key)
    assert not matches(GOOD, elsewhere)


def test_an_unknown_address_costs_a_comparison_as_slow_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    compare = bcrypt.checkpw

    def noted(password: bytes, kept: bytes) -> bool:
        compared.append(kept[:7])
        return compare(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", noted)
    matches(GOOD, hashed("Another-2026-password"))
    assert not matches(GOOD, "")
    assert not matches("", "")
    assert compared == [b"$2b$%02d$" % passwords.COST] * 3


@pytest.mark.parametrize(
    ("password", "found"),
    [
        (GOOD, []),
        ("Été-à-Nouméa-3", []),
        ("Courte1", [Weakness.TOO_SHORT]),
        ("Aa1" + "x" * 125, []),
        ("Aa1" + "x" * 126, [Weakness.TOO_LONG]),
        ("lilas-violette-2026", [Weakness.NO_UPPER]),
        ("LILAS-VIOLETTE-2026", [Weakness.NO_LOWER]),
        ("Lilas-Violette", [Weakness.NO_DIGIT]),
        ("", [Weakness.TOO_SHORT, Weakness.NO_UPPER, Weakness.NO_LOWER, Weakness.NO_DIGIT]),
        ("Camille.Moreau1@Example.org", [Weakness.PERSONAL]),
    ],
)
def test_every_weakness_is_told_at_once(password: str, found: list[Weakness]) -> None:
    assert weaknesses(password, about=("camille.moreau1@example.org", "Camille", "")) == found


def test_a_password_that_everyone_tries_first_is_refused() -> None:
    common = next(word for word in passwords.COMMON if len(word) >= passwords.MIN_LENGTH)
    assert Weakness.COMMON in weaknesses(common)
    assert Weakness.COMMON in weaknesses(common.upper())
