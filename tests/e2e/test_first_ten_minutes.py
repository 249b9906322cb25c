"""The first ten minutes of a companion, from an empty demo to a profile that is kept."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, NewContext
from tests.servers.application import Application, serving

CAMILLE = "camille@demo.mycharlotte.fr"
PASSWORD = "Lilas-Violette-2026"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_first_ten_minutes(tmp_path: Path, new_context: NewContext, viewport: dict[str, int]) -> None:
    with serving(tmp_path, mode="demo") as demo:
        context = new_context(demo, viewport=viewport)
        page = context.new_page()

        sign_in_as_the_page_says(page)
        read_the_code_in_the_mailbox(page)

        expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
        expect(page.get_by_role("heading", name="Mes premiers pas avec myCharlotte")).to_be_visible()
        expect(page.get_by_text("0 étape faite sur 5")).to_be_visible()

        every_way_leads_to_the_profile(page, on_a_phone=viewport is PHONE)
        other = context.new_page()
        other.goto("/")
        expect(other.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")

        fill_in_the_profile(page, tmp_path)

        expect(other.get_by_role("heading", level=1)).to_have_text("Bonjour Camille-Rose")
        page.reload()
        expect(page.get_by_label("Votre prénom")).to_have_value("Camille-Rose")
        expect(page.get_by_label("Votre numéro de téléphone")).to_have_value("+33 6 12 34 56 78")
        pictures_are_small_and_square(page)
        page.goto("/")
        expect(page.get_by_text("1 étape faite sur 5")).to_be_visible()

        sign_out_for_good(page, demo, on_a_phone=viewport is PHONE)


def sign_in_as_the_page_says(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    expect(page.get_by_text(CAMILLE)).to_be_visible()
    page.get_by_label("Adresse e-mail").fill(CAMILLE)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    expect(page.get_by_text("c•••••@demo.mycharlotte.fr")).to_be_visible()


def read_the_code_in_the_mailbox(page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ouvrir la boîte aux lettres").click()
    mailbox = opened.value
    mailbox.get_by_role("link", name="Votre code de connexion").first.click()
    code = mailbox.locator("code, .code").first.inner_text()
    mailbox.close()
    page.get_by_label("Votre code").fill(code)
    page.get_by_role("button", name="Me connecter").click()


def every_way_leads_to_the_profile(page: Page, *, on_a_phone: bool) -> None:
    # the overview
    page.get_by_role("link", name="Paramètres").locator("visible=true").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paramètres")
    page.get_by_role("main").get_by_role("link", name="Profil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profil")
    # the menu of the settings
    if on_a_phone:
        page.get_by_role("button", name="Paramètres").click()
    page.get_by_role("link", name="Sécurité").locator("visible=true").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sécurité")
    # the account menu: two clicks
    page.get_by_role("button", name="Votre compte" if on_a_phone else "Camille Moreau").click()
    page.get_by_role("link", name="Profil").locator("visible=true").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profil")


def fill_in_the_profile(page: Page, folder: Path) -> None:
    Image.effect_noise((800, 600), 80).convert("RGB").save(folder / "portrait.jpg")
    page.locator("input[type=file]").set_input_files(folder / "portrait.jpg")
    page.get_by_role("button", name="Garder ce cadrage").click()
    expect(page.get_by_role("group", name="Cadrer la photo")).to_be_hidden()
    page.get_by_label("Votre prénom").fill("Camille-Rose")
    page.get_by_label("Votre numéro de téléphone").fill("06 12 34 56 78")
    page.get_by_role("button", name="Mettre à jour mon profil").click()
    expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()
    expect(page.get_by_label("Votre numéro de téléphone")).to_have_value("+33 6 12 34 56 78")


def pictures_are_small_and_square(page: Page) -> None:
    shown = page.locator("img[src^='/files/pictures/']").locator("visible=true")
    expect(shown.first).to_be_visible()
    for image in shown.all():
        width, height = image.evaluate(
            "async (img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight]; }"
        )
        assert width == height
        assert width in {96, 512}


def sign_out_for_good(page: Page, demo: Application, *, on_a_phone: bool) -> None:
    before = page.context.cookies()
    page.get_by_role("button", name="Votre compte" if on_a_phone else "Camille-Rose Moreau").click()
    page.get_by_role("button", name="Se déconnecter").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    page.context.add_cookies(before)  # type: ignore[arg-type]
    page.goto(demo.url + "/parametres/profil")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
