"""What a form post says to the page it sends back to: ours alone, for that page alone, for two minutes."""

import base64
from datetime import timedelta

import pytest
import time_machine

from mycharlotte.domain.phone import PhoneTooShort
from mycharlotte.domain.sign_in import WrongCredentials
from mycharlotte.models.base import now
from mycharlotte.states import flash
from mycharlotte.states.flash import Flash

PATH = "/connexion"
TYPED = {"email": "camille@example.org"}


def sealed() -> str:
    """A refused sign-in, as its cookie holds it."""
    return flash.seal(WrongCredentials(), TYPED, path=PATH)


def test_the_page_finds_the_refusal_in_its_language_and_what_was_typed() -> None:
    found = {language: flash.unseal(sealed(), path=PATH, language=language) for language in ("fr", "en", "")}
    assert found["fr"].typed == TYPED
    assert found["fr"].refusal.field == "email"
    assert found["fr"].refusal.serial == 1
    assert found["fr"].refusal.sentence.startswith("L’adresse")
    assert found["en"].refusal.sentence.startswith("The email address")
    assert found[""] == found["fr"]


def test_nothing_can_be_read_in_the_cookie() -> None:
    raw = base64.urlsafe_b64decode(sealed())
    assert b"camille" not in raw
    assert sealed() != sealed()


def test_it_is_for_one_page() -> None:
    assert flash.unseal(sealed(), path="/connexion/code", language="fr") == Flash()


def test_it_lasts_two_minutes() -> None:
    text = sealed()
    with time_machine.travel(now() + timedelta(seconds=119)):
        assert flash.unseal(text, path=PATH, language="fr").typed == TYPED
    with time_machine.travel(now() + timedelta(seconds=122)):
        assert flash.unseal(text, path=PATH, language="fr") == Flash()


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "=" * 50, "{}", "a" * 4000, "\ud800"])
def test_what_is_not_ours_says_nothing(text: str) -> None:
    assert flash.unseal(text, path=PATH, language="fr") == Flash()


def test_a_changed_byte_anywhere_says_nothing() -> None:
    raw = base64.urlsafe_b64decode(flash.seal(PhoneTooShort(), {}, path=PATH))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert flash.unseal(base64.urlsafe_b64encode(changed).decode(), path=PATH, language="fr") == Flash()
