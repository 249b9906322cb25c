"""What a link tells: as little as was chosen, in the words that every calendar understands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from mycharlotte import db
from mycharlotte.domain import cancellations, changes, moves
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.domain.links import events, knock, link, only, written
from tests.domain.neighbours import join, new_bubble

pytestmark = pytest.mark.usefixtures("database")

PLACE = "Maison des Lilas, 12 rue des Acacias; 2e étage"


@pytest.fixture
def kind() -> ConsultationType:
    """A type on offer."""
    return offer("Suivi diététique")


def booked(cast: Cast, kind: ConsultationType, **columns: Any) -> Appointment:
    """An appointment of Camille and Paul, with what nobody else may read."""
    secrets = {"note_sealed": b"NOTE", "reason_sealed": b"REASON", "mode": Mode.ON_SITE, "place": PLACE}
    return appointment(cast.camille, cast.paul, kind, **(secrets | columns))


def test_by_default_a_link_names_nobody(cast: Cast, kind: ConsultationType) -> None:
    booked(cast, kind)
    for person in (cast.camille, cast.paul):
        secret = link(person)
        text = written(secret).decode()
        for word in (
            *(cast.camille.first_name, cast.camille.last_name, cast.paul.first_name, cast.paul.last_name),
            *("Suivi", "Lilas", "NOTE", "REASON", "@demo", "P. ", "LOCATION"),
        ):
            assert word not in text.replace("\r\n ", "")
        assert only(secret)["SUMMARY"] == "Rendez-vous"


def test_initials_tell_no_more(cast: Cast, kind: ConsultationType) -> None:
    booked(cast, kind)
    event = only(link(cast.camille, detail="initials"))
    assert event["SUMMARY"] == f"Rendez-vous · {cast.paul.first_name[0]}. {cast.paul.last_name[0]}."
    assert "LOCATION" not in event
    event = only(link(cast.paul, detail="initials"))
    assert event["SUMMARY"] == f"Rendez-vous · {cast.camille.first_name[0]}. {cast.camille.last_name[0]}."


def test_a_full_link_tells_each_side_of_the_other(cast: Cast, kind: ConsultationType) -> None:
    made = booked(cast, kind)
    for mine, other, page in (
        (cast.camille, cast.paul, "/agenda/rendez-vous"),
        (cast.paul, cast.camille, "/rendez-vous/detail"),
    ):
        event = only(link(mine, detail="full"))
        assert event["SUMMARY"] == f"{other.first_name} {other.last_name} · Suivi diététique"
        assert event["LOCATION"] == PLACE
        assert event["URL"] == f"https://espace.example.org{page}?rdv={made.ref}"
        assert str(event["URL"]) in event["DESCRIPTION"]


@pytest.mark.parametrize("detail", ["busy", "initials", "full"])
def test_notes_reasons_and_outcomes_are_in_no_link(cast: Cast, kind: ConsultationType, detail: str) -> None:
    made = booked(cast, kind)
    secret = link(cast.camille, detail=detail)
    before = written(secret)
    for state in (State.HONOURED, State.NO_SHOW):
        with db.transaction() as session:
            session.get_one(Appointment, made.id).state = state
        assert written(secret) == before
    assert b"NOTE" not in before
    assert b"REASON" not in before


def test_an_event_is_what_the_standard_asks_for(cast: Cast, kind: ConsultationType) -> None:
    made = booked(cast, kind)
    event = only(link(cast.camille))
    assert event["UID"] == f"{made.ref}@espace.example.org"
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CONFIRMED", "OPAQUE", "PRIVATE")
    assert event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == made.updated_at.replace(microsecond=0)
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 11, 24, 9, 45, tzinfo=UTC)
    assert event["DTSTART"].to_ical() == b"20261124T090000Z"


def test_a_calendar_is_what_readers_understand(cast: Cast, kind: ConsultationType) -> None:
    booked(cast, kind)
    text = written(link(cast.camille))
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert "UID" not in calendar  # vdirsyncer would see one event, new each time
    assert "METHOD" not in calendar  # it is no invitation
    assert (calendar["X-WR-CALNAME"], calendar["NAME"]) == ("myCharlotte", "myCharlotte")
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in text
    assert calendar["X-PUBLISHED-TTL"] == "PT15M"
    assert b"VTIMEZONE" not in text


def test_the_name_of_a_bubble_is_told_by_a_full_link_alone(cast: Cast, kind: ConsultationType) -> None:
    elsewhere = new_bubble("Le Chêne; 2")
    join(cast.camille, of=elsewhere)
    secret = link(cast.camille, of=elsewhere, detail="initials")
    assert "Chêne" not in written(secret).decode()
    join(cast.agathe, of=elsewhere)
    told = icalendar.Calendar.from_ical(written(link(cast.agathe, of=elsewhere, detail="full")))
    assert told["X-WR-CALNAME"] == "myCharlotte · Le Chêne\\; 2"  # icalendar knows not that its type is TEXT


def test_the_same_rows_give_the_same_bytes(cast: Cast, kind: ConsultationType) -> None:
    for day in range(5):
        booked(cast, kind, starts_at=NOW + timedelta(days=day + 1), ends_at=NOW + timedelta(days=day + 1, hours=1))
    secret = link(cast.camille)
    assert written(secret) == written(secret, now=NOW + timedelta(minutes=4))


def test_a_move_keeps_its_name_and_takes_another_number(cast: Cast, kind: ConsultationType) -> None:
    made = booked(cast, kind)
    secret = link(cast.camille)
    before, stamp = only(secret), knock(secret).stamp
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        moves.move(
            session,
            by=camille,
            appointment_ref=made.ref,
            version=1,
            day="2026-11-25",
            time="14:00",
            minutes="45",
            is_confirmed=True,
            now=NOW,
        )
    after = only(secret)
    assert knock(secret).stamp != stamp
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == datetime(2026, 11, 25, 13, tzinfo=UTC)


def test_what_is_cancelled_stays_said_for_thirty_days(cast: Cast, kind: ConsultationType) -> None:
    made = booked(cast, kind, reason_sealed=b"")
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        change = cancellations.cancel(
            session, by=camille, appointment_ref=made.ref, version=1, reason="Rechute", now=NOW
        )
    secret = link(cast.camille)
    event = only(secret)
    assert (event["STATUS"], event["TRANSP"], event["SUMMARY"]) == ("CANCELLED", "TRANSPARENT", "Annulé · Rendez-vous")
    assert event["SEQUENCE"] == 1
    assert "Rechute" not in written(secret).decode()
    assert events(secret, now=NOW + timedelta(days=30))
    assert not events(secret, now=NOW + timedelta(days=30, seconds=1))
    with db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)
    assert (only(secret)["STATUS"], only(secret)["SEQUENCE"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize(
    ("away", "is_told"),
    [
        (timedelta(days=-32), False),
        (timedelta(days=-30), True),
        (timedelta(days=730), True),
        (timedelta(days=732), False),
    ],
)
def test_a_link_tells_from_a_month_ago_to_two_years_ahead(
    cast: Cast, kind: ConsultationType, away: timedelta, *, is_told: bool
) -> None:
    booked(cast, kind, starts_at=NOW + away, ends_at=NOW + away + timedelta(hours=1))
    assert bool(events(link(cast.camille))) is is_told


@pytest.mark.parametrize(
    ("starts_at", "written_as"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), b"20261025T003000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), b"20261025T013000Z"),  # both are 02:30 in Paris
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), b"20270328T010000Z"),
    ],
)
def test_clock_changes_move_nothing(cast: Cast, kind: ConsultationType, starts_at: datetime, written_as: bytes) -> None:
    booked(cast, kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45))
    event = only(link(cast.camille), now=datetime(2026, 11, 1, tzinfo=UTC))
    assert event["DTSTART"].to_ical() == written_as
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)


def test_a_bubble_s_link_tells_of_that_bubble_alone(cast: Cast, kind: ConsultationType) -> None:
    elsewhere = new_bubble("Ailleurs")
    for person, role in ((cast.camille, Role.COMPANION), (cast.paul, Role.PATIENT)):
        join(person, role, of=elsewhere)
    here = booked(cast, kind)
    there = booked(
        cast,
        offer("Autre", of=elsewhere),
        starts_at=NOW + timedelta(days=3),
        ends_at=NOW + timedelta(days=3, hours=1),
    )
    assert only(link(cast.camille, of=elsewhere))["UID"].startswith(there.ref)
    assert [event["UID"].split("@")[0] for event in events(link(cast.camille))] == [here.ref, there.ref]


def test_nobody_s_link_tells_of_the_appointments_of_others(cast: Cast, kind: ConsultationType) -> None:
    booked(cast, kind)
    assert events(link(cast.agathe, detail="full")) == []  # she runs the bubble, and sees no agenda but hers


def test_a_companion_who_is_a_patient_now_keeps_nothing_of_what_they_gave(cast: Cast, kind: ConsultationType) -> None:
    elsewhere = new_bubble("Ailleurs")
    join(cast.camille, Role.PATIENT, of=elsewhere)
    join(cast.paul, Role.PATIENT, of=elsewhere)
    booked(cast, offer("Autre", of=elsewhere))
    assert events(link(cast.camille)) == []


def test_an_empty_agenda_is_a_calendar_all_the_same(cast: Cast) -> None:
    assert events(link(cast.camille)) == []


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        ("Anne, Marie; dite \\n", "d’Estaing"),
        ("שלום", "כהן"),
        ("🌸 Fleur", "👩🏽‍⚕️"),
        ("L" * 100, "M" * 100),
        ("", ""),
        ("Zoé", ""),
    ],
)
@pytest.mark.parametrize("detail", ["initials", "full"])
def test_names_of_every_kind_are_read_as_they_are_written(
    cast: Cast, kind: ConsultationType, first_name: str, last_name: str, detail: str
) -> None:
    with db.transaction() as session:
        paul = session.get_one(Person, cast.paul.id)
        paul.first_name, paul.last_name = first_name, last_name
    booked(cast, kind)
    said = str(only(link(cast.camille, detail=detail))["SUMMARY"])
    name = " ".join(filter(None, (first_name, last_name)))
    if detail == "full":
        assert said == f"{name or 'Rendez-vous'} · Suivi diététique"
    else:
        letters = [f"{part[0].upper()}." for part in (first_name, last_name) if part]
        assert said == " · ".join(filter(None, ("Rendez-vous", " ".join(letters))))
