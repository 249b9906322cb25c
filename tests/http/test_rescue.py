"""The door of rescue codes: a code once, as JSON, to whoever may give it; to anyone else, a reason or the way in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
import sqlmodel

from mycharlotte import db, routes, seed
from mycharlotte.models.access import Method
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import RescueCode
from tests.http.visitor import visiting
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble

JSON = {"Accept": "application/json"}
CHECK = "Appel au numéro de sa fiche ; j’ai reconnu sa voix."


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


@contextmanager
def signed_in(application: Application, email: str) -> Iterator[httpx.Client]:
    """A browser where someone is signed in."""
    with application.client(cookies=application.session_of(email)) as browser:
        yield browser


def reference(application: Application, email: str) -> str:
    """What the page calls someone."""
    with application.in_use(), db.reading() as session:
        return session.exec(sqlmodel.select(Person.ref).where(Person.email == email)).one()


def given_to(application: Application, email: str) -> list[RescueCode]:
    """The codes ever given to someone."""
    with application.in_use(), db.reading() as session:
        query = sqlmodel.select(RescueCode).join(Person, sqlmodel.col(Person.id) == RescueCode.person_id)
        return list(session.exec(query.where(Person.email == email)))


def ask(browser: httpx.Client, person: str, check: str = CHECK, **headers: str) -> httpx.Response:
    """Ask for a code as the page's script does."""
    return browser.post(routes.POST_RESCUE, data={"person": person, "identity_check": check}, headers=JSON | headers)


def test_an_admin_gets_a_code_once_and_nothing_keeps_the_answer(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask(browser, reference(application, bubble.patient))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"code", "until", "seconds"}
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", answer.json()["code"])
    assert re.fullmatch(r"\d{1,2}\u00a0h(\u00a0\d\d)?", answer.json()["until"])
    assert answer.json()["seconds"] == 3600
    assert answer.json()["code"] not in application.log_text()
    assert [code.identity_check for code in given_to(application, bubble.patient)] == [CHECK]


def test_the_person_signs_in_with_it_and_is_mailed_twice(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        code = ask(browser, reference(application, bubble.patient)).json()["code"]
    with visiting(application, bubble.patient) as person:
        person.receive("code de dépannage MyCharlotte a été créé")
        person.give_password()
        person.browser.post(routes.POST_METHOD, data={"method": Method.RESCUE})

        answer = person.browser.post(routes.POST_CODE, data={"method": Method.RESCUE, "code": code, "trust": "yes"})

        assert answer.headers["location"] == routes.HOME
        assert person.is_in()
        mail = person.receive("code de dépannage MyCharlotte a été utilisé")
        assert code not in mail.as_string()
        person.browser.post(routes.POST_SIGN_OUT)
        assert person.give_password().headers["location"] == routes.SIGN_IN_CODE


@pytest.mark.parametrize("who", ["companion", "patient"])
def test_a_member_who_runs_nothing_is_refused(application: Application, bubble: Members, who: str) -> None:
    with signed_in(application, getattr(bubble, who)) as browser:
        answer = ask(browser, reference(application, bubble.patient))
    assert answer.status_code == 422
    assert answer.json()["refusal"]["sentence"] == "Vous n’avez pas le droit de faire cela ici."
    assert given_to(application, bubble.patient) == []


def test_a_stranger_is_refused(application: Application, bubble: Members) -> None:
    with signed_in(application, application.newcomer()) as browser:
        assert ask(browser, reference(application, bubble.patient)).status_code == 422
    assert given_to(application, bubble.patient) == []


def test_the_admin_of_another_bubble_is_told_nothing(application: Application, bubble: Members) -> None:
    person = reference(application, bubble.patient)
    with signed_in(application, new_bubble(application).admin) as browser:
        known, unknown = ask(browser, person), ask(browser, "x" * 16)
    assert known.status_code == 422
    assert known.content == unknown.content
    assert given_to(application, bubble.patient) == []


def test_nobody_signed_in_is_led_to_the_sign_in_page(application: Application, bubble: Members) -> None:
    with application.client() as browser:
        answer = ask(browser, reference(application, bubble.patient))
    assert answer.json() == {"to": routes.sign_in(routes.RESCUE)}
    assert given_to(application, bubble.patient) == []


def test_an_old_proof_is_asked_for_again_then_the_code_comes(application: Application, bubble: Members) -> None:
    person = reference(application, bubble.patient)
    with signed_in(application, bubble.admin) as browser:
        grow_old(application, bubble.admin)
        assert ask(browser, person).json() == {"to": routes.confirmation(routes.RESCUE)}
        assert given_to(application, bubble.patient) == []

        proof = {"method": "password", "password": seed.PASSWORD, "next": routes.RESCUE}
        assert browser.post(routes.POST_CONFIRMATION, data=proof, headers=JSON).json() == {"to": routes.RESCUE}

        assert "code" in ask(browser, person).json()


def grow_old(application: Application, email: str) -> None:
    """Let five minutes pass since someone proved who they are."""
    with application.in_use(), db.transaction() as session:
        query = sqlmodel.select(SignedIn).join(Person, sqlmodel.col(Person.id) == SignedIn.person_id)
        for one in session.exec(query.where(Person.email == email)):
            one.proved_at = now() - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ("", "Écrivez comment vous avez vérifié l’identité de cette personne, en une phrase au moins."),
        ("Vue.", "Écrivez comment vous avez vérifié l’identité de cette personne, en une phrase au moins."),
        ("x" * 501, "Raccourcissez cette phrase\u00a0: 500 caractères au plus."),
        ("x" * 50_000, "Raccourcissez cette phrase\u00a0: 500 caractères au plus."),
    ],
)
def test_what_is_refused_is_said_beside_its_field(
    application: Application, bubble: Members, check: str, sentence: str
) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask(browser, reference(application, bubble.patient), check)
    assert answer.status_code == 422
    assert answer.json()["refusal"] == {
        "sentence": sentence,
        "field": "identity_check",
        "by_field": {"identity_check": sentence},
    }
    assert CHECK not in str(answer.headers)


def test_an_admin_does_not_help_themselves(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask(browser, reference(application, bubble.admin))
    assert answer.json()["refusal"]["sentence"].startswith("Demandez à un autre administrateur")


@pytest.mark.parametrize("person", ["", "\0", "x" * 5_000, "../..", "é"])
def test_what_names_nobody_is_not_found(application: Application, bubble: Members, person: str) -> None:
    with signed_in(application, bubble.admin) as browser:
        assert ask(browser, person).json()["refusal"]["field"] == "person"


def test_a_form_that_the_script_did_not_send_makes_no_code(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask(browser, reference(application, bubble.patient), Accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, routes.RESCUE)
    assert given_to(application, bubble.patient) == []


def test_another_site_makes_no_code(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask(browser, reference(application, bubble.patient), Origin="https://evil.example")
    assert answer.status_code == 403
    assert given_to(application, bubble.patient) == []


def test_the_sixth_code_of_a_day_for_one_person_is_refused(application: Application, bubble: Members) -> None:
    person = reference(application, bubble.patient)
    with signed_in(application, bubble.admin) as browser:
        assert all("code" in ask(browser, person).json() for _ in range(5))
        refused = ask(browser, person)
    assert refused.status_code == 422
    assert "Trop d’essais" in refused.json()["refusal"]["sentence"]
