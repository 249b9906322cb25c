"""What comes over a page, and leaves what was typed: a cut connection, a session that ends."""

from pathlib import Path

from playwright.sync_api import Page, expect

from mycharlotte import db
from mycharlotte.domain import sessions
from mycharlotte.models.base import now
from tests.e2e.conftest import NewContext
from tests.servers.application import Application, serving

LOST = "Connexion interrompue."


def open_profile(page: Page) -> None:
    page.goto("/parametres/profil")
    expect(page.get_by_label("Votre prénom")).to_have_value("Nour")


def test_a_cut_connection_says_so_and_catches_up(tmp_path: Path, new_context: NewContext) -> None:
    with serving(tmp_path) as application:
        page = new_context(application, email=application.newcomer()).new_page()
        open_profile(page)
        page.get_by_label("Votre prénom").fill("Inès")

        application.stop()

        expect(page.get_by_text(LOST)).to_be_visible(timeout=15_000)
        application.start()
        expect(page.get_by_text(LOST)).to_be_hidden(timeout=30_000)
        expect(page.get_by_label("Votre prénom")).to_have_value("Inès")
        page.get_by_role("button", name="Mettre à jour mon profil").click()
        expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()


def test_a_session_that_ends_leaves_what_was_typed(application: Application, new_context: NewContext) -> None:
    email = application.newcomer()
    context = new_context(application, email=email)
    page = context.new_page()
    open_profile(page)
    page.get_by_label("Votre prénom").fill("Inès")

    end_every_session(application, context.cookies()[0].get("value", ""))
    page.get_by_role("button", name="Mettre à jour mon profil").click()

    expect(page.get_by_role("dialog")).to_contain_text("Votre session est terminée")
    cookies = application.session_of(email)  # signed in again, in another tab
    context.add_cookies([{"name": n, "value": v, "url": application.url} for n, v in cookies.items()])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # back to this one
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Votre prénom")).to_have_value("Inès")
    page.get_by_role("button", name="Mettre à jour mon profil").click()
    expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()


def test_someone_else_who_signs_in_does_not_find_what_was_typed(
    application: Application, new_context: NewContext
) -> None:
    context = new_context(application, email=application.newcomer())
    page = context.new_page()
    open_profile(page)
    page.get_by_label("Votre prénom").fill("Inès")

    end_every_session(application, context.cookies()[0].get("value", ""))
    page.get_by_role("button", name="Mettre à jour mon profil").click()
    expect(page.get_by_role("dialog")).to_contain_text("Votre session est terminée")
    cookies = application.session_of(application.newcomer("Salma"))
    context.add_cookies([{"name": n, "value": v, "url": application.url} for n, v in cookies.items()])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_label("Votre prénom")).to_have_value("Salma")


def test_signing_out_covers_the_other_tabs_at_once(application: Application, new_context: NewContext) -> None:
    context = new_context(application, email=application.newcomer())
    page, other = context.new_page(), context.new_page()
    open_profile(other)
    page.goto("/parametres/securite")

    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    expect(other.get_by_role("dialog")).to_contain_text("Votre session est terminée", timeout=5_000)


def end_every_session(application: Application, token: str) -> None:
    with application.in_use(), db.transaction() as session:
        viewer = sessions.resume(session, token=token, now=now())
        assert viewer
        sessions.end(session, by=viewer, now=now())
