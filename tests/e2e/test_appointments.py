"""A companion plans: from a span drawn on the grid to the sheet, and what both sides' open pages become."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble
from tests.domain.agenda import offer
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble


def with_a_type(application: Application) -> Members:
    """Make a bubble whose companions give one type, and have no hours."""
    made = new_bubble(application)
    with application.in_use():
        with db.reading() as session:
            bubble = session.exec(select(Bubble).where(Bubble.ref == made.ref)).one()
        offer("Suivi", of=bubble)
    return made


def form_for(bubble: Members, start: str = "1000", end: str = "1030") -> str:
    """The address that a span drawn on the grid leads to: tomorrow."""
    day = f"{now().astimezone(ZoneInfo('Europe/Paris')) + timedelta(days=1):%Y%m%d}"
    return f"{routes.of_bubble(routes.NEW_APPOINTMENT, bubble.ref)}&debut={day}T{start}&fin={day}T{end}"


def book(page: Page, bubble: Members) -> None:
    """Book what the address says for the only patient, outside the usual hours."""
    page.get_by_role("radio", name=bubble.patient_name).check()
    page.get_by_role("button", name="Réserver", exact=True).click()
    page.get_by_role("button", name="Réserver quand même").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(bubble.patient_name)


def test_an_appointment_is_booked_outside_hours_on_purpose_and_taken_back(
    application: Application, new_context: NewContext
) -> None:
    bubble = with_a_type(application)
    page = new_context(application, email=bubble.companion, viewport=PHONE).new_page()
    page.goto(form_for(bubble))
    expect(page.get_by_label("Durée, en minutes")).to_have_value("30")
    assert audited(page).violations_count == 0
    page.get_by_role("radio", name="Par téléphone").check()
    page.get_by_label("Numéro à appeler").fill("06 12 34 56 78")
    page.get_by_role("radio", name=bubble.patient_name).check()
    page.get_by_role("button", name="Réserver", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("C’est en dehors de vos horaires")
    expect(page.get_by_label("Numéro à appeler")).to_have_value("06 12 34 56 78")
    assert audited(page).violations_count == 0
    page.get_by_role("button", name="Réserver quand même").click()

    expect(page.get_by_role("link", name="+33 6 12 34 56 78")).to_have_attribute("href", "tel:+33612345678")
    expect(page.get_by_text("Rendez-vous réservé.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Revenir en arrière").click()
    expect(page.get_by_text("La réservation est retirée.")).to_be_visible()
    expect(page.get_by_text("Ce rendez-vous est introuvable")).to_be_visible()


def test_both_sides_follow_while_what_is_typed_stays(application: Application, new_context: NewContext) -> None:
    bubble = with_a_type(application)
    page = new_context(application, email=bubble.companion, viewport=DESK).new_page()
    patient = new_context(application, email=bubble.patient, viewport=PHONE).new_page()
    patient.goto(routes.HOME)
    expect(patient.get_by_text("Aucun rendez-vous à venir")).to_be_visible()
    page.goto(form_for(bubble))
    book(page, bubble)
    expect(patient.get_by_text("demain à 10 h, jusqu’à 10 h 30")).to_be_visible()
    assert audited(page).violations_count == 0

    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_text("Déplacer", exact=True).click()
    other.get_by_label("Heure").fill("16:00")
    other.get_by_label("Note privée").fill("Parler du sommeil.")
    page.get_by_text("Déplacer", exact=True).click()
    page.get_by_label("Heure").fill("15:00")
    page.get_by_role("button", name="Déplacer le rendez-vous").click()
    page.get_by_role("button", name="Déplacer quand même").click()

    expect(other.get_by_text("demain à 15 h, jusqu’à 15 h 30")).to_be_visible()
    expect(other.get_by_label("Heure")).to_have_value("16:00")
    expect(other.get_by_label("Note privée")).to_have_value("Parler du sommeil.")
    other.get_by_role("button", name="Déplacer le rendez-vous").click()
    expect(other.get_by_text("Ce rendez-vous a changé entre-temps")).to_be_visible()
    expect(other.get_by_label("Heure")).to_have_value("16:00")
    other.get_by_role("button", name="Enregistrer la note").click()
    expect(other.get_by_text("Votre note est enregistrée.")).to_be_visible()

    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_label("Motif").fill("Je suis souffrante.")
    assert audited(page).violations_count == 0
    page.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_text("annulé par l’accompagnant")).to_be_visible()
    expect(page.get_by_text("Je suis souffrante.")).to_be_visible()
    expect(patient.get_by_text("Aucun rendez-vous à venir")).to_be_visible()
