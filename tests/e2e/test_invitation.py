"""An invitation, from the mail to the bubble, in a browser."""

import re
import uuid

from playwright.sync_api import Page, expect

from mycharlotte import routes
from mycharlotte.models.bubbles import Role
from tests.e2e.conftest import DESK, PHONE, NewContext, alive, audited
from tests.e2e.test_sign_in import give_password
from tests.servers.application import Application
from tests.servers.bubble import new_bubble
from tests.servers.invitation import mail_invitation

STRONG = "Sept-cerises-dansent-9"


def is_at_ease(page: Page) -> None:
    found = audited(alive(page))
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_someone_new_comes_from_the_mail_to_the_bubble(application: Application, new_context: NewContext) -> None:
    email, bubble = f"{uuid.uuid4().hex[:12]}@example.org", new_bubble(application)
    page = new_context(application, viewport=PHONE).new_page()
    page.goto(mail_invitation(application, email, by=bubble.admin))
    expect(page).to_have_url(re.compile(f"{routes.INVITATION}$"))
    expect(page.get_by_role("main")).to_contain_text(
        f"Aude Belkacem vous invite à rejoindre la bulle « Bulle {bubble.patient_name} »."
    )
    expect(page.get_by_role("main")).to_contain_text("Bienvenue parmi nous.")
    expect(page.get_by_role("link", name="J’ai déjà un compte")).to_be_visible()
    is_at_ease(page)

    expect(page.get_by_label("Votre prénom")).to_have_value("Inès")
    page.get_by_label("Votre nom").fill("")
    page.get_by_label("Choisissez un mot de passe").fill(STRONG)
    expect(page.get_by_text("Très solide")).to_be_visible()
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_label("Votre nom")).to_have_attribute("aria-invalid", "true")
    is_at_ease(page)

    page.get_by_label("Votre nom").fill("Da Silva")
    page.get_by_label("Choisissez un mot de passe").fill(STRONG)
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code")
    expect(page.get_by_role("main")).to_contain_text(email)
    is_at_ease(page)

    page.get_by_label("Votre code").fill(application.next_code(email, after=0))
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Inès")
    expect(page.get_by_role("main")).to_contain_text("Bienvenue sur MyCharlotte")
    expect(page.get_by_role("main")).to_contain_text(f"Bulle {bubble.patient_name}")
    is_at_ease(page)


def test_someone_with_an_account_signs_in_and_joins(application: Application, new_context: NewContext) -> None:
    email, bubble = application.newcomer(), new_bubble(application)
    page = new_context(application, viewport=DESK).new_page()
    page.goto(mail_invitation(application, email, by=bubble.admin, role=Role.COMPANION))
    page.get_by_role("link", name="J’ai déjà un compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    give_password(page, email)
    page.get_by_label("Votre code").fill(application.next_code(email, after=0))
    page.get_by_role("button", name="Me connecter").click()

    expect(page.get_by_role("button", name="Rejoindre la bulle")).to_be_visible()
    is_at_ease(page)
    page.get_by_role("button", name="Rejoindre la bulle").click()
    expect(page).to_have_url(re.compile(rf"{routes.BUBBLE}\?bulle="))
    expect(page.get_by_role("main")).to_contain_text(f"Bulle {bubble.patient_name}")


def test_an_invitation_is_declined_once_that_is_confirmed(application: Application, new_context: NewContext) -> None:
    email, bubble = f"{uuid.uuid4().hex[:12]}@example.org", new_bubble(application)
    page = new_context(application, viewport=PHONE).new_page()
    page.goto(mail_invitation(application, email, by=bubble.admin))
    page.get_by_role("button", name="Décliner l’invitation").click()
    expect(page.get_by_role("dialog", name="Décliner cette invitation")).to_be_visible()
    is_at_ease(page)
    page.get_by_role("dialog").get_by_role("button", name="Revenir à l’invitation").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="Décliner l’invitation").click()
    page.get_by_role("dialog").get_by_role("button", name="Décliner", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation déclinée")
    is_at_ease(page)
