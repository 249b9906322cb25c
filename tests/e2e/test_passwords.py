"""Changing a password, and recovering a forgotten one, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.e2e.test_sign_in import give_password
from tests.servers.application import Application, until

OLD, NEW = "Lilas-Violette-2026", "Sept-cerises-dansent-9"
LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


def is_at_ease(page: Page) -> None:
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()


def link_mailed_to(application: Application, email: str) -> str:
    """Return the link of the mail, as whoever reads its text finds it."""

    def found() -> str:
        texts = [part.get_content() for mail in application.mails_for(email) if (part := mail.get_body(("plain",)))]
        links = [link for text in texts for link in LINK.findall(text.replace("\r\n", "\n"))]
        return links[-1] if links else ""

    return until(found, 20)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_rule_is_ticked_as_it_is_met_and_a_meter_advises(
    application: Application, new_context: NewContext, viewport: dict[str, int]
) -> None:
    page = new_context(application, email=application.newcomer(), viewport=viewport).new_page()
    page.goto("/parametres/securite")
    rule = page.get_by_role("list", name="Ce qu’il faut").get_by_role("listitem")
    expect(rule).to_have_count(4)
    expect(rule.filter(has_text="c’est fait")).to_have_count(0)

    for typed, met in (("a", 1), ("aB", 2), ("aB7", 3), ("aB7aB7aB7aB7", 4)):
        page.get_by_label("Nouveau mot de passe").fill(typed)
        expect(rule.filter(has_text="c’est fait")).to_have_count(met)

    expect(page.get_by_text("Facile à deviner")).to_be_visible()
    expect(page.get_by_text("Évitez de répéter des mots ou des lettres.")).to_be_visible()
    page.get_by_label("Nouveau mot de passe").fill(NEW)
    expect(page.get_by_text("Très solide")).to_be_visible()
    is_at_ease(page)


def test_a_password_changed_with_the_keyboard_alone_opens_the_next_time(
    application: Application, new_context: NewContext
) -> None:
    email = application.newcomer()
    page = new_context(application, email=email).new_page()
    page.goto("/parametres/securite")
    page.get_by_label("Mot de passe actuel").focus()
    page.keyboard.type(OLD)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(NEW)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Votre mot de passe est à jour.")).to_be_visible()
    is_at_ease(page)
    elsewhere = new_context(application).new_page()
    elsewhere.goto("/connexion")
    give_password(elsewhere, email, NEW)
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")


def test_what_is_refused_is_said_beside_the_field(nour: Page) -> None:
    nour.goto("/parametres/securite")
    nour.get_by_label("Mot de passe actuel").fill("Pas-Le-Bon-2026")
    nour.get_by_label("Nouveau mot de passe").fill(NEW)
    nour.get_by_role("button", name="Mettre à jour mon mot de passe").click()

    expect(nour.get_by_label("Mot de passe actuel")).to_have_attribute("aria-invalid", "true")
    expect(nour.get_by_role("main").get_by_text("Ce n’est pas votre mot de passe actuel.")).to_have_count(2)
    is_at_ease(nour)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_mail_read_as_a_person_reads_it_leads_back_in(
    application: Application, new_context: NewContext, viewport: dict[str, int]
) -> None:
    email = application.newcomer()
    page = new_context(application, viewport=viewport).new_page()
    page.goto("/connexion")
    page.get_by_role("link", name="Mot de passe oublié").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mot de passe oublié")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_role("main")).to_contain_text(f"Si un compte existe pour {email}")
    is_at_ease(page)

    page.goto(link_mailed_to(application, email))
    expect(page).to_have_url(re.compile("/nouveau-mot-de-passe$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouveau mot de passe")
    page.get_by_label("Nouveau mot de passe").fill(NEW)
    is_at_ease(page)
    page.get_by_role("button", name="Continuer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    page.get_by_label("Votre code").fill(application.next_code(email, after=0))
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_a_link_that_is_over_says_so_and_offers_another(page: Page, application: Application) -> None:
    page.goto("/auth/lien?jeton=perime")
    expect(page.get_by_role("main")).to_contain_text("Ce lien a déjà servi, ou il a plus de 30 minutes.")
    expect(page.get_by_role("button", name="Recevoir un lien")).to_be_visible()
    page.goto("/nouveau-mot-de-passe")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mot de passe oublié")


def test_a_trusted_device_is_asked_for_the_password_alone(application: Application, new_context: NewContext) -> None:
    email = application.newcomer()
    page = new_context(application).new_page()
    page.goto("/connexion")
    give_password(page, email)
    page.get_by_label("Votre code").fill(application.next_code(email, after=0))
    page.get_by_label("Faire confiance à cet appareil 30 jours").check()
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    page.get_by_role("button", name="Nour Belkacem").click()
    page.get_by_role("button", name="Se déconnecter").click()

    give_password(page, email)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
