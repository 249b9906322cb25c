"""An admin invites a list of people: what is wrong is said, the rest is looked at, sent, followed, found again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.bubbles import Bubble
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application, until
from tests.servers.bubble import Members, new_bubble


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


@pytest.fixture
def page_of_lists(application: Application, bubble: Members) -> str:
    """The address of its page of lists."""
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Bubble.ref).where(Bubble.name == f"Bulle {bubble.patient_name}")).one()
    return routes.of_bubble(routes.INVITE_MANY, ref)


def write(folder: Path, name: str, *rows: str) -> Path:
    """Write a list as a French spreadsheet does."""
    place = folder / name
    place.write_bytes("\r\n".join(["Adresse e-mail;Rôle;Prénom", *rows]).encode("cp1252"))
    return place


def is_at_ease(page: Page) -> None:
    """Nothing that axe complains of, and nothing wider than the screen."""
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone-dark"])
def test_a_list_is_mended_looked_at_sent_and_found_again(
    application: Application,
    new_context: NewContext,
    bubble: Members,
    page_of_lists: str,
    tmp_path: Path,
    viewport: dict[str, int],
    scheme: str,
) -> None:
    page = new_context(application, email=bubble.admin, viewport=viewport, color_scheme=scheme).new_page()
    page.goto(page_of_lists)
    file = page.get_by_label("Choisir un fichier")
    expect(page.get_by_role("heading", name="Votre liste")).to_be_visible()
    is_at_ease(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger un modèle").click()
    assert "adresse e-mail" in download.value.path().read_text("utf-8-sig")

    (tmp_path / "photo.csv").write_bytes(b"%PDF-1.7 une page")
    file.set_input_files(tmp_path / "photo.csv")
    expect(page.get_by_role("alert").filter(has_text="photo.csv")).to_contain_text("Enregistrer sous")
    is_at_ease(page)

    name = bubble.patient_name.lower()
    people = [f"{name}{n}@example.org;patiente;Élodie" for n in range(60)]
    file.set_input_files(write(tmp_path, "liste.csv", *people, "nadia;accompagnante;Nadia"))
    expect(page.get_by_text("Votre fichier est lu")).to_be_visible()
    expect(page.get_by_role("heading", name="60 invitations prêtes à partir")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Ligne 62")).to_contain_text("Ce n’est pas une adresse e-mail")
    is_at_ease(page)
    page.get_by_role("button", name="Prêtes 60").click()
    page.get_by_role("button", name="Suivantes").click()
    expect(page.get_by_role("listitem").filter(has_text="Ligne 61")).to_contain_text("Élodie · patient")
    assert application.mails_for(f"{name}0@example.org") == []

    page.get_by_role("button", name="Envoyer les 60 invitations").click()
    expect(page.get_by_text(re.compile("^L’envoi (a commencé|est terminé)"))).to_be_visible()
    page.goto(routes.HOME)
    page.goto(page_of_lists)
    expect(page.get_by_role("heading", name="60 invitations envoyées")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("1 ligne refusée")).to_be_visible()
    is_at_ease(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le résultat").click()
    result = download.value.path().read_text("utf-8-sig")
    assert (result.count("Envoyée"), result.count("Refusée")) == (60, 1)
    (mail,) = until(lambda: application.mails_for(f"{name}59@example.org"), 30)
    assert f"{application.url}{routes.INVITATION_LINK}?{routes.TOKEN_PARAMETER}=" in str(mail.get_body(("plain",)))


def test_two_admins_see_the_same_list_and_one_drops_it(
    application: Application, new_context: NewContext, bubble: Members, page_of_lists: str, tmp_path: Path
) -> None:
    one, other = (new_context(application, email=bubble.admin).new_page() for _ in range(2))
    for page in (one, other):
        page.goto(page_of_lists)
    one.get_by_label("Choisir un fichier").set_input_files(write(tmp_path, "liste.csv", "nadia@example.org;patiente;N"))
    expect(other.get_by_role("button", name="Envoyer l’invitation")).to_be_visible()
    one.get_by_role("button", name="Abandonner").click()
    expect(one.get_by_text("rien n’a été envoyé")).to_be_visible()
    expect(other.get_by_label("Choisir un fichier")).to_be_attached()


def test_a_member_is_told_whom_to_turn_to(
    application: Application, new_context: NewContext, bubble: Members, page_of_lists: str
) -> None:
    page = new_context(application, email=bubble.companion).new_page()
    page.goto(page_of_lists)
    expect(page.get_by_text("Cette page est réservée aux administrateurs de la bulle")).to_be_visible()
    expect(page.get_by_label("Choisir un fichier")).to_have_count(0)
