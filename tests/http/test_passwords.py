"""Changing a password, and setting another by a mailed link: what works, and every way it may go wrong."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import pytest
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.models.access import KnownDevice, PasswordReset, Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.http.visitor import Visitor, link_in, visiting
from tests.servers.application import Application, fresh_address, hold

NEW = "Mimosa-Printanier-77"
PAGE = routes.SECURITY


@pytest.fixture
def visitor(application: Application) -> Iterator[Visitor]:
    with visiting(application) as someone:
        yield someone


@pytest.fixture
def member(visitor: Visitor) -> Visitor:
    """Someone signed in by both steps, on a device that is now trusted."""
    visitor.give_password()
    visitor.browser.post(routes.POST_CODE, data={"code": visitor.receive_code(), "trust": "yes"})
    assert visitor.is_in()
    return visitor


def change(member: Visitor, new: str = NEW, *, current: str = seed.PASSWORD) -> None:
    form = {"current_password": current, "new_password": new}
    answer = member.browser.post(routes.POST_PASSWORD, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


def ask(visitor: Visitor, *, after: int = 0) -> str:
    """Ask for a link, and return the one that arrives."""
    answer = visitor.browser.post(routes.POST_FORGOTTEN, data={"email": visitor.email})
    assert answer.headers["location"] == routes.FORGOTTEN
    return link_in(visitor.receive("mot de passe", after=after))


def open_link(visitor: Visitor, link: str) -> str:
    return visitor.browser.get(link).headers["location"]


def choose(visitor: Visitor, new: str = NEW) -> str:
    return visitor.browser.post(routes.POST_NEW_PASSWORD, data={"new_password": new}).headers["location"]


def person_of(visitor: Visitor) -> Person:
    with visitor.application.in_use(), db.reading() as session:
        return session.exec(select(Person).where(Person.email == visitor.email)).one()


# Changed by its owner


def test_a_changed_password_opens_and_the_one_before_does_not(member: Visitor) -> None:
    change(member)
    assert member.done(PAGE) == "password"
    with visiting(member.application, member.email) as again:
        assert again.give_password().headers["location"] == routes.SIGN_IN
        assert again.give_password(NEW).headers["location"] == routes.SIGN_IN_CODE


def test_changing_renews_this_session_and_ends_every_other(member: Visitor) -> None:
    other = member.application.session_of(member.email)
    before = member.cookie("session")
    change(member)
    assert member.cookie("session") != before
    assert member.is_in()
    with member.application.client(cookies=other) as browser:
        assert browser.get(routes.PROFILE).status_code == 303


def test_the_token_before_a_change_is_worthless_ten_seconds_later(member: Visitor) -> None:
    before = member.cookie("session")
    change(member)
    with member.application.in_use(), db.transaction() as session:
        for row in session.exec(select(Session).where(Session.person_id == person_of(member).id)):
            row.previous_until = row.previous_until and row.previous_until - timedelta(seconds=10)
    with member.application.client(cookies={member.application.cookie("session"): before}) as thief:
        assert thief.get(routes.PROFILE).status_code == 303


def test_a_trusted_device_is_asked_for_a_code_again_after_a_change(member: Visitor) -> None:
    device = {member.application.cookie("device"): member.cookie("device")}
    with visiting(member.application, member.email) as again:
        hold(again.browser, device)
        assert again.give_password().headers["location"] == routes.HOME
        assert again.is_in()
    change(member)
    with visiting(member.application, member.email) as again:
        hold(again.browser, device)
        assert again.give_password(NEW).headers["location"] == routes.SIGN_IN_CODE


def test_the_owner_is_told_by_mail_and_how_to_react(member: Visitor) -> None:
    change(member)
    mail = member.receive("mot de passe")
    body = mail.get_body(("plain",))
    assert body
    assert routes.FORGOTTEN in body.get_content()
    assert NEW not in mail.as_string()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (seed.PASSWORD, "C’est votre mot de passe actuel"),
        ("Court-7", "12 caractères"),
        ("            ", "Ajoutez une majuscule."),
        ("toutenminuscules7", "Ajoutez une majuscule."),
        ("TOUTENMAJUSCULES7", "Ajoutez des minuscules."),
        ("Sans-Aucun-Chiffre", "Ajoutez un chiffre."),
        ("Aa1" + "x" * 126, "128 caractères au plus."),
        ("", "12 caractères"),
    ],
)
def test_a_weak_password_is_refused_with_what_it_lacks(member: Visitor, new: str, said: str) -> None:
    change(member, new)
    assert said in member.told(PAGE)


def test_the_address_is_no_password(member: Visitor) -> None:
    change(member, member.email.title() if any(c.isdigit() for c in member.email) else member.email)
    assert "Votre adresse" in member.told(PAGE)


def test_a_wrong_current_password_changes_nothing(member: Visitor) -> None:
    before = person_of(member).password_hash
    change(member, current="Pas-Le-Bon-2026")
    assert member.told(PAGE) == "Ce n’est pas votre mot de passe actuel."
    assert person_of(member).password_hash == before


def test_ten_proofs_in_five_minutes_and_no_more(member: Visitor) -> None:
    for _ in range(10):
        change(member, current="Pas-Le-Bon-2026")
    change(member)
    assert "Trop d’essais" in member.told(PAGE)


def test_the_last_bytes_of_a_long_password_count(member: Visitor) -> None:
    long = "Aa1" + "🙂" * 25  # 103 bytes: bcrypt alone would stop at the 72nd
    change(member, long)
    assert member.done(PAGE) == "password"
    with visiting(member.application, member.email) as again:
        assert again.give_password(long[:-1] + "🙃").headers["location"] == routes.SIGN_IN
        assert again.give_password(long).headers["location"] == routes.SIGN_IN_CODE


def test_nobody_changes_a_password_without_a_session(visitor: Visitor) -> None:
    form = {"current_password": seed.PASSWORD, "new_password": NEW}
    answer = visitor.browser.post(routes.POST_PASSWORD, data=form)
    assert answer.headers["location"] == routes.sign_in(PAGE)


# Judged while it is typed


def judge(visitor: Visitor, password: str) -> dict:
    answer = visitor.browser.post(
        routes.POST_STRENGTH, data={"password": password}, headers={"Accept": "application/json"}
    )
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def test_a_password_is_judged_with_advice_in_the_readers_language(member: Visitor) -> None:
    weak, strong = judge(member, "Motdepasse1"), judge(member, "Sept-cerises-dansent-9")
    assert weak["score"] < strong["score"] == 4
    assert weak["advice"]
    assert all("’" in words or " " in words for words in weak["advice"])
    assert judge(member, member.email)["weaknesses"] == ["no-upper", "personal"]


def test_nobody_has_a_password_judged_without_a_session_or_a_link(visitor: Visitor) -> None:
    assert "score" not in judge(visitor, "Motdepasse1")


# Forgotten


def test_a_mailed_link_leads_to_a_new_password_then_to_the_second_step(visitor: Visitor) -> None:
    link = ask(visitor)
    assert open_link(visitor, link) == routes.NEW_PASSWORD
    assert choose(visitor) == routes.SIGN_IN_CODE
    assert not visitor.is_in()
    visitor.give_code(visitor.receive_code())
    assert visitor.is_in()


def test_the_secret_of_a_link_leaves_the_address_at_once(visitor: Visitor) -> None:
    link = ask(visitor)
    answer = visitor.browser.get(link)
    assert link.partition("=")[2] not in answer.headers["location"]
    assert answer.headers["cache-control"] == "no-store"
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_a_link_may_be_opened_often_and_used_once(visitor: Visitor) -> None:
    link = ask(visitor)
    for _ in range(3):
        assert open_link(visitor, link) == routes.NEW_PASSWORD
    token = visitor.cookie("reset")
    choose(visitor)
    assert open_link(visitor, link) == routes.FORGOTTEN
    hold(visitor.browser, {visitor.application.cookie("reset"): token})
    assert choose(visitor, "Autre-Mimosa-2027") == routes.FORGOTTEN
    assert "déjà servi" in visitor.told(routes.FORGOTTEN)


def test_a_newer_link_kills_the_older(visitor: Visitor) -> None:
    older = ask(visitor)
    newer = ask(visitor, after=1)
    assert open_link(visitor, older) == routes.FORGOTTEN
    assert open_link(visitor, newer) == routes.NEW_PASSWORD


def test_a_link_is_over_after_thirty_minutes(visitor: Visitor) -> None:
    link = ask(visitor)
    with visitor.application.in_use(), db.transaction() as session:
        for row in session.exec(select(PasswordReset).where(PasswordReset.person_id == person_of(visitor).id)):
            row.expires_at = now()
    assert open_link(visitor, link) == routes.FORGOTTEN


def test_a_changed_password_kills_the_link(member: Visitor) -> None:
    with visiting(member.application, member.email) as elsewhere:
        link = ask(elsewhere)
        change(member)
        assert open_link(elsewhere, link) == routes.FORGOTTEN


def test_a_reset_ends_every_session_and_every_trust(member: Visitor) -> None:
    with visiting(member.application, member.email) as elsewhere:
        open_link(elsewhere, ask(elsewhere))
        choose(elsewhere)
    assert not member.is_in()
    with member.application.in_use(), db.reading() as session:
        devices = session.exec(select(KnownDevice).where(KnownDevice.person_id == person_of(member).id)).all()
    assert not [device for device in devices if device.trusted_until]


def test_the_present_password_is_refused_as_a_new_one(visitor: Visitor) -> None:
    open_link(visitor, ask(visitor))
    assert choose(visitor, seed.PASSWORD) == routes.NEW_PASSWORD
    assert "C’est votre mot de passe actuel" in visitor.told(routes.NEW_PASSWORD)
    assert choose(visitor) == routes.SIGN_IN_CODE


@pytest.mark.parametrize("token", ["", "invented", "%00", "x" * 3000])
def test_an_invented_link_says_to_ask_for_another(visitor: Visitor, token: str) -> None:
    assert open_link(visitor, f"{routes.RESET_LINK}?jeton={token}") == routes.FORGOTTEN
    assert "Demandez-en un nouveau" in visitor.told(routes.FORGOTTEN)


def test_nothing_tells_an_unknown_address_from_a_known_one(application: Application) -> None:
    answers: dict[str, tuple[int, str, dict[str, str]]] = {}
    taken: dict[str, float] = {}
    for name, email in (("known", application.newcomer()), ("unknown", "nobody@example.org")):
        times = []
        for _ in range(4):
            with application.client(address=fresh_address()) as browser:
                start = time.perf_counter()
                answer = browser.post(routes.POST_FORGOTTEN, data={"email": email})
                times.append(time.perf_counter() - start)
                headers = {k: v for k, v in answer.headers.items() if k not in {"set-cookie", "date"}}
                answers[name] = (answer.status_code, answer.text, headers)
        taken[name] = median(times)
    assert answers["known"] == answers["unknown"]
    assert taken["known"] > 0.4  # both wait for the same floor


def test_the_sixth_link_of_a_day_is_not_sent_and_nothing_says_so(visitor: Visitor) -> None:
    for _ in range(6):
        with visiting(visitor.application, visitor.email) as someone:
            someone.browser.post(routes.POST_FORGOTTEN, data={"email": visitor.email})
            assert someone.done(routes.FORGOTTEN) == visitor.email
    with visitor.application.in_use(), db.reading() as session:
        links = session.exec(select(PasswordReset).where(PasswordReset.person_id == person_of(visitor).id)).all()
    assert len(links) == 5


def test_an_address_that_is_none_is_said_and_stays_typed(visitor: Visitor) -> None:
    visitor.browser.post(routes.POST_FORGOTTEN, data={"email": "camille"})
    assert "adresse e-mail complète" in visitor.told(routes.FORGOTTEN)
