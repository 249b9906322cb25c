"""Hours and absences in a browser: typed once and copied, two tabs at once, an absence over what is booked."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from tests.domain.agenda import appointment, offer
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble


def booked_tomorrow(application: Application, members: Members) -> str:
    """Book the patient of a bubble for tomorrow at noon, UTC; return that day."""
    at = (now() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    with application.in_use():
        with db.reading() as session:
            here = session.exec(select(Bubble).where(Bubble.name == f"Bulle {members.patient_name}")).one()
            emails = (members.companion, members.patient)
            companion, patient = (session.exec(select(Person).where(Person.email == one)).one() for one in emails)
        appointment(companion, patient, offer(of=here), at)
    return at.date().isoformat()


def test_hours_are_typed_once_copied_and_kept_from_another_tab(
    new_context: NewContext, application: Application
) -> None:
    members = new_bubble(application)
    page, other = (new_context(application, email=members.companion, viewport=PHONE).new_page() for _ in range(2))
    for tab in (page, other):
        tab.goto(routes.HOURS)
        expect(tab.get_by_text("Vous n’avez pas encore d’horaires")).to_be_visible()

    monday = page.get_by_role("group", name="Lundi", exact=True)
    monday.get_by_role("button", name="Ajouter une plage").click()
    expect(monday.get_by_label("De", exact=True)).to_be_focused()
    monday.get_by_label("À", exact=True).fill("8")
    page.get_by_role("button", name="Enregistrer mes horaires").click()
    page.get_by_role("link", name="L’heure de fin doit venir après").click()
    expect(monday.get_by_label("À", exact=True)).to_be_focused()
    monday.get_by_label("À", exact=True).fill("12h30")
    monday.get_by_text("Copier ce jour").click()
    monday.get_by_role("button", name="Du lundi au vendredi").click()
    expect(page.get_by_text("Lundi est copié")).to_be_visible()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("button", name="Enregistrer mes horaires").click()
    week = "Du lundi au vendredi, de 9\u00a0h à 12\u00a0h\u00a030"
    expect(page.get_by_text(week)).to_be_visible()
    expect(other.get_by_text(week)).to_be_visible()

    other.get_by_role("group", name="Mardi", exact=True).get_by_label("De", exact=True).fill("10")
    monday.get_by_label("De", exact=True).fill("8")
    page.get_by_role("button", name="Enregistrer mes horaires").click()
    expect(page.get_by_text("Lundi, de 8\u00a0h à 12\u00a0h\u00a030")).to_be_visible()
    other.get_by_role("button", name="Enregistrer mes horaires").click()
    expect(other.get_by_text("Ces horaires ont été modifiés ailleurs entre-temps")).to_be_visible()
    expect(other.get_by_role("group", name="Mardi", exact=True).get_by_label("De", exact=True)).to_have_value("10")
    other.get_by_role("button", name="Reprendre ce qui est enregistré").click()
    expect(other.get_by_role("group", name="Lundi", exact=True).get_by_label("De", exact=True)).to_have_value("08:00")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_absence_cancels_what_is_ticked_and_one_press_takes_it_back(
    new_context: NewContext, application: Application
) -> None:
    members = new_bubble(application)
    day = booked_tomorrow(application, members)
    page = new_context(application, email=members.companion).new_page()
    page.goto(routes.ABSENCES)
    page.get_by_role("button", name="Noter une absence").click()
    page.get_by_label("Premier jour").fill(day)
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("button", name="Enregistrer l’absence").click()

    expect(page.get_by_text("1 rendez-vous est déjà pris pendant cette absence")).to_be_visible()
    page.get_by_role("button", name="Annuler les rendez-vous cochés").click()
    expect(page.get_by_role("link", name="Cochez au moins un rendez-vous")).to_be_visible()
    page.get_by_role("checkbox", name=members.patient_name).check()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("button", name="Annuler les rendez-vous cochés").click()
    expect(page.get_by_text("Les rendez-vous cochés sont annulés.")).to_be_visible()
    page.get_by_role("button", name="Revenir en arrière").click()
    expect(page.get_by_text("1 rendez-vous à déplacer")).to_be_visible()
