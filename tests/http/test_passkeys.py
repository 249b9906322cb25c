"""The doors of passkeys: what the browser is given, what it sends back, and where it is led."""

import json
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import sessions
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey
from mycharlotte.states import flash
from tests.device import Device
from tests.servers.application import Application

JSON = {"Accept": "application/json"}
CONFIRMATION = f"{routes.CONFIRMATION}?{routes.NEXT_PARAMETER}={routes.PASSKEYS}"


@pytest.fixture
def email(application: Application) -> str:
    """Someone new."""
    return application.newcomer()


@pytest.fixture
def browser(application: Application, email: str) -> Iterator[httpx.Client]:
    """Where they just signed in."""
    with application.client(cookies=application.session_of(email)) as signed_in:
        yield signed_in


def ask(browser: httpx.Client, name: str = "Téléphone") -> httpx.Response:
    """Send the form to the challenge's door, as the page does."""
    return browser.post(routes.POST_PASSKEY_CHALLENGE, data={"name": name}, headers=JSON)


def send(browser: httpx.Client, passkey: str, name: str = "Téléphone") -> httpx.Response:
    """Send the form itself."""
    return browser.post(routes.POST_PASSKEY, data={"name": name, "passkey": passkey})


def add(application: Application, browser: httpx.Client, name: str = "Téléphone") -> httpx.Response:
    """Add the passkey of a device."""
    return send(browser, Device().make(ask(browser, name).text, origin=application.url), name)


def kept(application: Application, email: str) -> list[Passkey]:
    """Return someone's passkeys."""
    with application.in_use(), db.reading() as session:
        return list(session.exec(select(Passkey).join(Person).where(Person.email == email)))


def wait_five_minutes(application: Application, email: str) -> None:
    """Let the proof of who someone is grow old."""
    with application.in_use(), db.transaction() as session:
        for one in session.exec(select(Session).join(Person).where(Person.email == email)):
            one.proved_at = now() - timedelta(minutes=5)


def said(application: Application, answer: httpx.Response) -> flash.Flash:
    """Read what the page will say."""
    sealed = answer.cookies.get(application.cookie("flash")) or ""
    return flash.unseal(sealed, path=routes.PASSKEYS, language="fr")


def token_in(application: Application, answer: httpx.Response) -> str:
    """Return the session's token that an answer gives."""
    return answer.cookies.get(application.cookie("session")) or ""


def test_the_challenge_is_for_this_host_and_kept_nowhere(browser: httpx.Client) -> None:
    answer = ask(browser)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["rp"]["id"] == "localhost"


def test_a_passkey_is_added_under_a_new_token_and_the_page_says_so(
    application: Application, email: str, browser: httpx.Client
) -> None:
    answer = add(application, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, routes.PASSKEYS)
    assert said(application, answer).done == "added"
    assert [passkey.name for passkey in kept(application, email)] == ["Téléphone"]
    with application.in_use(), db.reading() as session:
        assert sessions.resume(session, token=token_in(application, answer), now=now())
    assert browser.get(routes.PASSKEYS).status_code == 200


def test_a_passkey_is_removed_under_a_new_token_and_the_page_says_so(
    application: Application, email: str, browser: httpx.Client
) -> None:
    add(application, browser)
    (passkey,) = kept(application, email)
    answer = browser.post(routes.POST_PASSKEY_REMOVAL, data={"passkey": passkey.ref})
    assert (answer.status_code, answer.headers["location"]) == (303, routes.PASSKEYS)
    assert said(application, answer).done == "removed"
    assert kept(application, email) == []
    with application.in_use(), db.reading() as session:
        assert sessions.resume(session, token=token_in(application, answer), now=now())


def test_an_old_proof_leads_to_the_confirmation_and_back(
    application: Application, email: str, browser: httpx.Client
) -> None:
    add(application, browser)
    (passkey,) = kept(application, email)
    wait_five_minutes(application, email)
    challenge = ask(browser)
    assert (challenge.status_code, challenge.json()) == (200, {"to": CONFIRMATION})
    for answer in (
        send(browser, "{}"),
        browser.post(routes.POST_PASSKEY_REMOVAL, data={"passkey": passkey.ref}),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, CONFIRMATION)
    assert len(kept(application, email)) == 1


@pytest.mark.parametrize("door", [routes.POST_PASSKEY_CHALLENGE, routes.POST_PASSKEY, routes.POST_PASSKEY_REMOVAL])
def test_nobody_is_led_to_the_sign_in_page(application: Application, door: str) -> None:
    there = f"{routes.SIGN_IN}?{routes.NEXT_PARAMETER}={routes.PASSKEYS}"
    with application.client() as anonymous:
        assert anonymous.post(door, data={"name": "x"}, headers=JSON).json() == {"to": there}
        assert anonymous.post(door, data={"name": "x"}).headers["location"] == there


def test_a_name_is_refused_before_the_device_is_asked(browser: httpx.Client) -> None:
    answer = ask(browser, "x" * 61)
    assert answer.status_code == 422
    refusal = answer.json()["refusal"]
    assert (refusal["field"], refusal["sentence"]) == (
        "name",
        "Raccourcissez le nom de la clé\u00a0: 60 caractères au plus.",
    )


def test_what_another_site_obtained_is_refused_and_the_name_stays_typed(
    application: Application, email: str, browser: httpx.Client
) -> None:
    made = Device().make(ask(browser, "Ma clé").text, origin="https://imitation.example")
    answer = send(browser, made, "Ma clé")
    assert answer.headers["location"] == routes.PASSKEYS
    found = said(application, answer)
    assert found.refusal.by_field == {"passkey": "La clé d’accès n’a pas pu être ajoutée. Recommencez."}
    assert found.typed == {"name": "Ma clé"}
    assert kept(application, email) == []


@pytest.mark.parametrize("passkey", ["", "{}", "[" * 20_000, json.dumps({"id": "x" * 20_000})])
def test_garbage_is_refused_in_words(application: Application, browser: httpx.Client, passkey: str) -> None:
    ask(browser)
    answer = send(browser, passkey)
    assert answer.status_code == 303
    assert said(application, answer).refusal.field == "passkey"


def test_a_megabyte_is_not_even_read(browser: httpx.Client) -> None:
    ask(browser)
    assert send(browser, "x" * 1_000_000).status_code == 413


def test_a_passkey_sent_twice_is_added_once(application: Application, email: str, browser: httpx.Client) -> None:
    made = Device().make(ask(browser).text, origin=application.url)
    send(browser, made)
    again = send(browser, made)
    assert said(application, again).refusal.field == "passkey"
    assert len(kept(application, email)) == 1


def test_the_passkey_of_somebody_else_is_not_found(application: Application, email: str, browser: httpx.Client) -> None:
    add(application, browser)
    (passkey,) = kept(application, email)
    with application.client(cookies=application.session_of(application.newcomer())) as stranger:
        answer = stranger.post(routes.POST_PASSKEY_REMOVAL, data={"passkey": passkey.ref})
    assert said(application, answer).refusal.sentence == "Cette page ou cet élément est introuvable."
    assert len(kept(application, email)) == 1


def test_nothing_is_taken_from_a_page_of_another_site(application: Application, browser: httpx.Client) -> None:
    for door in (routes.POST_PASSKEY_CHALLENGE, routes.POST_PASSKEY, routes.POST_PASSKEY_REMOVAL):
        assert browser.post(door, headers={"Origin": "https://imitation.example"}).status_code == 403
