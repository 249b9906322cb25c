"""A bubble tells of itself: members see it at once, two admins who write together lose nothing."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application, until
from tests.servers.bubble import Members, new_bubble


@pytest.fixture
def members(application: Application) -> Members:
    """A bubble of the test's own, where the companion is an admin too."""
    made = new_bubble(application)
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person.id).where(Person.email == made.companion)).one()
        session.exec(select(Membership).where(Membership.person_id == person)).one().is_admin = True
    return made


def page_of(application: Application, members: Members, page: str) -> str:
    """The address of a page of that bubble."""
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Bubble.ref).where(Bubble.name == f"Bulle {members.patient_name}")).one()
    return routes.of_bubble(page, ref)


def save(page: Page) -> None:
    page.get_by_role("button", name="Mettre à jour les informations").click()


def test_what_an_admin_writes_is_refused_in_place_then_read_by_members_at_once(
    application: Application, new_context: NewContext, members: Members, tmp_path: Path
) -> None:
    reading = page_of(application, members, routes.BUBBLE_INFORMATION)
    patient = new_context(application, email=members.patient, viewport=PHONE).new_page()
    patient.goto(reading)
    expect(patient.get_by_text("Cette bulle n’a pas encore d’informations")).to_be_visible()
    admin = new_context(application, email=members.admin).new_page()
    admin.on("dialog", lambda dialog: pytest.fail(dialog.message))
    admin.goto(reading)
    admin.get_by_role("link", name="Modifier les informations").click()
    expect(admin.get_by_label("Nom de la bulle")).to_have_value(f"Bulle {members.patient_name}")

    admin.get_by_label("Présentation").fill("x" * 2001)
    admin.get_by_label("Site web").fill("javascript:alert(1)")
    save(admin)
    expect(admin.get_by_label("Site web")).to_have_attribute("aria-invalid", "true")
    expect(admin.get_by_label("Présentation")).to_have_value("x" * 2001)
    expect(admin.get_by_text("Caractères en trop\u00a0: 1")).to_be_visible()

    admin.get_by_label("Présentation").fill("Chaque mardi.\n\n<img src=x onerror=alert(1)>")
    admin.get_by_label("Téléphone").fill("04 72 00 00 01")
    admin.get_by_label("Site web").fill("lilas.exemple.fr")
    Image.new("RGB", (300, 200), "teal").save(tmp_path / "photo.jpg")
    admin.locator("input[type=file]").set_input_files(tmp_path / "photo.jpg")
    admin.get_by_role("button", name="Garder ce cadrage").click()
    expect(admin.get_by_role("group", name="Cadrer la photo")).to_have_count(0)
    expect(patient.get_by_role("main").get_by_role("img")).to_have_count(0)
    save(admin)
    expect(admin.get_by_text("Les informations de la bulle sont à jour.")).to_be_visible()

    expect(patient.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(patient.get_by_role("link", name="+33 4 72 00 00 01")).to_have_attribute("href", "tel:+33472000001")
    website = patient.get_by_role("link", name="lilas.exemple.fr")
    expect(website).to_have_attribute("href", "https://lilas.exemple.fr")
    expect(website).to_have_attribute("rel", "noopener noreferrer")
    picture = patient.get_by_role("img", name="Photo de la bulle")
    until(lambda: picture.evaluate("(image) => image.naturalWidth") == 512, 10)
    expect(patient.get_by_role("link", name="Modifier les informations")).to_have_count(0)
    for page in (patient, admin):
        assert audited(page).violations_count == 0, audited(page).generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_admins_who_write_at_once_choose_field_by_field(
    application: Application, new_context: NewContext, members: Members
) -> None:
    form = page_of(application, members, routes.BUBBLE_EDIT)
    aude, cleo = (new_context(application, email=email).new_page() for email in (members.admin, members.companion))
    for page in (aude, cleo):
        page.goto(form)
        expect(page.get_by_label("Nom de la bulle")).to_have_value(f"Bulle {members.patient_name}")
    aude.get_by_label("Message d’accueil").fill("Bonjour.")
    aude.get_by_label("Adresse").first.fill("12 rue des Fleurs")
    aude.get_by_label("Téléphone").fill("04 72 00 00 01")
    cleo.get_by_label("Message d’accueil").fill("Bienvenue.")
    cleo.get_by_label("Adresse").first.fill("3 place du Lac")

    save(aude)
    expect(aude.get_by_text("Les informations de la bulle sont à jour.")).to_be_visible()
    save(cleo)

    told = cleo.get_by_role("status").filter(has_text="modifiées ailleurs entre-temps")
    for words in ("Bonjour.", "Bienvenue.", "12 rue des Fleurs", "3 place du Lac", "+33 4 72 00 00 01"):
        expect(told).to_contain_text(words)
    expect(cleo.get_by_label("Message d’accueil")).to_have_value("Bienvenue.")
    expect(cleo.get_by_label("Téléphone")).to_have_value("+33 4 72 00 00 01")  # which she had not touched
    assert audited(cleo).violations_count == 0, audited(cleo).generate_report()
    address = told.get_by_role("listitem").filter(has_text="3 place du Lac")
    address.get_by_role("button", name="Reprendre cette réponse enregistrée").click()
    expect(cleo.get_by_label("Adresse").first).to_have_value("12 rue des Fleurs")
    save(cleo)
    expect(cleo.get_by_text("Les informations de la bulle sont à jour.")).to_be_visible()

    cleo.reload()
    expect(cleo.get_by_label("Message d’accueil")).to_have_value("Bienvenue.")
    expect(cleo.get_by_label("Adresse").first).to_have_value("12 rue des Fleurs")
    expect(cleo.get_by_label("Téléphone")).to_have_value("+33 4 72 00 00 01")
