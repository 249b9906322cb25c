"""Signing in, in a browser."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewContext
from tests.servers.application import Application, free_port, serving
from tests.servers.smtp import SmtpServer

PASSWORD = "Lilas-Violette-2026"


def give_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Continuer").click()


def test_a_wrong_password_is_said_and_the_address_stays(page: Page, application: Application) -> None:
    page.goto("/connexion")

    give_password(page, "nobody@example.org", "not the one")

    expect(page.get_by_role("main")).to_contain_text("L’adresse e-mail ou le mot de passe ne correspond pas.")
    expect(page.get_by_label("Adresse e-mail")).to_have_value("nobody@example.org")
    expect(page.get_by_label("Mot de passe")).to_have_value("")


def test_one_returns_to_the_page_first_asked_for(page: Page, application: Application) -> None:
    email = application.newcomer()
    page.goto("/parametres/profil")

    give_password(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    page.get_by_label("Votre code").fill(application.next_code(email, after=0))
    page.get_by_role("button", name="Me connecter").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Profil")


def test_a_wrong_code_says_how_many_tries_are_left(page: Page, application: Application) -> None:
    email = application.newcomer()
    page.goto("/connexion")
    give_password(page, email)
    right = application.next_code(email, after=0)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    page.get_by_label("Votre code").fill(wrong)
    page.get_by_role("button", name="Me connecter").click()

    expect(page.get_by_role("main")).to_contain_text("Il vous reste 4 essais.")
    page.get_by_label("Votre code").fill(f" {right[:3]} {right[3:]} ")
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_a_double_click_sends_one_code(page: Page, application: Application) -> None:
    email = application.newcomer()
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)

    page.get_by_role("button", name="Continuer").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    code = application.next_code(email, after=0)
    page.get_by_label("Votre code").fill(code)
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    assert application.codes_for(email) == [code]


def test_a_page_says_that_mail_is_slow_and_the_code_arrives_in_the_end(tmp_path: Path, new_context: NewContext) -> None:
    server = SmtpServer(free_port())  # it does not listen yet
    with serving(tmp_path, MYCHARLOTTE_MAIL_URL=server.url) as application:
        email = application.newcomer()
        page = new_context(application).new_page()
        page.goto("/connexion")
        give_password(page, email)

        expect(page.get_by_text("Le code tarde à partir")).to_be_visible(timeout=20_000)

        server.start()
        try:
            expect(page.get_by_text("Le code tarde à partir")).to_be_hidden(timeout=40_000)
            assert [message["To"] for message in server.messages] == [email]
        finally:
            server.stop()


def test_the_code_page_alone_leads_back_to_the_password(page: Page) -> None:
    page.goto("/connexion/code")

    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
