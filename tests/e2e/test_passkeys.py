"""Passkeys in a browser, with Chromium's own virtual authenticator in place of a finger on a sensor."""

from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application

ADD = "Ajouter une clé d’accès"
ADDED = "Votre clé d’accès est ajoutée."
USE = "Utiliser ma clé d’accès"
CANCELLED = "Rien n’a été ajouté\u00a0: vous avez annulé, ou le délai est passé."


class Sensor:
    """The authenticator of a page's device; a finger is on it unless told otherwise."""

    def __init__(self, page: Page) -> None:
        self._wire: CDPSession = page.context.new_cdp_session(page)
        self._wire.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        self._id = self._wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def recognise(self, *, anyone: bool) -> None:
        """Recognise the finger, or no finger at all, as if the person had given up."""
        self._wire.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": anyone})

    def forget(self) -> None:
        """Lose every key, as a device set up anew."""
        self._wire.send("WebAuthn.clearCredentials", {"authenticatorId": self._id})

    def wait(self) -> None:
        """Wait for a finger that does not come."""
        presence = {"authenticatorId": self._id, "enabled": False}
        self._wire.send("WebAuthn.setAutomaticPresenceSimulation", presence)


def opened(page: Page) -> Sensor:
    """Open the page of passkeys on a device that has a sensor."""
    page.goto(routes.PASSKEYS)
    expect(page.get_by_role("button", name=ADD)).to_be_enabled()
    return Sensor(page)


def add(page: Page, name: str = "") -> None:
    """Add this device's passkey."""
    if name:
        page.get_by_label("Nom de la clé").fill(name)
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_text(ADDED)).to_be_visible()


def lines(page: Page) -> Locator:
    """The passkeys in the list."""
    return page.get_by_role("main").get_by_role("listitem")


def give_password(page: Page, email: str) -> None:
    """Sign in, as far as the second step."""
    page.goto(routes.SIGN_IN)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{routes.SIGN_IN_CODE}")


def sit_idle(application: Application, page: Page, email: str) -> None:
    """Come back to a page in a session whose proof of who someone is grew old."""
    cookies = application.session_of(email)
    with application.in_use(), db.transaction() as session:
        for one in session.exec(select(Session).join(Person).where(Person.email == email)):
            one.proved_at = now() - timedelta(minutes=5)
    page.context.add_cookies([{"name": n, "value": v, "url": application.url} for n, v in cookies.items()])


