"""The authenticator app in a browser: a reader of QR codes scans the screen, another program computes the codes."""

import io
import re
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import oathtool
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect
from sqlmodel import select

from mycharlotte import db
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import AuthenticatorApp
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.e2e.test_sign_in import PASSWORD, give_password
from tests.servers.application import Application

PAGE = "/parametres/securite/application"
DOOR = "**/auth/application/cle"
STEP_SECONDS = 30
TELEPHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def open_page(page: Page) -> str:
    """Open the page; return the key that it shows."""
    page.goto(PAGE)
    return shown_key(page)


def shown_key(page: Page) -> str:
    """Return the key as it is read, without the spaces between its groups."""
    expect(qr_code(page)).to_be_visible()
    return page.locator("code").inner_text().replace(" ", "").replace("\n", "")


def qr_code(page: Page) -> Locator:
    return page.get_by_role("img", name="QR code à scanner avec votre application d’authentification")


def scanned(page: Page) -> str:
    """Return the key that a telephone reads from the screen, with whatever is around the QR code."""
    qr_code(page).scroll_into_view_if_needed()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return parse_qs(urlsplit(found[0].text).query)["secret"][0] if found else ""


def code(key: str, later: int = 0) -> str:
    """What the app shows, some steps from now. The step under way and the next are good for half a minute at least."""
    return oathtool.generate_otp(key, int(time.time()) // STEP_SECONDS + later)


def activate(page: Page, typed: str, password: str = PASSWORD) -> None:
    page.get_by_label("Code à 6 chiffres").fill(typed)
    page.get_by_label("Votre mot de passe actuel").fill(password)
    page.get_by_role("button", name="Activer cette méthode de validation").click()


def remove(page: Page, typed: str, password: str = PASSWORD) -> None:
    page.get_by_label("Votre mot de passe actuel").fill(password)
    page.get_by_label("Code de l’application, ou code de secours").fill(typed)
    page.get_by_role("button", name="Retirer l’application").click()


def is_refused(page: Page, label: str, sentence: str) -> None:
    """See the refusal on top of the form, which has the focus, and beside the field."""
    summary = page.get_by_role("main").get_by_text("Il y a un problème").locator("..")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(sentence)
    expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(label)).to_have_value("")


def is_at_ease(page: Page) -> None:
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def press_tab_until(page: Page, control: Locator) -> None:
    """Reach a control as one does without a mouse."""
    for _ in range(40):
        if control.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not lead there")


def let_time_pass(application: Application, email: str, minutes: int) -> None:
    """Make the key this much older."""
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == email)).one()
        app = session.exec(select(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id)).one()
        app.created_at -= timedelta(minutes=minutes)
        session.add(app)


@pytest.mark.parametrize("room", [{"viewport": DESK}, TELEPHONE], ids=["desk", "telephone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_reads_the_key_from_the_screen(
    application: Application, new_context: NewContext, room: dict[str, object], scheme: str
) -> None:
    page = new_context(application, email=application.newcomer(), color_scheme=scheme, **room).new_page()

    key = open_page(page)

    assert re.fullmatch("[A-Z2-7]{32}", key)
    assert scanned(page) == key
    is_at_ease(page)


def test_a_telephone_that_shows_the_page_opens_its_own_app(application: Application, new_context: NewContext) -> None:
    page = new_context(application, email=application.newcomer(), **TELEPHONE).new_page()
    key = open_page(page)
    link = page.get_by_role("link", name="Ouvrir dans mon application")
    expect(link).to_be_visible()
    address = urlsplit(link.get_attribute("href") or "")
    assert (address.scheme, parse_qs(address.query)["secret"]) == ("otpauth", [key])


def test_a_desk_does_not_offer_to_open_an_app(nour: Page) -> None:
    open_page(nour)
    expect(nour.get_by_role("link", name="Ouvrir dans mon application")).to_be_hidden()


def test_an_app_is_set_up_then_opens_the_account_elsewhere(application: Application, new_context: NewContext) -> None:
    email = application.newcomer()
    page = new_context(application, email=email).new_page()
    key = open_page(page)
    activate(page, code(key))
    expect(page.get_by_role("status").get_by_text("Votre application est active")).to_be_visible()
    is_at_ease(page)

    afresh = new_context(application, **TELEPHONE).new_page()
    afresh.goto("/connexion")
    give_password(afresh, email)
    title = afresh.get_by_role("heading", level=1)
    expect(title).to_have_text("Code de votre application")
    afresh.get_by_role("button", name="Code par e-mail").click()
    expect(title).to_have_text("Votre code de connexion")
    afresh.get_by_role("button", name="Application d’authentification").click()
    expect(title).to_have_text("Code de votre application")
    shown = code(key, 1)
    afresh.get_by_label("Votre code").fill(f"{shown[:3]} {shown[3:]}")
    afresh.get_by_role("button", name="Me connecter").click()

    expect(title).to_contain_text("Bonjour")


def test_an_app_is_set_up_and_removed_with_the_keyboard_alone(nour: Page) -> None:
    key = open_page(nour)
    press_tab_until(nour, nour.get_by_label("Code à 6 chiffres"))
    nour.keyboard.type(code(key))
    nour.keyboard.press("Tab")
    nour.keyboard.type(PASSWORD)
    nour.keyboard.press("Enter")
    expect(nour.get_by_text("Votre application est active")).to_be_visible()

    press_tab_until(nour, nour.get_by_label("Votre mot de passe actuel"))
    nour.keyboard.type(PASSWORD)
    press_tab_until(nour, nour.get_by_label("Code de l’application, ou code de secours"))
    nour.keyboard.type(code(key, 1))
    press_tab_until(nour, nour.get_by_role("button", name="Retirer l’application"))
    nour.keyboard.press("Enter")

    expect(nour.get_by_role("status").get_by_text("L’application est retirée")).to_be_visible()
    assert shown_key(nour) != key


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lambda key: code(key, 8), "L’heure de votre téléphone avance d’environ 4 minutes."),
        (lambda key: code(key, -8), "L’heure de votre téléphone retarde d’environ 4 minutes."),
        (lambda key: f"{key[:4]} {key[4:]}", "C’est la clé de configuration\u00a0: collez-la dans votre application."),
        (lambda _: "12345", "Le code compte 6 chiffres."),
    ],
    ids=["ahead", "behind", "the-key", "too-short"],
)
def test_what_is_refused_is_said_and_the_key_stays(nour: Page, typed: Callable[[str], str], sentence: str) -> None:
    key = open_page(nour)

    activate(nour, typed(key))

    is_refused(nour, "Code à 6 chiffres", sentence)
    is_at_ease(nour)
    assert shown_key(nour) == key
    shown = code(key)
    activate(nour, f"{shown[:3]} {shown[3:]}")
    expect(nour.get_by_text("Votre application est active")).to_be_visible()


