"""The doors of the authenticator app: the key, its activation, its removal."""

import base64
import time
from collections.abc import Iterator
from datetime import timedelta

import oathtool
import pytest
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.domain import authenticator, backup_codes, sessions
from mycharlotte.domain.authenticator import CLOCK_STEPS, STEP_SECONDS
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import AuthenticatorApp
from mycharlotte.states import flash
from mycharlotte.views.viewer import Viewer
from tests.http.visitor import Visitor, visiting
from tests.servers.application import Application, hold

JSON = {"Accept": "application/json"}
PAGE = routes.AUTHENTICATOR
LAPTOP = Origin("Firefox, Linux", "")


@pytest.fixture
def member(application: Application) -> Iterator[Visitor]:
    """Someone signed in."""
    with visiting(application) as someone:
        hold(someone.browser, application.session_of(someone.email))
        yield someone


@pytest.fixture
def equipped(member: Visitor) -> tuple[Visitor, str]:
    """Someone signed in whose app is active since a quarter of an hour, and its key."""
    earlier = now() - timedelta(minutes=15)
    viewer = viewer_of(member)
    with member.application.in_use():
        with db.transaction() as session:
            key = authenticator.begin(session, by=viewer, now=earlier).key
        with db.transaction() as session:
            first = oathtool.generate_otp(key, int(earlier.timestamp()) // STEP_SECONDS)
            authenticator.activate(session, by=viewer, code=first, origin=LAPTOP, now=earlier)
    hold(member.browser, member.application.session_of(member.email))
    return member, key


def viewer_of(member: Visitor) -> Viewer:
    with member.application.in_use(), db.reading() as session:
        viewer = sessions.resume(session, token=member.cookie("session"), now=now())
    assert viewer
    return viewer


def step() -> int:
    return int(time.time()) // STEP_SECONDS


def code(key: str, later: int = 0) -> str:
    """What a phone shows, some steps from now. The step under way and the next are good for half a minute at least."""
    return oathtool.generate_otp(key, step() + later)


def wrong_code(key: str) -> str:
    """Six digits that this app shows neither now nor within the hour."""
    near = {oathtool.generate_otp(key, n) for n in range(step() - CLOCK_STEPS - 9, step() + CLOCK_STEPS + 9)}
    return next(guess for guess in (f"{n:06}" for n in range(1000)) if guess not in near)


def ask(member: Visitor) -> dict[str, str]:
    answer = member.browser.post(routes.POST_AUTHENTICATOR_KEY, headers=JSON)
    assert answer.status_code == 200
    return answer.json()


def activate(member: Visitor, typed: str, password: str = seed.PASSWORD) -> str:
    """Send the form of activation; return where it leads."""
    form = {"code": typed, "password": password}
    return member.browser.post(routes.POST_AUTHENTICATOR, data=form).headers["location"]


def remove(member: Visitor, typed: str, password: str = seed.PASSWORD) -> str:
    """Send the form of removal; return where it leads."""
    form = {"code": typed, "password": password}
    return member.browser.post(routes.POST_AUTHENTICATOR_REMOVAL, data=form).headers["location"]


def generate(member: Visitor) -> list[str]:
    """Give someone backup codes, and the cookie that comes with them."""
    drawn = backup_codes.draw(())
    hashed, viewer = backup_codes.hash_all(drawn), viewer_of(member)
    with member.application.in_use(), db.transaction() as session:
        token = backup_codes.replace(session, by=viewer, hashed=hashed, origin=LAPTOP, now=now())
    hold(member.browser, {member.application.cookie("session"): token})
    return drawn


def let_time_pass(member: Visitor, minutes: int) -> None:
    """Make the key this much older."""
    with member.application.in_use(), db.transaction() as session:
        app = session.exec(
            select(AuthenticatorApp).join(Person).where(Person.email == member.email)  # type: ignore[arg-type]
        ).one()
        app.created_at -= timedelta(minutes=minutes)
        session.add(app)


def is_active(member: Visitor) -> bool:
    with member.application.in_use(), db.reading() as session:
        person = session.exec(select(Person).where(Person.email == member.email)).one()
        return authenticator.is_active(session, person_id=person.id or 0)


def test_the_key_comes_as_text_as_a_drawing_and_as_a_link_and_is_kept_nowhere(member: Visitor) -> None:
    answer = member.browser.post(routes.POST_AUTHENTICATOR_KEY, headers=JSON)
    found = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert set(found) == {"key", "uri", "qr"}
    assert f"secret={found['key']}" in found["uri"]
    kind, _, drawing = found["qr"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(drawing).startswith(b"<svg ")


def test_nobody_gets_a_key_without_a_session(application: Application) -> None:
    with application.client() as stranger:
        answer = stranger.post(routes.POST_AUTHENTICATOR_KEY, headers=JSON)
        assert answer.json() == {"to": routes.sign_in(PAGE)}
        plain = stranger.post(routes.POST_AUTHENTICATOR_KEY)
        assert (plain.status_code, plain.headers["location"]) == (303, routes.sign_in(PAGE))


@pytest.mark.parametrize(
    "door", [routes.POST_AUTHENTICATOR_KEY, routes.POST_AUTHENTICATOR, routes.POST_AUTHENTICATOR_REMOVAL]
)
def test_a_page_from_elsewhere_opens_no_door(member: Visitor, door: str) -> None:
    assert member.browser.post(door, headers={"Origin": "https://example.org"}).status_code == 403


@pytest.mark.parametrize("door", [routes.POST_AUTHENTICATOR, routes.POST_AUTHENTICATOR_REMOVAL])
def test_whoever_is_not_signed_in_is_led_to_the_first_page(application: Application, door: str) -> None:
    with application.client() as stranger:
        answer = stranger.post(door, data={"code": "123456", "password": seed.PASSWORD})
    assert answer.headers["location"] == routes.sign_in(PAGE)


def test_the_key_is_the_same_for_ten_minutes(member: Visitor) -> None:
    key = ask(member)["key"]
    let_time_pass(member, 9)
    assert ask(member)["key"] == key
    let_time_pass(member, 11)
    assert ask(member)["key"] != key


def test_once_the_app_is_active_its_key_is_never_shown_again(equipped: tuple[Visitor, str]) -> None:
    assert ask(equipped[0]) == {"to": PAGE}


def test_the_password_and_a_code_activate_the_app_under_a_new_cookie(member: Visitor) -> None:
    before, elsewhere = member.cookie("session"), member.application.session_of(member.email)
    key = ask(member)["key"]

    assert activate(member, code(key)) == PAGE

    assert member.done(PAGE) == "app-added"
    assert is_active(member)
    assert member.cookie("session") != before
    assert member.is_in()
    hold(member.browser, elsewhere)
    assert not member.is_in()
    member.receive("Application d’authentification ajoutée")


def test_a_wrong_password_uses_up_neither_the_key_nor_the_code(member: Visitor) -> None:
    key = ask(member)["key"]
    shown = code(key)

    assert activate(member, shown, "Pas-Le-Bon-2026") == PAGE

    assert member.told(PAGE) == "Ce n’est pas votre mot de passe actuel."
    assert not is_active(member)
    assert ask(member)["key"] == key
    activate(member, shown)
    assert is_active(member)


def test_a_refused_code_says_why_and_comes_back_to_no_page(member: Visitor) -> None:
    key = ask(member)["key"]
    for typed, said in (
        (wrong_code(key), "Ce n’est pas le code que votre application affiche en ce moment."),
        (code(key, 8), "L’heure de votre téléphone avance d’environ 4 minutes."),
        (code(key, -8), "L’heure de votre téléphone retarde d’environ 4 minutes."),
        (f"{key[:4]} {key[4:]}", "C’est la clé de configuration\u00a0: collez-la dans votre application."),
        ("12345", "Le code compte 6 chiffres."),
    ):
        assert activate(member, typed) == PAGE
        sealed = flash.unseal(member.cookie("flash"), path=PAGE, language="fr")
        assert sealed.refusal.sentence.startswith(said)
        assert (sealed.refusal.field, sealed.typed) == ("code", {})
    assert not is_active(member)


def test_a_page_left_open_more_than_ten_minutes_gets_a_new_key(member: Visitor) -> None:
    key = ask(member)["key"]
    let_time_pass(member, 10)

    activate(member, code(key))

    assert member.told(PAGE).startswith("Cette page est restée ouverte plus de dix minutes.")
    anew = ask(member)["key"]
    assert anew != key
    activate(member, code(anew))
    assert is_active(member)


def test_the_password_and_a_code_of_the_app_remove_it(equipped: tuple[Visitor, str]) -> None:
    member, key = equipped
    before = member.cookie("session")

    assert remove(member, code(key)) == PAGE

    assert member.done(PAGE) == "app-removed"
    assert not is_active(member)
    assert member.cookie("session") != before
    assert member.is_in()
    member.receive("Application d’authentification retirée")


def test_the_password_and_a_backup_code_remove_the_app(equipped: tuple[Visitor, str]) -> None:
    member, _ = equipped
    kept = generate(member)[0].lower()

    remove(member, f"{kept[:5]}-{kept[5:]}")

    assert member.done(PAGE) == "app-removed"
    assert not is_active(member)
    member.receive("code de secours")


def test_a_wrong_password_removes_nothing_and_uses_up_no_code(equipped: tuple[Visitor, str]) -> None:
    member, key = equipped
    kept, shown = generate(member), code(key)
    for typed in (kept[0], shown):
        assert remove(member, typed, "Pas-Le-Bon-2026") == PAGE
        assert member.told(PAGE) == "Ce n’est pas votre mot de passe actuel."
    assert is_active(member)
    remove(member, shown)
    assert not is_active(member)


def test_a_refused_removal_says_why(equipped: tuple[Visitor, str]) -> None:
    member, key = equipped
    kept = generate(member)
    for typed, said in (
        (wrong_code(key), "Ce n’est pas le code que votre application affiche en ce moment."),
        (kept[0][:2] + "00000000", "Ce n’est pas un de vos codes de secours."),
        ("K7M2-9QTR", "Écrivez les 6 chiffres que votre application affiche, ou un de vos codes de secours"),
    ):
        assert remove(member, typed) == PAGE
        assert member.told(PAGE).startswith(said)
    assert is_active(member)


def test_without_an_app_there_is_nothing_to_remove(member: Visitor) -> None:
    assert remove(member, "123456") == PAGE
    assert member.told(PAGE) == "Aucune application n’est configurée sur ce compte."


def test_the_log_holds_neither_the_key_nor_a_code(member: Visitor) -> None:
    key = ask(member)["key"]
    shown = code(key)
    activate(member, wrong_code(key))
    activate(member, shown)
    assert is_active(member)
    log = member.application.log_text()
    assert key not in log
    assert shown not in log