def reach(page: Page, name: str) -> None:
    """Go with the Tab key to what has this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText")
            == name
        ):
            return
    pytest.fail(f"the keyboard does not reach {name}")


def is_at_ease(page: Page) -> None:
    """Nothing that axe finds, nothing that overflows."""
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def email(application: Application) -> str:
    """Someone new."""
    return application.newcomer()


@pytest.fixture
def desk(new_context: NewContext, application: Application, email: str) -> Page:
    """Their desk, where they just signed in."""
    return new_context(application, email=email).new_page()


def test_a_passkey_is_added_signs_in_renamed_and_removed(desk: Page, email: str) -> None:
    opened(desk)
    expect(desk.get_by_text("Aucune clé d’accès pour l’instant")).to_be_visible()
    expect(desk.get_by_label("Nom de la clé")).to_have_value("Chrome sur Linux")
    add(desk)
    expect(lines(desk)).to_contain_text("Chrome sur Linux")
    expect(lines(desk)).to_contain_text("Jamais utilisée")

    desk.context.clear_cookies()
    give_password(desk, email)
    desk.get_by_role("button", name=USE).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Bonjour")

    desk.goto(routes.PASSKEYS)
    expect(lines(desk)).to_contain_text("Dernière utilisation aujourd’hui")
    desk.get_by_role("button", name="Renommer Chrome sur Linux").click()
    lines(desk).get_by_label("Nom de la clé").fill("Mon ordinateur")
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.get_by_text("Le nom est enregistré.")).to_be_visible()
    expect(desk.get_by_role("button", name="Renommer Mon ordinateur")).to_be_focused()

    desk.get_by_role("button", name="Retirer Mon ordinateur").click()
    desk.get_by_role("dialog").get_by_role("button", name="Retirer cette clé").click()
    expect(desk.get_by_text("La clé d’accès est retirée.")).to_be_visible()
    expect(desk.get_by_text("Aucune clé d’accès pour l’instant")).to_be_visible()


def test_everything_is_done_with_the_keyboard_alone(desk: Page, email: str) -> None:
    opened(desk)
    reach(desk, ADD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(ADDED)).to_be_visible()

    reach(desk, "Renommer Chrome sur Linux")
    desk.keyboard.press("Enter")
    expect(lines(desk).get_by_label("Nom de la clé")).to_be_focused()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("Bureau")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Renommer Bureau")).to_be_focused()
    desk.keyboard.press("Enter")
    reach(desk, "Annuler")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Renommer Bureau")).to_be_focused()

    reach(desk, "Retirer Bureau")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Retirer Bureau")).to_be_focused()

    desk.context.clear_cookies()
    give_password(desk, email)
    reach(desk, USE)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Bonjour")

    desk.goto(routes.PASSKEYS)
    expect(lines(desk)).to_contain_text("Bureau")
    reach(desk, "Retirer Bureau")
    desk.keyboard.press("Enter")
    reach(desk, "Retirer cette clé")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("La clé d’accès est retirée.")).to_be_visible()


def test_enter_in_the_name_asks_for_the_passkey(desk: Page) -> None:
    opened(desk)
    desk.get_by_label("Nom de la clé").fill("Téléphone")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(ADDED)).to_be_visible()
    expect(lines(desk)).to_contain_text("Téléphone")


def test_whoever_gives_up_is_told_that_nothing_was_added_and_may_go_on(desk: Page) -> None:
    sensor = opened(desk)
    sensor.recognise(anyone=False)
    desk.get_by_label("Nom de la clé").fill("Téléphone")
    desk.get_by_role("button", name=ADD).click()
    expect(desk.get_by_text(CANCELLED)).to_be_visible()
    expect(desk.get_by_role("button", name=ADD)).to_be_focused()

    sensor.recognise(anyone=True)
    add(desk)
    expect(lines(desk)).to_contain_text("Téléphone")


def test_while_the_device_is_asked_the_button_says_so_and_asks_once(desk: Page) -> None:
    opened(desk).wait()
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    button = desk.get_by_role("button", name=ADD)
    size = button.evaluate("(b) => [b.offsetWidth, b.offsetHeight]")
    button.dblclick()
    desk.get_by_label("Nom de la clé").press("Enter")
    waiting = desk.locator('[aria-busy="true"]')
    expect(waiting).to_contain_text("Votre appareil vous attend…")
    assert waiting.evaluate("(b) => [b.offsetWidth, b.offsetHeight]") == size
    assert len(asked) == 1


def test_a_device_that_has_one_already_says_so(desk: Page) -> None:
    opened(desk)
    add(desk)
    desk.get_by_role("button", name=ADD).click()
    expect(desk.get_by_text("Cet appareil a déjà une clé d’accès sur votre compte.")).to_be_visible()
    expect(lines(desk)).to_have_count(1)


def test_a_name_that_is_refused_costs_no_key_on_the_device(desk: Page) -> None:
    opened(desk)
    desk.get_by_label("Nom de la clé").fill(" ")
    desk.get_by_role("button", name=ADD).click()
    expect(desk.get_by_role("alert").get_by_text("Renseignez le nom.")).to_be_visible()
    expect(desk.get_by_label("Nom de la clé")).to_be_focused()
    add(desk, "Téléphone")
    desk.get_by_role("button", name="Renommer Téléphone").click()
    name = lines(desk).get_by_label("Nom de la clé")
    name.fill("x" * 61)
    desk.get_by_role("button", name="Enregistrer").click()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("x" * 61)


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("delete window.PublicKeyCredential", "Ce navigateur ne permet pas d’ajouter une clé d’accès."),
        ("navigator.credentials.create = async () => { throw new TypeError('broken') }", "n’a pas été ajoutée."),
        ("navigator.credentials.create = async () => null", "n’a pas été ajoutée."),
        ("window.fetch = async () => { throw new TypeError('offline') }", "Vérifiez votre connexion, puis réessayez."),
    ],
)
def test_a_browser_that_cannot_is_told_so(desk: Page, lacking: str, said: str) -> None:
    opened(desk)
    desk.evaluate(f"() => {{ {lacking} }}")
    desk.get_by_role("button", name=ADD).click()
    expect(desk.get_by_role("alert").get_by_text(said)).to_be_visible()
    expect(desk.get_by_role("button", name=ADD)).not_to_have_attribute("aria-busy", "true")


def test_what_the_server_refuses_is_said_on_top_and_the_name_stays(desk: Page) -> None:
    opened(desk)
    desk.evaluate("() => { JSON.stringify = () => '{}' }")
    desk.get_by_label("Nom de la clé").fill("Ma clé")
    desk.get_by_role("button", name=ADD).click()
    summary = desk.get_by_role("main").get_by_text("Il y a un problème").locator("..")
    expect(summary).to_contain_text("La clé d’accès n’a pas pu être ajoutée. Recommencez.")
    expect(summary).to_be_focused()
    expect(desk.get_by_label("Nom de la clé")).to_have_value("Ma clé")
    summary.get_by_role("link").click()
    expect(desk.get_by_role("button", name=ADD)).to_be_focused()


def test_an_old_proof_is_asked_for_before_anything_is_typed(application: Application, desk: Page, email: str) -> None:
    sit_idle(application, desk, email)
    desk.goto(routes.PASSKEYS)
    desk.get_by_role("link", name=ADD).click()
    desk.get_by_label("Mot de passe", exact=True).fill(seed.PASSWORD)
    desk.get_by_role("button", name="Confirmer").first.click()
    expect(desk).to_have_url(f"{application.url}{routes.PASSKEYS}")
    Sensor(desk)
    add(desk)


def test_a_proof_that_grew_old_on_the_page_is_asked_for_and_leads_back(
    application: Application, desk: Page, email: str
) -> None:
    opened(desk)
    add(desk)
    sit_idle(application, desk, email)
    desk.get_by_role("button", name=ADD).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Confirmez")
    desk.get_by_role("button", name=USE).click()
    expect(desk).to_have_url(f"{application.url}{routes.PASSKEYS}")
    expect(desk.get_by_role("button", name="Retirer Chrome sur Linux")).to_be_visible()


def test_a_key_that_the_device_has_lost_leaves_the_other_methods(desk: Page, email: str) -> None:
    sensor = opened(desk)
    add(desk)
    sensor.forget()
    desk.context.clear_cookies()
    give_password(desk, email)
    desk.get_by_role("button", name=USE).click()
    expect(desk.get_by_text("choisissez une autre méthode")).to_be_visible()
    desk.get_by_role("button", name="Code par e-mail").click()
    expect(desk.get_by_label("Votre code")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone-dark"])
def test_every_state_of_the_page_is_at_ease(
    application: Application, new_context: NewContext, email: str, viewport: dict[str, int], scheme: str
) -> None:
    page = new_context(application, email=email, viewport=viewport, color_scheme=scheme).new_page()
    sensor = opened(page)
    is_at_ease(page)
    sensor.recognise(anyone=False)
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_text(CANCELLED)).to_be_visible()
    is_at_ease(page)
    sensor.recognise(anyone=True)
    add(page, "Le téléphone professionnel que je laisse au cabinet le soir")
    is_at_ease(page)
    page.get_by_role("button", name="Renommer").click()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()  # until then, the first name is another's
    lines(page).get_by_label("Nom de la clé").fill("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").get_by_text("Renseignez le nom.")).to_be_visible()
    is_at_ease(page)
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Retirer").click()
    is_at_ease(page)
    page.keyboard.press("Escape")
    sit_idle(application, page, email)
    page.reload()
    expect(page.get_by_role("link", name=ADD)).to_be_visible()
    is_at_ease(page)
