"""A patient books on a phone in three presses, thinks better of it, and asks to be told of another slot."""

import re

from playwright.sync_api import expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble


def give_hours(application: Application, members: Members) -> None:
    """Put a type on offer by telephone, and give its companion every day of the week."""
    with application.in_use(), db.transaction() as session:
        bubble = session.exec(select(Bubble).where(Bubble.ref == members.ref)).one()
        companion = session.exec(select(Person).where(Person.email == members.companion)).one()
        session.add(
            ConsultationType(
                bubble_id=id_of(bubble),
                name="Écoute",
                active_name="ecoute",
                colour="teal",
                minutes=45,
                mode=Mode.PHONE,
                latest_minutes=60,
                cancel_minutes=60,
                move_minutes=60,
            )
        )
        session.add_all(
            Hours(person_id=id_of(companion), bubble_id=id_of(bubble), weekday=day, starts=9 * 60, ends=17 * 60)
            for day in range(7)
        )


def test_three_presses_book_and_one_takes_it_back(new_context: NewContext, application: Application) -> None:
    members = new_bubble(application)
    give_hours(application, members)
    page = new_context(application, email=members.patient, viewport=PHONE).new_page()
    page.goto(routes.MY_APPOINTMENTS)
    expect(page.get_by_text("Aucun rendez-vous à venir")).to_be_visible()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    page.get_by_role("link", name="Écoute").click()
    page.get_by_role("link", name="Peu importe").click()
    times = page.get_by_role("main").get_by_role("link", name=re.compile(r"^\d+\s?h"))
    expect(times.first).to_be_visible()
    expect(page.get_by_role("button", name="Prévenez-moi si un créneau se libère")).to_be_visible()
    assert audited(page).violations_count == 0, audited(page).generate_report()
    times.nth(1).click()

    book = page.get_by_role("button", name="Réserver ce rendez-vous")
    page.get_by_label("Le numéro où vous appeler").fill("06 12")
    book.click()
    expect(page.get_by_text("Ce n’est pas encore réservé")).to_be_visible()
    page.get_by_label("Le numéro où vous appeler").fill("06 12 34 56 78")
    book.click()
    expect(page.get_by_role("heading", name="Votre rendez-vous")).to_be_visible()
    expect(page.get_by_text("avec Cléo")).to_be_visible()
    expect(page.get_by_text(re.compile(r"6.12.34.56.78"))).to_be_visible()

    page.get_by_role("button", name="Revenir en arrière").click()
    expect(page.get_by_text("Ce rendez-vous n’est pas dans votre liste")).to_be_visible()


def test_who_waits_is_seen_and_stops(new_context: NewContext, application: Application) -> None:
    members = new_bubble(application)
    give_hours(application, members)
    page = new_context(application, email=members.patient, viewport=PHONE).new_page()
    page.goto(routes.BOOK)
    page.get_by_role("link", name="Écoute").click()
    page.get_by_role("link", name="Cléo").click()
    page.get_by_role("button", name="Prévenez-moi si un créneau se libère").click()
    expect(page.get_by_text("Vous serez prévenu si un créneau se libère")).to_be_visible()

    companion = new_context(application, email=members.companion).new_page()
    companion.goto(routes.WAITING)
    expect(companion.get_by_text("Avec vous")).to_be_visible()
    assert audited(companion).violations_count == 0, audited(companion).generate_report()

    page.goto(routes.MY_APPOINTMENTS)
    page.get_by_role("button", name="Ne plus attendre pour Écoute").click()
    expect(page.get_by_text("Vous n’attendez plus.")).to_be_visible()
    expect(companion.get_by_text("Personne n’attend")).to_be_visible()