def test_six_digits_of_a_sentence_are_its_code_and_those_among_letters_are_not(nour: Page) -> None:
    open_page(nour)
    field = nour.get_by_label("Code à 6 chiffres")

    field.fill("Votre code : 123-456.")
    expect(field).to_have_value("123456")

    key = "ABCD 2EFG 3HIJ 4KLM 5NOP 6QRS 7TUV WXYZ"
    field.fill(key)
    expect(field).to_have_value(key)


def test_a_wrong_password_is_said_and_the_same_code_still_activates(nour: Page) -> None:
    key = open_page(nour)
    shown = code(key)

    activate(nour, shown, "Pas-Le-Bon-2026")

    is_refused(nour, "Votre mot de passe actuel", "Ce n’est pas votre mot de passe actuel.")
    assert shown_key(nour) == key
    activate(nour, shown)
    expect(nour.get_by_text("Votre application est active")).to_be_visible()


def test_a_removal_that_is_refused_says_why(application: Application, new_context: NewContext) -> None:
    page = new_context(application, email=application.newcomer(), viewport=PHONE, color_scheme="dark").new_page()
    key = open_page(page)
    activate(page, code(key))
    expect(page.get_by_text("Votre application est active")).to_be_visible()

    remove(page, "K7M2-9QTR")

    is_refused(page, "Code de l’application, ou code de secours", "Écrivez les 6 chiffres que votre application")
    is_at_ease(page)


def test_a_page_left_open_ten_minutes_says_so_and_shows_another_key(
    application: Application, new_context: NewContext
) -> None:
    email = application.newcomer()
    page = new_context(application, email=email).new_page()
    key = open_page(page)
    let_time_pass(application, email, 10)

    activate(page, code(key))

    is_refused(page, "Code à 6 chiffres", "Un nouveau QR code est affiché")
    anew = shown_key(page)
    assert anew != key
    assert scanned(page) == anew
    activate(page, code(anew))
    expect(page.get_by_text("Votre application est active")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_does_not_come_is_asked_for_again_and_nothing_jumps(
    application: Application, new_context: NewContext, viewport: dict[str, int]
) -> None:
    page = new_context(application, email=application.newcomer(), viewport=viewport).new_page()
    page.route(DOOR, lambda route: route.fulfill(status=500, body="no"))
    page.goto(PAGE)
    expect(page.get_by_role("alert")).to_contain_text("Le QR code n’a pas pu être préparé")
    is_at_ease(page)

    held: list[Route] = []
    page.unroute(DOOR)
    page.route(DOOR, lambda route: held.append(route))  # noqa: PLW0108  (the library marks what it is given)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text("Préparation du QR code")).to_be_attached()
    next_step = page.get_by_role("heading", name="Recopiez le code affiché")
    before = next_step.bounding_box()
    held[0].continue_()

    expect(qr_code(page)).to_be_visible()
    assert next_step.bounding_box() == before


def test_the_key_is_copied_without_its_spaces_and_the_button_says_so(
    application: Application, new_context: NewContext
) -> None:
    context = new_context(application, email=application.newcomer())
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    key = open_page(page)

    page.get_by_role("button", name="Copier la clé").click()

    expect(page.get_by_role("status").get_by_text("Copiée")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == key


def test_a_browser_that_refuses_to_copy_selects_the_key(application: Application, new_context: NewContext) -> None:
    page = new_context(application, email=application.newcomer()).new_page()
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error()); document.execCommand = () => false;"
    )
    key = open_page(page)

    page.get_by_role("button", name="Copier la clé").click()

    expect(page.get_by_text("La clé est sélectionnée\u00a0: copiez-la.")).to_be_visible()
    assert page.evaluate("getSelection().toString()").replace(" ", "") == key
    expect(page.get_by_role("button", name="Copier la clé")).to_be_focused()


def test_the_key_never_passes_through_the_socket_nor_the_log(nour: Page, application: Application) -> None:
    frames: list[str] = []

    def listen(socket: object) -> None:
        for kind in ("framesent", "framereceived"):
            socket.on(kind, lambda frame: frames.append(str(frame)))  # type: ignore[attr-defined]

    nour.on("websocket", listen)
    key = open_page(nour)
    activate(nour, code(key))
    expect(nour.get_by_text("Votre application est active")).to_be_visible()

    assert frames
    assert not [frame for frame in frames if key in frame]
    assert key not in application.log_text()


def test_another_tab_shows_the_app_that_was_just_activated(nour: Page) -> None:
    key = open_page(nour)
    other = nour.context.new_page()
    assert open_page(other) == key

    activate(nour, code(key))

    expect(other.get_by_role("heading", name="Retirer l’application")).to_be_visible()
