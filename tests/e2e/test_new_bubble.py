"""A platform admin creates a bubble, and reads what happens next."""

from playwright.sync_api import expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.people import Person
from tests.e2e.conftest import NewContext, audited
from tests.servers.application import Application, until


def test_a_bubble_is_created_and_its_first_admin_invited(application: Application, new_context: NewContext) -> None:
    odile, rose = application.newcomer("Odile"), "rose.premiere@example.org"
    with application.in_use(), db.transaction() as session:
        session.exec(select(Person).where(Person.email == odile)).one().is_platform_admin = True
    page = new_context(application, email=odile).new_page()
    page.goto(routes.BUBBLES)
    page.get_by_role("link", name="Créer une bulle").click()
    page.get_by_label("Nom de la bulle").fill("Bulle d’Odile")
    page.get_by_label("Son adresse e-mail").fill("rose.premiere")
    page.get_by_role("button", name="Créer la bulle").click()
    expect(page.get_by_label("Son adresse e-mail")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Nom de la bulle")).to_have_value("Bulle d’Odile")

    page.get_by_label("Son adresse e-mail").fill(rose)
    page.get_by_role("button", name="Créer la bulle").click()

    expect(page.get_by_text("La bulle «\u00a0Bulle d’Odile\u00a0» est créée")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(rose)
    assert audited(page).violations_count == 0, audited(page).generate_report()
    until(lambda: application.mails_for(rose), 20)
    page.get_by_role("button", name="Créer une autre bulle").click()
    expect(page.get_by_label("Nom de la bulle")).to_have_value("")
