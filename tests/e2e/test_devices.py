"""Where one's account is open, as two browsers of one person see it; and the devices one trusts."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.domain import devices, sessions
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.people import Language, Person
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application, coming_from, fresh_address

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)
OVER = "Votre session est terminée"
SOON = 5_000  # how long after its session was closed a page may still be seen, in milliseconds


@pytest.fixture
def email(application: Application) -> str:
    """Nour, who is new."""
    return application.newcomer()


@pytest.fixture
def desk(application: Application, new_context: NewContext, email: str) -> Page:
    """Nour's desk, at the page of sessions."""
    page = new_context(application, email=email).new_page()
    open_page(page)
    return page


@pytest.fixture
def phone(application: Application, new_context: NewContext, email: str) -> Page:
    """Nour's phone, where they are signed in too."""
    context = new_context(application, email=email, viewport=PHONE, extra_http_headers=coming_from(fresh_address()))
    return context.new_page()


def open_page(page: Page) -> None:
    page.goto(routes.DEVICES)
    expect(page.get_by_text("Cette session")).to_be_visible()


def lines(page: Page, title: str = "Sessions ouvertes") -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=title)).get_by_role("listitem")


def open_session(application: Application, email: str, device: str, network: str = "198.51.100.0/24") -> None:
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == email)).one()
        sessions.start(session, person=person, origin=Origin(device, network), method="app", now=now())


def trust(application: Application, email: str, device: str) -> str:
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == email)).one()
        origin = Origin(device, "198.51.100.0/24")
        return devices.remember(session, person=person, origin=origin, method="app", is_to_be_trusted=True, now=now())


def give_password(page: Page, email: str) -> None:
    page.goto(routes.SIGN_IN)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(seed.PASSWORD)
    page.keyboard.press("Enter")


def is_at_ease(page: Page) -> None:
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_present_session_is_alone_and_marked(desk: Page) -> None:
    expect(lines(desk)).to_have_count(1)
    expect(lines(desk)).to_contain_text("Firefox sur Linux")
    expect(lines(desk)).to_contain_text("Utilisée en ce moment")
    expect(desk.get_by_text("Votre compte n’est ouvert nulle part ailleurs.")).to_be_visible()
    expect(desk.get_by_text("Aucun appareil de confiance")).to_be_visible()
    expect(desk.get_by_role("button", name="Déconnecter")).to_have_count(0)


def test_a_session_that_opens_elsewhere_appears_by_itself(
    application: Application, desk: Page, new_context: NewContext, email: str
) -> None:
    elsewhere = new_context(
        application, user_agent=IPHONE, viewport=PHONE, extra_http_headers=coming_from(fresh_address())
    ).new_page()
    give_password(elsewhere, email)
    elsewhere.get_by_label("Votre code", exact=True).fill(application.next_code(email, after=0))
    elsewhere.get_by_role("checkbox", name="Faire confiance à cet appareil 30 jours").check()
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("Bonjour")

    expect(lines(desk)).to_have_count(2)
    expect(lines(desk).last).to_contain_text("Safari sur iPhone")
    expect(lines(desk).last).to_contain_text("avec un code reçu par e-mail")
    expect(lines(desk, "Appareils de confiance")).to_contain_text("Safari sur iPhone")

    desk.get_by_role("button", name="Ne plus faire confiance à Safari sur iPhone").click()
    expect(desk.get_by_text("Cet appareil n’est plus de confiance.")).to_be_visible()
    desk.get_by_role("button", name="Déconnecter Safari sur iPhone").click()
    expect(elsewhere.get_by_role("dialog")).to_contain_text(OVER, timeout=SOON)
    elsewhere.get_by_label("Mot de passe", exact=True).fill(seed.PASSWORD)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_label("Votre code", exact=True)).to_be_visible()  # trusted no more


def test_closing_a_session_covers_its_pages_and_loses_nothing_typed_there(desk: Page, phone: Page) -> None:
    phone.goto(routes.PROFILE)
    expect(phone.get_by_label("Votre prénom")).to_have_value("Nour")
    phone.get_by_label("Votre prénom").fill("Inès")
    desk.reload()
    expect(lines(desk)).to_have_count(2)

    lines(desk).last.get_by_role("button", name="Déconnecter").click()

    expect(desk.get_by_text("La session est fermée.")).to_be_visible()
    expect(lines(desk)).to_have_count(1)
    expect(phone.get_by_role("dialog")).to_contain_text(OVER, timeout=SOON)
    assert phone.evaluate("document.querySelector('input[name=first_name]').value") == "Inès"


def test_closing_the_others_leaves_this_one(application: Application, desk: Page, phone: Page, email: str) -> None:
    open_page(phone)
    open_session(application, email, "Edge, Windows")
    desk.reload()
    expect(lines(desk)).to_have_count(3)

    desk.get_by_role("button", name="Déconnecter les autres").click()

    expect(desk.get_by_text("Les autres sessions sont fermées.")).to_be_visible()
    expect(lines(desk)).to_have_count(1)
    expect(desk.get_by_role("button", name="Déconnecter les autres")).to_have_count(0)
    expect(phone.get_by_role("dialog")).to_contain_text(OVER, timeout=SOON)
    desk.goto(routes.PROFILE)
    expect(desk.get_by_label("Votre prénom")).to_have_value("Nour")


def test_another_tab_follows(application: Application, desk: Page, email: str) -> None:
    open_session(application, email, "Edge, Windows")
    other = desk.context.new_page()
    open_page(other)
    desk.reload()
    expect(lines(desk)).to_have_count(2)

    desk.get_by_role("button", name="Déconnecter Edge sur Windows").click()

    expect(lines(other)).to_have_count(1)
    expect(other.get_by_text("La session est fermée.")).to_have_count(0)


def test_one_closes_a_session_with_the_keyboard_and_knows_where_one_is(
    application: Application, desk: Page, email: str
) -> None:
    open_session(application, email, "Edge, Windows")
    desk.reload()
    expect(lines(desk)).to_have_count(2)
    for _ in range(40):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.ariaLabel") == "Déconnecter Edge sur Windows":
            break
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("La session est fermée.")).to_be_visible()
    assert desk.evaluate("document.activeElement.innerText").startswith("La session est fermée.")


def test_a_double_click_closes_one_session(application: Application, desk: Page, email: str) -> None:
    open_session(application, email, "Edge, Windows")
    open_session(application, email, "Opera, Windows")
    desk.reload()
    expect(lines(desk)).to_have_count(3)

    desk.get_by_role("button", name="Déconnecter Edge sur Windows").dblclick()

    expect(lines(desk)).to_have_count(2)
    expect(lines(desk).last).to_contain_text("Opera sur Windows")
    expect(desk.get_by_text("Cette session est déjà fermée.")).to_have_count(0)


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [
        pytest.param(DESK, "light", Language.FRENCH, id="desk"),
        pytest.param(PHONE, "dark", Language.ENGLISH, id="phone-dark-english"),
        pytest.param({"width": 640, "height": 400}, "light", Language.FRENCH, id="zoomed-twice"),
    ],
)
def test_the_page_is_at_ease_when_it_is_full(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, language: Language
) -> None:
    email = application.newcomer(language=language)
    for device in ("Samsung Internet, Android", "Edge, Windows", ""):
        open_session(application, email, device, "2001:db8:1234:5600::/56")
        trust(application, email, device)
    page = new_context(application, email=email, viewport=viewport, color_scheme=scheme).new_page()
    page.goto(routes.DEVICES)
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(7)
    is_at_ease(page)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(6)
    is_at_ease(page)
