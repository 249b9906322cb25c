"""Every page, in both languages, at both sizes, in light and dark: no violation, no sideways scroll, one title."""

import pytest
from playwright.sync_api import Page, expect

from mycharlotte import routes
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application

PUBLIC = (routes.SIGN_IN, routes.FORGOTTEN, routes.ACCESSIBILITY, "/nulle-part")
ROOMS = [
    pytest.param(DESK, "light", "fr-FR", id="desk"),
    pytest.param(PHONE, "light", "en-GB", id="phone-english"),
    pytest.param(PHONE, "dark", "fr-FR", id="phone-dark"),
    pytest.param({"width": 640, "height": 400}, "light", "fr-FR", id="zoomed-twice"),
]


@pytest.mark.parametrize(("viewport", "scheme", "language"), ROOMS)
def test_pages_before_signing_in(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, language: str
) -> None:
    page = new_context(application, viewport=viewport, color_scheme=scheme, language=language).new_page()
    for path in PUBLIC:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        is_at_ease(page, path)


@pytest.mark.parametrize(("viewport", "scheme", "language"), ROOMS)
def test_pages_once_signed_in(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, language: str
) -> None:
    email = "camille@demo.mycharlotte.fr" if language == "fr-FR" else "zelda@demo.mycharlotte.fr"
    page = new_context(application, email=email, viewport=viewport, color_scheme=scheme, language=language).new_page()
    for path in routes.PRIVATE_PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("html")).to_have_attribute("lang", language[:2])
        is_at_ease(page, path)


def test_the_skip_link_comes_first_and_leads_to_the_content(nour: Page) -> None:
    nour.goto("/parametres")
    expect(nour.get_by_role("heading", level=1)).to_have_text("Paramètres")

    nour.keyboard.press("Tab")
    expect(nour.get_by_role("link", name="Aller au contenu")).to_be_focused()
    nour.keyboard.press("Enter")

    expect(nour.get_by_role("main")).to_be_focused()


def test_one_signs_out_with_the_keyboard_alone(nour: Page) -> None:
    nour.goto("/")
    expect(nour.get_by_role("heading", level=1)).to_contain_text("Bonjour")

    nour.get_by_role("button", name="Nour Belkacem").focus()
    nour.keyboard.press("Enter")
    for _ in range(12):
        if nour.evaluate("document.activeElement.innerText") == "Se déconnecter":
            break
        nour.keyboard.press("Tab")
    nour.keyboard.press("Enter")

    expect(nour.get_by_role("heading", level=1)).to_have_text("Connexion")


def is_at_ease(page: Page, path: str) -> None:
    found = audited(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert page.get_by_role("heading", level=1).count() == 1, path
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
