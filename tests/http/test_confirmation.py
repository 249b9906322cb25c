"""Proving again who one is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.domain import confirmation, sessions, tokens
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from tests.http.visitor import Visitor, visiting
from tests.servers.application import Application, hold


@pytest.fixture
def stale(application: Application) -> Iterator[Visitor]:
    """Someone who proved who they are ten minutes ago."""
    with visiting(application) as someone:
        hold(someone.browser, application.session_of(someone.email))
        with application.in_use(), db.transaction() as session:
            row = session.exec(
                select(Session).where(Session.token_hash == tokens.digest(someone.cookie("session")))
            ).one()
            row.proved_at = now() - timedelta(minutes=10)
        yield someone


def is_fresh(visitor: Visitor) -> bool:
    with visitor.application.in_use(), db.reading() as session:
        viewer = sessions.resume(session, token=visitor.cookie("session"), now=now())
    return bool(viewer and confirmation.is_fresh(viewer, now()))


def test_the_password_proves_who_one_is_and_renews_the_session(stale: Visitor) -> None:
    before = stale.cookie("session")
    assert not is_fresh(stale)
    answer = stale.browser.post(routes.POST_CONFIRMATION, data={"password": seed.PASSWORD, "next": routes.BACKUP_CODES})
    assert answer.headers["location"] == routes.BACKUP_CODES
    assert stale.cookie("session") != before
    assert is_fresh(stale)
    assert stale.is_in()


def test_a_wrong_password_proves_nothing(stale: Visitor) -> None:
    answer = stale.browser.post(
        routes.POST_CONFIRMATION, data={"password": "Pas-Le-Bon-2026", "next": routes.BACKUP_CODES}
    )
    assert answer.headers["location"] == routes.confirmation(routes.BACKUP_CODES)
    assert stale.told(routes.CONFIRMATION) == "Ce n’est pas votre mot de passe actuel."
    assert not is_fresh(stale)


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/auth/deconnexion", ""])
def test_one_is_only_led_to_pages_of_ours(stale: Visitor, elsewhere: str) -> None:
    answer = stale.browser.post(routes.POST_CONFIRMATION, data={"password": seed.PASSWORD, "next": elsewhere})
    assert answer.headers["location"] == routes.HOME


@pytest.mark.parametrize("method", ["app", "passkey"])
def test_a_method_that_one_does_not_have_proves_nothing(stale: Visitor, method: str) -> None:
    form = {"method": method, "code": "123456", "passkey": "{}", "next": routes.BACKUP_CODES}
    stale.browser.post(routes.POST_CONFIRMATION, data=form)
    assert not is_fresh(stale)
    assert stale.told(routes.CONFIRMATION)


def test_ten_proofs_in_five_minutes_and_no_more(stale: Visitor) -> None:
    for _ in range(10):
        stale.browser.post(routes.POST_CONFIRMATION, data={"password": "Pas-Le-Bon-2026"})
    stale.browser.post(routes.POST_CONFIRMATION, data={"password": seed.PASSWORD})
    assert not is_fresh(stale)
    assert "Trop d’essais" in stale.told(routes.CONFIRMATION)


def test_a_proof_is_good_for_five_minutes(stale: Visitor) -> None:
    stale.browser.post(routes.POST_CONFIRMATION, data={"password": seed.PASSWORD})
    with stale.application.in_use(), db.reading() as session:
        viewer = sessions.resume(session, token=stale.cookie("session"), now=now())
    assert viewer
    assert confirmation.is_fresh(viewer, viewer.proved_at + timedelta(minutes=5) - timedelta(seconds=1))
    assert not confirmation.is_fresh(viewer, viewer.proved_at + timedelta(minutes=5))
