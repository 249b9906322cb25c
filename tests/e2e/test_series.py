"""A series in a browser: seen date by date, booked, moved from one on, cancelled, taken back."""

from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.e2e.test_appointments import form_for, with_a_type
from tests.servers.application import Application


def test_a_series_is_looked_at_booked_and_changed_from_one_on(
    application: Application, new_context: NewContext
) -> None:
    bubble = with_a_type(application)
    page = new_context(application, email=bubble.companion, viewport=PHONE).new_page()
    page.goto(form_for(bubble))
    page.get_by_role("radio", name=bubble.patient_name).check()
    expect(page.get_by_label("Nombre de séances", exact=True)).to_be_hidden()
    page.get_by_label("Répéter ce rendez-vous").check()
    page.get_by_label("Nombre de séances", exact=True).fill("many")
    page.get_by_role("button", name="Voir les dates").click()
    expect(page.get_by_label("Nombre de séances", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Nombre de séances", exact=True).fill("4")
    page.get_by_role("button", name="Voir les dates").click()

    expect(page.get_by_role("heading", name="4 séances, 4 à régler")).to_be_visible()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("button", name="Modifier").click()
    expect(page.get_by_label("Nombre de séances", exact=True)).to_have_value("4")
    page.get_by_role("button", name="Voir les dates").click()
    page.get_by_role("listitem").get_by_role("combobox").nth(3).select_option("skip")
    expect(page.get_by_role("heading", name="4 séances, 3 à régler")).to_be_visible()
    page.get_by_role("button", name="Réserver").click()
    expect(page.get_by_role("link", name="Il reste 3 dates à régler.")).to_be_visible()
    page.get_by_role("button", name="Garder les 3 dates signalées").click()
    page.get_by_role("button", name="Réserver les 3 séances").click()

    expect(page.get_by_text("1re séance sur 3")).to_be_visible()
    expect(page.get_by_text("3 rendez-vous réservés.")).to_be_visible()
    page.get_by_role("button", name="Fermer").click()
    page.get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_text("2e séance sur 3")).to_be_visible()
    page.get_by_text("Déplacer", exact=True).click()
    page.get_by_label("Celle-ci et les suivantes").first.check()
    page.get_by_label("Heure").fill("11:00")
    page.get_by_role("button", name="Déplacer le rendez-vous").click()
    page.get_by_role("button", name="Garder les 2 dates signalées").click()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("button", name="Déplacer les 2 séances").click()
    expect(page.get_by_text("2 rendez-vous déplacés.")).to_be_visible()
    page.get_by_role("button", name="Fermer").click()

    patient = new_context(application, email=bubble.patient, viewport=DESK).new_page()
    patient.goto(page.url.replace("/agenda/rendez-vous", "/rendez-vous/detail"))
    expect(patient.get_by_role("heading", name="La série")).to_be_visible()
    assert audited(patient).violations_count == 0, audited(patient).generate_report()
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_role("dialog").get_by_label("Toute la série").check()
    page.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_text("3 rendez-vous annulés.")).to_be_visible()
    expect(patient.get_by_text("0 séance à venir")).to_be_visible()
    page.get_by_role("button", name="Revenir en arrière").click()
    expect(patient.get_by_text("3 séances à venir")).to_be_visible()
