"""An admin helps a member who can no longer sign in, from the search to the open account."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, Route, expect
from sqlmodel import col, select

from mycharlotte import db, routes, seed
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")
CHECK = "Je l’ai rappelée au numéro de sa fiche, et j’ai reconnu sa voix."


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


@pytest.fixture
def admin(application: Application, new_context: NewContext, bubble: Members) -> Page:
    """A desk, where its admin is signed in."""
    return new_context(application, email=bubble.admin).new_page()


def choose(page: Page, bubble: Members) -> None:
    """Find the patient, and choose them."""
    page.goto(routes.RESCUE)
    page.get_by_label("Qui souhaitez-vous aider").fill(bubble.patient_name.upper())
    page.get_by_role("button", name=bubble.patient).click()


def create(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Créer un code de dépannage").click()


def code_on(page: Page) -> str:
    """Return the code, once it is shown."""
    expect(page.get_by_role("heading", name="Code de dépannage pour")).to_be_focused()
    return page.get_by_text(CODE).inner_text()


def grow_old(application: Application, email: str) -> None:
    """Let five minutes pass since someone proved who they are."""
    with application.in_use(), db.transaction() as session:
        for one in session.exec(
            select(Session).join(Person, col(Person.id) == Session.person_id).where(Person.email == email)
        ):
            one.proved_at = now() - timedelta(minutes=5)


def is_at_ease(page: Page) -> None:
    """Nothing that axe complains of, and nothing wider than the screen."""
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone-dark"])
def test_a_member_gets_back_in_with_the_code_of_their_admin(
    application: Application, new_context: NewContext, bubble: Members, viewport: dict[str, int], scheme: str
) -> None:
    person = new_context(application, viewport=viewport, color_scheme=scheme).new_page()
    person.goto(routes.SIGN_IN)
    person.get_by_label("Adresse e-mail").fill(bubble.patient)
    person.get_by_label("Mot de passe").fill(seed.PASSWORD)
    person.get_by_role("button", name="Continuer").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    expect(person.get_by_role("button", name="Code de dépannage")).to_have_count(0)

    admin = new_context(application, email=bubble.admin, viewport=viewport, color_scheme=scheme).new_page()
    heard: list[str] = []
    admin.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    admin.goto(routes.BUBBLES)
    admin.get_by_role("link", name="Aider un membre à se reconnecter").click()
    expect(admin.get_by_label("Qui souhaitez-vous aider")).to_be_visible()
    expect(admin).to_have_title("Dépanner un membre · myCharlotte")
    is_at_ease(admin)
    admin.get_by_label("Qui souhaitez-vous aider").fill(bubble.patient_name)
    admin.get_by_text("1 personne trouvée.").wait_for()
    is_at_ease(admin)
    admin.get_by_role("button", name=bubble.patient).click()
    admin.get_by_label("Comment avez-vous vérifié son identité").fill(CHECK)
    is_at_ease(admin)
    create(admin)
    code = code_on(admin)
    is_at_ease(admin)

    # Their page was waiting for the second step: the method comes to it by itself.
    person.get_by_role("button", name="Code de dépannage").click()
    person.get_by_label("Votre code de dépannage").fill(code.lower().replace("-", " "))
    person.get_by_role("button", name="Me connecter").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    assert not [frame for frame in heard if code in frame or code.replace("-", "") in frame]

    admin.get_by_role("button", name="Aider une autre personne").click()
    expect(admin.get_by_text(code)).to_have_count(0)
    expect(admin.get_by_label("Qui souhaitez-vous aider")).to_be_focused()


def test_one_helps_with_the_keyboard_alone(admin: Page, bubble: Members) -> None:
    keys = admin.keyboard
    admin.goto(routes.RESCUE)
    admin.get_by_label("Qui souhaitez-vous aider").focus()
    keys.type(bubble.patient_name[:7])
    admin.get_by_role("button", name=bubble.patient).wait_for()
    keys.press("Tab")
    keys.press("Enter")
    expect(admin.get_by_role("group", name="Personne choisie")).to_be_focused()
    keys.press("Tab")
    expect(admin.get_by_role("button", name="Choisir une autre personne")).to_be_focused()
    keys.press("Tab")
    keys.type(CHECK)
    keys.press("Tab")
    keys.press("Enter")
    assert len(code_on(admin)) == 9


def test_what_is_refused_is_said_and_what_was_typed_stays(admin: Page, bubble: Members) -> None:
    choose(admin, bubble)
    check = admin.get_by_label("Comment avez-vous vérifié son identité")
    check.fill("Vue.")

    create(admin)

    expect(admin.get_by_role("alert")).to_be_focused()
    expect(check).to_have_attribute("aria-invalid", "true")
    expect(check).to_have_value("Vue.")
    is_at_ease(admin)
    admin.get_by_role("alert").get_by_role("link").click()
    expect(check).to_be_focused()
    check.fill(CHECK)
    create(admin)
    code_on(admin)


def test_an_old_proof_is_asked_for_in_place_and_what_was_typed_stays(
    application: Application, new_context: NewContext, bubble: Members
) -> None:
    context = new_context(application, email=bubble.admin)
    grow_old(application, bubble.admin)
    page = context.new_page()
    choose(page, bubble)
    page.get_by_label("Comment avez-vous vérifié son identité").fill(CHECK)

    create(page)

    password = page.get_by_label("Votre mot de passe")
    expect(password).to_be_focused()
    is_at_ease(page)
    password.fill("not the one")
    create(page)
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas votre mot de passe actuel.")
    expect(page.get_by_label("Comment avez-vous vérifié son identité")).to_have_value(CHECK)
    password.fill(seed.PASSWORD)
    create(page)
    code_on(page)


def test_a_server_that_does_not_answer_and_a_lost_session_leave_what_was_typed(admin: Page, bubble: Members) -> None:
    choose(admin, bubble)
    check = admin.get_by_label("Comment avez-vous vérifié son identité")
    check.fill(CHECK)

    def drop(route: Route, _request: Request) -> None:
        route.abort()

    admin.route(f"**{routes.POST_RESCUE}", drop)
    create(admin)
    expect(admin.get_by_role("alert")).to_contain_text("Aucune réponse n’est arrivée.")
    admin.unroute(f"**{routes.POST_RESCUE}")

    cookies = admin.context.cookies()
    admin.context.clear_cookies()
    create(admin)
    expect(admin.get_by_role("alert")).to_contain_text("Votre session est terminée.")
    expect(check).to_have_value(CHECK)

    admin.context.add_cookies(cookies)  # type: ignore[arg-type]
    create(admin)
    code_on(admin)


def test_a_double_click_makes_one_code(admin: Page, bubble: Members) -> None:
    choose(admin, bubble)
    admin.get_by_label("Comment avez-vous vérifié son identité").fill(CHECK)
    sent: list[str] = []
    admin.on("request", lambda request: sent.append(request.url) if routes.POST_RESCUE in request.url else None)

    admin.get_by_role("button", name="Créer un code de dépannage").dblclick()

    code_on(admin)
    assert len(sent) == 1


def test_the_page_says_that_it_is_for_admins(
    application: Application, new_context: NewContext, bubble: Members
) -> None:
    page = new_context(application, email=bubble.companion).new_page()
    page.goto(routes.BUBBLES)
    expect(page.get_by_role("main")).to_contain_text("Accompagnant")
    expect(page.get_by_role("link", name="Aider un membre à se reconnecter")).to_have_count(0)

    page.goto(routes.RESCUE)

    expect(page.get_by_role("main")).to_contain_text("Cette page est réservée aux administrateurs")
    expect(page.get_by_role("link", name="contact@mycharlotte.fr")).to_be_visible()
    expect(page.get_by_label("Qui souhaitez-vous aider")).to_have_count(0)
    is_at_ease(page)
