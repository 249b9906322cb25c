"""One's appointment as a file for a calendar: one's own, and no word of what it is for."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from icalendar import Calendar
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble

AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def members(application: Application) -> Members:
    """The people of a bubble."""
    return new_bubble(application)


@pytest.fixture
def ref(application: Application, members: Members) -> str:
    """An appointment of its patient with its companion."""
    with application.in_use(), db.transaction() as session:
        patient, companion = (
            session.exec(select(Person).where(Person.email == email)).one()
            for email in (members.patient, members.companion)
        )
        place = session.exec(select(Membership).where(Membership.person_id == patient.id)).one()
        kind = ConsultationType(
            bubble_id=place.bubble_id, name="Chimiothérapie", colour="plum", minutes=45, mode=Mode.ON_SITE
        )
        session.add(kind)
        session.flush()
        made = Appointment(
            bubble_id=place.bubble_id,
            type_id=id_of(kind),
            companion_id=id_of(companion),
            patient_id=id_of(patient),
            starts_at=AT,
            ends_at=AT + timedelta(minutes=45),
            mode=Mode.ON_SITE,
            place="12 rue des Tilleuls, Montpellier",
            booked_by_id=id_of(companion),
        )
        session.add(made)
        session.flush()
        return made.ref


def download(application: Application, ref: str, email: str = "") -> httpx.Response:
    """Ask for the file, as someone or as nobody."""
    cookies = application.session_of(email) if email else None
    with application.client(cookies=cookies) as browser:
        return browser.get(routes.APPOINTMENT_ICS.format(appointment_ref=ref))


def test_a_calendar_reads_when_and_where_and_nothing_more(application: Application, members: Members, ref: str) -> None:
    answer = download(application, ref, members.patient)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    (event,) = Calendar.from_ical(answer.content).events
    assert (event.start, event.end) == (AT, AT + timedelta(minutes=45))
    assert (event["SUMMARY"], event["LOCATION"]) == ("Rendez-vous", "12 rue des Tilleuls, Montpellier")
    assert str(event["UID"]).startswith(f"{ref}@")
    assert "Chimio" not in answer.text


def test_the_others_are_told_that_it_does_not_exist(application: Application, members: Members, ref: str) -> None:
    for email in (members.companion, members.admin, application.newcomer()):
        assert download(application, ref, email).status_code == 404
    for other in ("x" * 16, "%00", "a b", "é"):
        assert download(application, other, members.patient).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_it_through_the_sign_in_page(application: Application, ref: str) -> None:
    answer = download(application, ref)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(routes.SIGN_IN)
