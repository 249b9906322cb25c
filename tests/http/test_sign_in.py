"""Signing in over HTTP: two form posts, and every way they may go wrong."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
import sqlmodel

from mycharlotte import db, routes, seed
from mycharlotte.domain import mailed_codes, tokens
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states import flash
from tests.http.visitor import Visitor, visiting
from tests.servers.application import PLAIN, Application, fresh_address, hold

WRONG = "Pas-Le-Bon-2026"


@pytest.fixture
def visitor(application: Application) -> Iterator[Visitor]:
    with visiting(application) as someone:
        yield someone


@pytest.fixture
def waiting(visitor: Visitor) -> Visitor:
    """Someone whose password was right, and who waits for the code."""
    visitor.give_password()
    return visitor


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_password_then_a_mailed_code_open_a_session(visitor: Visitor) -> None:
    answer = visitor.give_password(page=routes.sign_in(routes.SECURITY))
    assert (answer.status_code, answer.headers["location"]) == (303, routes.SIGN_IN_CODE)
    assert not visitor.is_in()
    answer = visitor.give_code(visitor.receive_code())
    assert (answer.status_code, answer.headers["location"]) == (303, routes.SECURITY)
    assert visitor.is_in()


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}{b} ", "{a}-{b}", "{a}\u00a0{b}\n"])
def test_a_code_may_be_typed_with_spaces(waiting: Visitor, typed: str) -> None:
    code = waiting.receive_code()
    waiting.give_code(typed.format(a=code[:3], b=code[3:]))
    assert waiting.is_in()


def test_every_step_has_new_cookies_and_leaves_the_ones_before_worthless(visitor: Visitor) -> None:
    chosen = {visitor.application.cookie(name): "chosen-by-an-attacker" for name in ("session", "attempt")}
    hold(visitor.browser, chosen)
    visitor.give_password()
    attempt = visitor.cookie("attempt")
    visitor.give_code(visitor.receive_code())
    assert len({attempt, visitor.cookie("session"), visitor.cookie("device"), "chosen-by-an-attacker"}) == 4
    assert visitor.is_in()
    assert visitor.cookie("attempt") == ""
    hold(visitor.browser, {visitor.application.cookie("attempt"): attempt})
    assert visitor.give_code(visitor.receive_code()).headers["location"] == routes.SIGN_IN
    hold(visitor.browser, {visitor.application.cookie("session"): attempt})
    assert not visitor.is_in()


def test_signing_in_again_ends_the_session_that_this_browser_had(visitor: Visitor) -> None:
    before = visitor.application.session_of(visitor.email)
    hold(visitor.browser, before)
    assert visitor.is_in()
    visitor.give_password()
    visitor.give_code(visitor.receive_code())
    assert visitor.is_in()
    hold(visitor.browser, before)
    assert not visitor.is_in()


def test_nothing_tells_an_unknown_address_from_a_wrong_password(application: Application) -> None:
    suspended = application.newcomer()
    with application.in_use(), db.transaction() as session:
        person = session.exec(sqlmodel.select(Person).where(Person.email == suspended)).one()
        person.suspended_at = now()
    known, unknown = application.newcomer(), f"{'x' * 12}@example.org"
    told, lengths = set(), set()
    for email, password in ((known, WRONG), (unknown, WRONG), (unknown, seed.PASSWORD), (suspended, seed.PASSWORD)):
        with visiting(application, email) as someone:
            answer = someone.give_password(password)
            assert answer.content == b""
            headers = {name: masked(value) for name, value in answer.headers.items() if name != "date"}
            told.add((answer.status_code, someone.told(routes.SIGN_IN), str(sorted(headers.items()))))
            lengths.add(len(someone.cookie("flash").strip("=")))
    assert len(told) == 1
    assert max(lengths) - min(lengths) <= 4  # the time of day is in it, with more or less digits


def masked(header: str) -> str:
    """A header without what is different each time."""
    return re.sub(r'"?[\w-]{100,}=*"?', "…", header)


def test_the_log_does_not_tell_them_apart_either(application: Application) -> None:
    for email in (application.newcomer(), "nobody@example.org"):
        with visiting(application, email) as someone:
            before = application.log_text()
            someone.give_password(WRONG)
            assert application.log_text() == before


def test_what_was_typed_comes_back_but_never_the_password(visitor: Visitor) -> None:
    answer = visitor.give_password(WRONG, page=routes.sign_in(routes.AGENDAS))
    assert answer.headers["location"] == routes.sign_in(routes.AGENDAS)
    found = flash.unseal(visitor.cookie("flash"), path=routes.SIGN_IN, language="fr")
    assert found.typed == {"email": visitor.email}
    assert WRONG not in visitor.cookie("flash")
    assert visitor.email not in visitor.cookie("flash")


def test_a_refusal_is_said_in_both_languages(visitor: Visitor) -> None:
    visitor.give_password(WRONG)
    french, english = (visitor.told(routes.SIGN_IN, language) for language in ("fr", "en"))
    assert french == "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux, puis réessayez."
    assert english
    assert english != french


def test_an_account_is_tried_ten_times_in_five_minutes_whether_it_exists_or_not(application: Application) -> None:
    def told(email: str) -> str:
        with visiting(application, email) as someone:
            someone.give_password(WRONG)
            return someone.told(routes.SIGN_IN)

    for email in (application.newcomer(), f"{fresh_address().replace(':', '')}@example.org"):
        with ThreadPoolExecutor(11) as threads:
            counted = Counter(told.split(".")[0] for told in threads.map(told, [email] * 11))
        assert counted == {"L’adresse e-mail ou le mot de passe ne correspond pas": 10, "Trop d’essais à la suite": 1}


def test_people_return_to_our_own_pages_only(application: Application) -> None:
    def arrive(email: str, next_path: str) -> str:
        with visiting(application, email) as someone:
            someone.give_password(page=f"{routes.SIGN_IN}?{routes.NEXT_PARAMETER}={next_path}")
            return someone.give_code(someone.receive_code()).headers["location"]

    elsewhere = [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/parametres/../../evil",
        "javascript:alert(1)",
        "/%2f/evil.example",
        routes.POST_SIGN_OUT,
        routes.SIGN_IN,
        "/parametres%0d%0aSet-Cookie: a=b",
        " /parametres",
        "x" * 5000,
    ]
    people = [application.newcomer() for _ in elsewhere]
    with ThreadPoolExecutor(6) as threads:
        arrived = dict(zip(elsewhere, threads.map(arrive, people, elsewhere), strict=True))
    assert arrived == dict.fromkeys(elsewhere, routes.HOME)


def test_a_wrong_code_leaves_four_tries_and_the_right_one_still_works(waiting: Visitor) -> None:
    code = waiting.receive_code()
    assert waiting.give_code(wrong(code)).headers["location"] == routes.SIGN_IN_CODE
    assert waiting.told(routes.SIGN_IN_CODE).endswith("Il vous reste 4 essais.")
    assert not waiting.is_in()
    waiting.give_code(code)
    assert waiting.is_in()


def test_the_sixth_try_is_refused_even_with_the_right_code(waiting: Visitor) -> None:
    code = waiting.receive_code()
    for _ in range(5):
        waiting.give_code(wrong(code))
    waiting.give_code(code)
    assert waiting.told(routes.SIGN_IN_CODE).startswith("Cinq essais erronés")
    assert not waiting.is_in()


def test_what_is_not_six_digits_spends_no_try(waiting: Visitor) -> None:
    for typed in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5", "1e5000", "9" * 5000):
        waiting.give_code(typed)
        assert waiting.told(routes.SIGN_IN_CODE).startswith("Le code compte 6 chiffres")
    waiting.give_code(waiting.receive_code())
    assert waiting.is_in()


def test_a_code_is_good_for_ten_minutes(waiting: Visitor) -> None:
    code = waiting.receive_code()
    waiting.attempt(lambda attempt: setattr(attempt, "code_expires_at", now()))
    waiting.give_code(code)
    assert waiting.told(routes.SIGN_IN_CODE).startswith("Ce code a plus de 10 minutes")
    assert not waiting.is_in()


def test_a_code_works_once(waiting: Visitor) -> None:
    code, attempt = waiting.receive_code(), dict(waiting.browser.cookies)
    waiting.give_code(code)
    with waiting.application.client(cookies=attempt) as again:
        assert again.post(routes.POST_CODE, data={"code": code}).headers["location"] == routes.SIGN_IN
        assert again.get(routes.PROFILE).status_code == 303


def test_a_code_is_worth_nothing_in_another_browser(application: Application) -> None:
    """Neither to someone who saw it but not asked for it, nor to an attempt that a newer one replaced."""
    email = application.newcomer()
    with visiting(application, email) as first, visiting(application, email) as second, visiting(application) as other:
        first.give_password()
        old = first.receive_code()
        other.give_password()
        other.give_code(old)
        assert not other.is_in()
        second.give_password()
        new = second.receive_code(after=1)
        for code in {old, new}:
            first.give_code(code)
            assert not first.is_in()
        second.give_code(new)
        assert second.is_in()
    with application.client() as nobody:
        assert nobody.post(routes.POST_CODE, data={"code": new}).headers["location"] == routes.SIGN_IN


def test_another_code_may_be_asked_for_after_half_a_minute(waiting: Visitor) -> None:
    old = waiting.receive_code()
    waiting.browser.post(routes.POST_RESEND)
    assert waiting.told(routes.SIGN_IN_CODE).startswith("Le dernier code vient de partir.")
    earlier = now() - mailed_codes.RESEND_AFTER
    waiting.attempt(lambda attempt: setattr(attempt, "code_sent_at", earlier))
    assert waiting.browser.post(routes.POST_RESEND).headers["location"] == routes.SIGN_IN_CODE
    new = waiting.receive_code(after=1)
    if old != new:
        waiting.give_code(old)
        assert not waiting.is_in()
    waiting.give_code(new)
    assert waiting.is_in()


def test_an_attempt_ends_after_twenty_minutes(waiting: Visitor) -> None:
    code = waiting.receive_code()
    waiting.attempt(lambda attempt: setattr(attempt, "expires_at", now()))
    for answer in (waiting.browser.post(routes.POST_RESEND), waiting.give_code(code)):
        assert answer.headers["location"] == routes.SIGN_IN
        assert not waiting.is_in()


def test_signing_out_ends_the_session_on_the_server(application: Application) -> None:
    cookies = application.session_of(application.newcomer())
    with application.client(cookies=cookies) as browser:
        assert browser.get(routes.PROFILE).status_code == 200
        answer = browser.post(routes.POST_SIGN_OUT)
        assert (answer.status_code, answer.headers["location"]) == (303, routes.SIGN_IN)
        assert answer.headers["clear-site-data"] == '"storage"'
        assert browser.get(routes.PROFILE).status_code == 303
    with application.client(cookies=cookies) as thief:
        assert thief.get(routes.PROFILE).headers["location"] == routes.sign_in(routes.PROFILE)
        assert thief.get(routes.PROFILE).headers["cache-control"] == "no-store"
        assert thief.post(routes.POST_SIGN_OUT).status_code == 303


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"last_seen_at": timedelta(minutes=29)}, 200),
        ({"last_seen_at": timedelta(minutes=31)}, 303),
        ({"expires_at": timedelta(seconds=1)}, 303),
        ({"ended_at": timedelta(seconds=1)}, 303),
    ],
)
def test_a_session_that_is_over_opens_nothing(
    application: Application, changes: dict[str, timedelta], status: int
) -> None:
    cookies = application.session_of(application.newcomer())
    digest = tokens.digest(next(iter(cookies.values())))
    with application.in_use(), db.transaction() as session:
        found = session.exec(sqlmodel.select(Session).where(Session.token_hash == digest)).one()
        for name, ago in changes.items():
            setattr(found, name, now() - ago)
    with application.client(cookies=cookies) as browser:
        assert browser.get(routes.PROFILE).status_code == status


def test_twenty_codes_at_once_open_one_session(waiting: Visitor) -> None:
    code = waiting.receive_code()
    url, cookies = waiting.application.url, dict(waiting.browser.cookies)

    async def try_all() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, cookies=cookies, verify=PLAIN) as browser:
            return await asyncio.gather(*(browser.post(routes.POST_CODE, data={"code": code}) for _ in range(20)))

    answers = asyncio.run(try_all())
    assert sum("-session=" in answer.headers.get("set-cookie", "") for answer in answers) == 1
