"""A companion gives their agenda to another application: the link is made, read, shown to be read, taken back."""

import httpx
from playwright.sync_api import expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.seed import PASSWORD
from tests.e2e.conftest import NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import new_bubble


def test_a_link_is_made_read_and_taken_back(application: Application, new_context: NewContext) -> None:
    email = new_bubble(application).companion
    page = new_context(application, email=email).new_page()
    with application.in_use(), db.transaction() as session:  # an hour ago, they proved who they are
        theirs = select(Session).join(Person).where(Person.email == email)
        for open_session in session.exec(theirs):
            open_session.proved_at = now().replace(year=now().year - 1)
    page.goto(routes.AGENDAS)
    page.get_by_role("button", name="Créer un lien").click()
    page.get_by_role("radio", name="Initiales").check()
    expect(page.get_by_text("hors de notre espace protégé")).to_be_visible()
    make = page.get_by_role("button", name="Créer le lien")
    make.click()
    page.get_by_label("Votre mot de passe").fill("pas-le-bon")
    make.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    make.click()

    expect(page.get_by_role("heading", name="Lien d’agenda")).to_be_focused()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    link = page.locator("#calendar-link").inner_text()
    expect(page.get_by_role("link", name="Ouvrir dans mon calendrier")).to_have_attribute(
        "href", f"webcal:{link.partition(':')[2]}"
    )
    assert httpx.get(link, headers={"User-Agent": "Google-Calendar-Importer"}).status_code == 200
    expect(page.get_by_text("par Google Agenda")).to_be_visible()

    page.reload()
    expect(page.get_by_role("button", name="Renouveler")).to_be_visible()
    assert link.rpartition("/")[2] not in page.content()
    page.get_by_role("button", name="Supprimer").click()
    page.get_by_role("button", name="Supprimer le lien").click()
    expect(page.get_by_text("son adresse ne marche plus")).to_be_visible()
    assert httpx.get(link).status_code == 404
