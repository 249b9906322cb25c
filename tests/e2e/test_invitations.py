"""Invitations, as an admin makes and follows them: sent, handed over, taken back, seen to move without a reload."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


def address(application: Application, bubble: Members, page: str) -> str:
    """The address of a page of the bubble."""
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Bubble.ref).where(Bubble.name == f"Bulle {bubble.patient_name}")).one()
    return routes.of_bubble(page, ref)


def opened(context: BrowserContext, path: str) -> Page:
    """Open a page; what it shows of the bubble comes once it is alive."""
    page = context.new_page()
    page.goto(path)
    return page


def test_an_admin_invites_someone_hands_the_link_over_and_mends_what_is_refused(
    application: Application, bubble: Members, new_context: NewContext
) -> None:
    context = new_context(application, email=bubble.admin, permissions=["clipboard-read", "clipboard-write"])
    page = opened(context, address(application, bubble, routes.INVITATIONS))
    expect(page.get_by_text("Personne n’a encore été invité")).to_be_visible()
    page.get_by_role("link", name="Inviter une personne").click()

    page.get_by_label("Message personnel").fill("À bientôt")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Adresse e-mail")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("group", name="Rôle dans la bulle")).to_contain_text("Choisissez un rôle")
    assert audited(page).violations_count == 0, audited(page).generate_report()

    email = f"elise.{bubble.patient_name.lower()}@example.org"
    page.get_by_label("Adresse e-mail").fill(f" {email.upper()} ")
    page.get_by_label("Patient").check()
    page.get_by_role("button", name="Envoyer l’invitation").dblclick()
    expect(page.get_by_role("heading", name=f"Invitation envoyée à {email}")).to_be_focused()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.get_by_text("Lien copié").first).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(application.url + routes.INVITATION_LINK) + r"\?jeton=[\w-]{43}", link)
    assert audited(page).violations_count == 0, audited(page).generate_report()

    page.get_by_role("button", name="Inviter une autre personne").click()
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Accompagnant").check()
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("button", name="Renvoyer l’invitation")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail")).to_have_value(email)
    # Doubly pressed, doubly sent would be two mails.
    with application.in_use(), db.reading() as session:
        assert len(session.exec(select(Invitation).where(Invitation.email == email)).all()) == 1


def test_an_admin_follows_invitations_and_takes_one_back_on_a_phone(
    application: Application, bubble: Members, new_context: NewContext
) -> None:
    context = new_context(application, email=bubble.admin, viewport=PHONE)
    form, email = address(application, bubble, routes.INVITE), f"elise.{bubble.patient_name.lower()}@example.org"
    page = opened(context, form)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Patient").check()
    page.get_by_role("button", name="Envoyer l’invitation").click()
    page.get_by_role("link", name="Voir les invitations").click()
    row = page.get_by_role("row").filter(has=page.get_by_text(email, exact=True))
    expect(row).to_contain_text("Envoyée")
    assert audited(page).violations_count == 0, audited(page).generate_report()

    # Another admin, elsewhere, invites someone: this page follows, and keeps an open menu with its own row.
    row.get_by_role("button", name=f"Actions pour {email}").click()
    fields: dict[str, str | float | bool] = {
        "bulle": form.partition("=")[2],
        "email": f"x.{email}",
        "role": "companion",
    }
    knocked = context.request.post(routes.POST_INVITE, form=fields, headers={"Origin": application.url})
    assert knocked.ok
    expect(page.get_by_role("row", name=f"x.{email}")).to_contain_text("Accompagnant")
    expect(row.get_by_role("button", name="Prolonger de 14 jours")).to_be_visible()
    page.keyboard.press("Escape")

    row.get_by_role("button", name=f"Actions pour {email}").click()
    row.get_by_role("button", name="Copier le lien ou le QR code").click()
    dialog = page.get_by_role("dialog", name="Lien de l’invitation")
    expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    dialog.get_by_role("button", name="Fermer").click()
    expect(page.get_by_text(re.compile("jeton="))).to_have_count(0)

    row.get_by_role("button", name=f"Actions pour {email}").click()
    row.get_by_role("button", name="Prolonger de 14 jours").click()
    expect(page.get_by_text(f"L’invitation de {email} est prolongée de 14 jours.")).to_be_visible()
    row.get_by_role("button", name=f"Actions pour {email}").click()
    row.get_by_role("button", name="Révoquer").click()
    page.get_by_role("button", name="Révoquer l’invitation").click()
    expect(page.get_by_text(f"L’invitation de {email} est révoquée.")).to_be_visible()
    expect(row).to_contain_text("Révoquée")
    expect(row.get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="Toutes").click()
    page.get_by_label("Rechercher une invitation").fill("personne de ce nom")
    expect(page.get_by_text("Aucune invitation à afficher")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
