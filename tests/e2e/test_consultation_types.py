"""Consultation types in a browser: made, ordered with the keyboard, retired; asked about by those who give them."""

import re

from playwright.sync_api import Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.bubbles import Bubble
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application, until
from tests.servers.bubble import Members, new_bubble

LIST, FORM = routes.CONSULTATION_TYPES, routes.CONSULTATION_TYPE


def address(application: Application, page: str, members: Members) -> str:
    """The address of a page of their bubble."""
    with application.in_use(), db.reading() as session:
        ref = session.exec(select(Bubble.ref).where(Bubble.name == f"Bulle {members.patient_name}")).one()
    return routes.of_bubble(page, ref)


def names(page: Page) -> list[str]:
    """The names on the list, in their order."""
    return page.get_by_role("main").get_by_role("listitem").get_by_role("heading").all_inner_texts()


def test_an_admin_makes_types_arranges_them_with_the_keyboard_and_retires_one(
    new_context: NewContext, application: Application
) -> None:
    members = new_bubble(application)
    page = new_context(application, email=members.admin, viewport=PHONE).new_page()
    page.goto(address(application, LIST, members))
    expect(page.get_by_text("Aucun type de consultation pour l’instant")).to_be_visible()
    page.get_by_role("button", name="Ajouter Premier entretien").click()
    expect(page.get_by_text("« Premier entretien » est maintenant proposé")).to_be_visible()

    page.get_by_role("link", name="Ajouter un type de consultation").click()
    page.get_by_label("Durée, en minutes").fill("1441")
    page.get_by_label("Certains accompagnants").check()
    page.get_by_label("Sarcelle").check()
    page.get_by_role("button", name="Ajouter ce type").click()
    summary = page.get_by_role("main").get_by_text("Il y a un problème").locator("..")
    expect(summary.get_by_role("link")).to_have_count(3)
    summary.get_by_role("link", name="Choisissez au moins un accompagnant.").click()
    expect(page.locator("#field-companions")).to_be_focused()
    expect(page.get_by_label("Durée, en minutes")).to_have_value("1441")
    assert audited(page).violations_count == 0, audited(page).generate_report()

    page.get_by_label("Cléo Belkacem").check()
    page.get_by_label("Nom", exact=True).fill("Bilan")
    page.get_by_label("Durée, en minutes").fill("90")
    page.get_by_role("button", name="Ajouter ce type").click()
    expect(page.get_by_text("« Bilan » est maintenant proposé")).to_be_visible()
    expect(page.get_by_text("1\u00a0h\u00a030 · Sur place")).to_be_visible()
    expect(page.get_by_text("Qui la propose\u00a0: Cléo Belkacem")).to_be_visible()

    page.get_by_role("button", name="Monter Bilan").press("Enter")
    until(lambda: names(page) == ["Bilan", "Premier entretien"], 5)
    expect(page.get_by_role("button", name="Monter Bilan")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="position 1 sur 2")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert audited(page).violations_count == 0, audited(page).generate_report()

    page.get_by_role("button", name="Retirer Premier entretien").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("« Premier entretien » est retiré.")).to_be_visible()
    page.get_by_text("1 type retiré").click()
    page.get_by_role("button", name="Remettre Premier entretien").click()
    until(lambda: names(page) == ["Bilan", "Premier entretien"], 5)


def test_two_admins_who_change_one_type_at_once_lose_nothing(new_context: NewContext, application: Application) -> None:
    members = new_bubble(application)
    here = new_context(application, email=members.admin).new_page()
    here.goto(address(application, LIST, members))
    here.get_by_role("button", name="Ajouter Premier entretien").click()
    here.get_by_role("link", name="Modifier Premier entretien").click()
    expect(here.get_by_label("Durée, en minutes")).to_have_value("60")
    there = new_context(application, email=members.admin).new_page()
    there.goto(here.url)
    for page, minutes in ((there, "30"), (here, "75")):
        page.get_by_label("Durée, en minutes").fill(minutes)
    there.get_by_label("En visio").check()
    here.get_by_label("Ocre").check()

    there.get_by_role("button", name="Enregistrer").click()
    expect(there.get_by_text("« Premier entretien » est enregistré.")).to_be_visible()
    here.get_by_role("button", name="Enregistrer").click()

    clash = here.get_by_text("Ce type a été modifié ailleurs entre-temps").locator("..")
    expect(clash).to_contain_text(re.compile("Durée.*30\u00a0min.*1\u00a0h\u00a015.*Lieu.*En visio", re.DOTALL))
    expect(here.get_by_label("Durée, en minutes")).to_have_value("75")
    here.get_by_role("button", name="Enregistrer").click()
    expect(here.get_by_text("1\u00a0h\u00a015 · En visio")).to_be_visible()
    expect(there.get_by_text("1\u00a0h\u00a015 · En visio")).to_be_visible()


def test_a_companion_reads_what_they_give_and_asks_for_a_change(
    new_context: NewContext, application: Application
) -> None:
    members = new_bubble(application)
    admin = new_context(application, email=members.admin).new_page()
    admin.goto(address(application, LIST, members))
    admin.get_by_role("button", name="Ajouter Entretien de suivi").click()
    expect(admin.get_by_text("« Entretien de suivi » est maintenant proposé")).to_be_visible()

    page = new_context(application, email=members.companion).new_page()
    page.goto(routes.AGENDAS)
    expect(page.get_by_text("veuillez contacter votre administrateur de bulle")).to_be_visible()
    expect(page.get_by_text("60 jours à l’avance au plus tôt, jusqu’à 24\u00a0h avant")).to_be_visible()
    admin.get_by_role("button", name="Ajouter Point par téléphone").click()
    expect(page.get_by_text("Point par téléphone")).to_be_visible()
    page.get_by_role("button", name="Demander une modification").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Envoyer la demande").click()
    expect(dialog.get_by_role("link", name="Choisissez ce qu’il faut modifier.")).to_be_visible()
    dialog.get_by_label("Que faut-il modifier").select_option("La durée")
    assert audited(page).violations_count == 0, audited(page).generate_report()
    dialog.get_by_role("button", name="Envoyer la demande").click()

    expect(page.get_by_text("1 administrateur de la bulle l’a reçue")).to_be_visible()
    (mail,) = until(lambda: application.mails_for(members.admin), 10)
    words = mail.get_body(("plain",))
    assert words
    assert "À modifier\u00a0: la durée" in words.get_content()

    patient = new_context(application, email=members.patient).new_page()
    patient.goto(routes.AGENDAS)
    expect(patient.get_by_role("heading", name="Rappels")).to_be_visible()
    expect(patient.get_by_text("Vos types de consultations")).to_have_count(0)
