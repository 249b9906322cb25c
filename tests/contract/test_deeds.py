"""Whatever is in a journal has its sentence, in both languages, whoever did it and by whatever method."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from mycharlotte import deeds
from mycharlotte.domain.audit import Action
from mycharlotte.domain.journal import KINDS, Event, Kind
from mycharlotte.locales import languages
from mycharlotte.models.access import Method

METHODS = (None, "", "password", *Method)


def event(action: Action, **details: Any) -> Event:
    """Something that happened at noon."""
    return Event(at=datetime(2026, 11, 24, 12, tzinfo=UTC), action=action, kind=KINDS[action], **details)


def say(action: Action, **details: Any) -> str:
    """Say it in French."""
    return deeds.sentence(event(action, **details), "fr")


def test_every_event_has_a_sentence_of_its_own() -> None:
    assert set(deeds.SENTENCES) == set(KINDS)
    assert len(set(deeds.SENTENCES.values())) == len(KINDS)


def test_every_kind_has_a_name() -> None:
    assert set(deeds.KINDS) == set(Kind)


@pytest.mark.parametrize("action", KINDS)
@pytest.mark.parametrize("language", languages())
def test_every_event_can_be_said(action: Action, language: str) -> None:
    for method, name, count, is_refused in itertools.product(METHODS, ("", "{by}"), (0, 1, 4), (True, False)):
        for others in ({}, {"to": "Paul"}, {"by": "Paul", "is_by_another": True}, {"is_by_another": True}):
            happened = event(action, method=method, name=name, count=count, is_refused=is_refused, **others)
            said = deeds.sentence(happened, language)
            assert said.strip()
            assert "{" not in said.replace("{by}", "")
            assert not said.endswith(".")


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("mail", "avec un code reçu par e-mail"),
        ("app", "avec un code de votre application"),
        ("passkey", "avec une clé d’accès"),
        ("backup", "avec un code de secours"),
        ("rescue", "avec un code de dépannage"),
        ("", "depuis un appareil de confiance"),
        (None, "Votre compte a été ouvert"),
        ("of-tomorrow", "Votre compte a été ouvert"),
    ],
)
def test_a_sign_in_tells_how(method: str | None, said: str) -> None:
    assert say(Action.SIGNED_IN, method=method).endswith(said)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Une autre session a été fermée"),
        (1, "1 autre session a été fermée"),
        (4, "Les 4 autres sessions ont été fermées"),
    ],
)
def test_closed_sessions_are_counted(count: int, said: str) -> None:
    assert say(Action.SESSION_REVOKED, count=count) == said


def test_a_passkey_is_named_when_its_name_is_known() -> None:
    assert say(Action.PASSKEY_ADDED, name="Pixel {x}") == "La clé d’accès «\u00a0Pixel {x}\u00a0» a été ajoutée"
    assert say(Action.PASSKEY_ADDED) == "Une clé d’accès a été ajoutée"


def test_a_rescue_is_said_from_where_one_stands() -> None:
    issued = Action.RESCUE_ISSUED
    assert say(issued, to="Paul Girard") == "Vous avez créé un code de dépannage pour Paul Girard"
    assert say(issued, by="Agathe", is_by_another=True) == "Agathe a créé un code de dépannage pour vous"
    assert say(issued, is_by_another=True) == "Un administrateur a créé un code de dépannage pour vous"
    assert say(issued) == "Vous avez créé un code de dépannage pour un membre"


def test_what_was_refused_is_never_told_as_done() -> None:
    done = set(KINDS) - {Action.SIGN_IN_REFUSED, Action.CODE_REFUSED, Action.CONFIRMATION_REFUSED}
    for action in done:
        assert "refusée" in say(action, is_refused=True)
