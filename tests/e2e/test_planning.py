"""A companion's planning in a browser: dragged on a desk, read and opened on a phone, the same on both at once."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import wall_clock
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.e2e.conftest import PHONE, NewContext, audited
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble

ZONE = "Europe/Paris"


def next_monday() -> date:
    """Return the Monday of next week."""
    today = wall_clock.local(now(), ZONE)[0]
    return today + timedelta(days=7 - today.weekday())


def busy_bubble(application: Application) -> Members:
    """Make a bubble whose companion receives from Monday to Friday, and has an appointment on Tuesday at 10:00."""
    bubble = new_bubble(application)
    with application.in_use(), db.transaction() as session:
        of = id_of(session.exec(select(Bubble).where(Bubble.ref == bubble.ref)).one())
        people = {one.email: id_of(one) for one in session.exec(select(Person))}
        companion, patient = people[bubble.companion], people[bubble.patient]
        kind = ConsultationType(
            bubble_id=of, name="Suivi", active_name="suivi", colour="plum", minutes=60, mode=Mode.VIDEO
        )
        hours = [Hours(person_id=companion, bubble_id=of, weekday=day, starts=540, ends=1020) for day in range(5)]
        session.add_all([kind, *hours])
        session.flush()
        starts_at = wall_clock.nearest(next_monday() + timedelta(days=1), 600, ZONE)
        session.add(
            Appointment(
                bubble_id=of,
                type_id=id_of(kind),
                companion_id=companion,
                patient_id=patient,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=60),
                mode=kind.mode,
                booked_by_id=companion,
            )
        )
    return bubble


def meeting(page: Page, bubble: Members) -> Locator:
    """The appointment, on the grid."""
    return page.get_by_role("link").filter(has_text=bubble.patient_name)


def drag(page: Page, what: Locator, *, days: int = 0, hours: int = 0) -> None:
    """Drag an appointment some days and hours further."""
    box = what.bounding_box()
    assert box
    column = page.get_by_role("columnheader").nth(2).bounding_box()
    assert column
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6)
    page.mouse.move(x + days * column["width"], y + hours * box["height"], steps=8)
    page.mouse.up()


def test_what_is_dragged_moves_everywhere_or_goes_back(application: Application, new_context: NewContext) -> None:
    bubble = busy_bubble(application)
    desk = new_context(application, email=bubble.companion, timezone_id=ZONE).new_page()
    phone = new_context(application, email=bubble.companion, viewport=PHONE, timezone_id=ZONE).new_page()
    day = f"{routes.DAY_PARAMETER}={next_monday()}"
    desk.goto(f"{routes.AGENDA}?{day}")
    phone.goto(f"{routes.AGENDA}?{day}")
    expect(meeting(desk, bubble)).to_contain_text("10 h")
    expect(phone.get_by_role("listitem").filter(has_text=bubble.patient_name)).to_contain_text("10 h")
    assert audited(desk).violations_count == 0

    drag(desk, meeting(desk, bubble), hours=2)
    expect(meeting(desk, bubble)).to_contain_text("12 h")
    expect(phone.get_by_role("listitem").filter(has_text=bubble.patient_name)).to_contain_text("12 h")
    desk.get_by_role("button", name="Revenir en arrière").click()
    expect(meeting(desk, bubble)).to_contain_text("10 h")

    drag(desk, meeting(desk, bubble), days=4)  # to Saturday
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("C’est en dehors de vos horaires.")
    dialog.get_by_role("button", name="Laisser où il était").click()
    desk.get_by_role("button", name="Jour", exact=True).click()
    desk.get_by_role("button", name="Jour suivant").click()
    expect(meeting(desk, bubble)).to_contain_text("10 h")

    desk.get_by_role("button", name="Mois", exact=True).click()
    expect(meeting(desk, bubble)).to_be_visible()
    assert audited(desk).violations_count == 0
    desk.reload()
    expect(desk.get_by_role("button", name="Mois", exact=True)).to_have_attribute("aria-pressed", "true")
    meeting(desk, bubble).focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(re.escape(routes.APPOINTMENT)))


def test_on_a_phone_the_planning_is_a_list_that_does_it_all(application: Application, new_context: NewContext) -> None:
    bubble = busy_bubble(application)
    page = new_context(application, email=bubble.companion, viewport=PHONE, timezone_id=ZONE).new_page()
    page.goto(f"{routes.AGENDA}?{routes.DAY_PARAMETER}={next_monday()}")
    tuesday = page.get_by_role("region").filter(has=page.get_by_role("heading", name="mardi", level=3)).last
    expect(tuesday).to_contain_text("Vous recevez : 9 h – 17 h")
    expect(tuesday.get_by_role("link", name="Déplacer ou annuler le rendez-vous")).to_be_visible()
    assert audited(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.get_by_role("button", name="Sept jours plus tard").click()
    expect(page.get_by_text("Rien de prévu.")).to_have_count(7)
    page.get_by_role("button", name="Sept jours plus tôt").click()
    tuesday.get_by_role("link", name="Ajouter un rendez-vous").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouveau rendez-vous")
    assert f"{routes.DAY_PARAMETER}={next_monday() + timedelta(days=1)}" in page.url
    page.go_back()
    tuesday.get_by_role("link", name=bubble.patient_name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(bubble.patient_name)
