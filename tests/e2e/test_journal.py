"""Someone reads what happened to their account, finds what they look for, and takes it away."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import audit
from mycharlotte.domain.audit import Action, Outcome
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application

ELSEWHERE = Origin("Chrome, Windows", "203.0.113.0/24")


def troubled(application: Application) -> str:
    """Make someone whose password was changed, after thirty wrong ones were tried from elsewhere."""
    email = application.newcomer()
    with application.in_use(), db.transaction() as session:
        ref = session.exec(select(Person.ref).where(Person.email == email)).one()
        for minutes in range(40, 10, -1):
            audit.record(
                session,
                Action.SIGN_IN_REFUSED,
                object_ref=ref,
                outcome=Outcome.REFUSED,
                origin=ELSEWHERE,
                now=now() - timedelta(minutes=minutes),
            )
        audit.record(session, Action.PASSWORD_CHANGED, actor_ref=ref, object_ref=ref, now=now() - timedelta(minutes=5))
    return email


def is_at_ease(page: Page) -> None:
    """Nothing that axe complains of, and nothing wider than the screen."""
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone-dark"])
def test_one_finds_what_happened_and_takes_it_away(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    email = troubled(application)
    page = new_context(application, email=email, viewport=viewport, color_scheme=scheme).new_page()
    page.goto(routes.JOURNAL)
    events = page.get_by_role("main").get_by_role("listitem")

    expect(page.get_by_text("25 événements affichés")).to_be_visible()
    expect(page).to_have_title("Journal de sécurité · myCharlotte")
    expect(events.nth(1)).to_contain_text("Le mot de passe a été modifié")
    expect(events.nth(2)).to_contain_text("Chrome sur Windows · réseau 203.0.113.x")
    expect(events.nth(2)).to_contain_text("Refusé")
    is_at_ease(page)

    page.get_by_role("button", name="Afficher la suite").click()
    expect(page.get_by_text("32 événements affichés")).to_be_visible()
    expect(page.get_by_role("button", name="Afficher la suite")).to_have_count(0)

    page.get_by_label("Événements").select_option(label="Mot de passe")
    expect(events).to_have_count(1)
    page.get_by_label("Événements").select_option(label="Refus")
    expect(page.get_by_role("button", name="Afficher la suite")).to_be_visible()
    page.get_by_label("Période").select_option(label="7 derniers jours")
    page.get_by_label("Événements").select_option(label="Méthodes de validation")
    expect(page.get_by_text("Aucun événement à afficher")).to_be_visible()
    is_at_ease(page)

    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger (CSV)").click()
    taken.value.save_as(tmp_path / "journal.csv")
    with (tmp_path / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert taken.value.suggested_filename.endswith(".csv")
    assert sum("Refusé" in line for line in lines) == 30


def test_the_journal_follows_the_language_without_being_read_again(
    application: Application, new_context: NewContext
) -> None:
    page = new_context(application, email=troubled(application)).new_page()
    page.goto(routes.JOURNAL)
    expect(page.get_by_text("Chrome sur Windows").first).to_be_visible()

    page.get_by_role("button", name="English").click()

    expect(page.get_by_text("Chrome on Windows").first).to_be_visible()
    is_at_ease(page)


def test_the_journal_is_read_with_the_keyboard_alone(application: Application, new_context: NewContext) -> None:
    page = new_context(application, email=troubled(application)).new_page()
    page.goto(routes.JOURNAL)
    expect(page.get_by_text("25 événements affichés")).to_be_visible()

    page.get_by_label("Événements").focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Événements")).to_have_value("refused")
    expect(page.get_by_label("Événements")).to_be_focused()
    page.get_by_role("button", name="Afficher la suite").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("30 événements affichés")).to_be_visible()
