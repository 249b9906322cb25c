"""A patient books by themselves: what is open to them, with whom, when; and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import appointments, bookable, booking_steps, moves, patient_slots, self_booking
from mycharlotte.domain.booking_steps import Asked, At
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, TooManyTries
from mycharlotte.domain.phone import PhoneRefused
from mycharlotte.models.appointments import Appointment, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Role
from mycharlotte.models.consultations import Booking, ConsultationType, Mode, TypeCompanion
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble, dedicate, join, new_bubble, person

pytestmark = pytest.mark.usefixtures("database")

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris


def book(by: Viewer, companion: Person, kind: ConsultationType, **changed: Any) -> Appointment:
    """Book tomorrow at ten, unless told otherwise."""
    asked = {"bubble_ref": bubble().ref, "starts_at": TEN, "now": NOW} | changed
    with db.transaction() as session:
        return self_booking.book(session, by=by, type_ref=kind.ref, companion_ref=companion.ref, **asked)[0]


def week(viewer: Viewer, kind: ConsultationType, companion: str = "", **changed: Any) -> list[datetime]:
    """The free times of the first week that a patient is shown."""
    asked = {"bubble": bubble().ref, "type": kind.ref, "companion": companion} | changed.pop("asked", {})
    with db.reading() as session:
        step = booking_steps.show(session, viewer=viewer, asked=Asked(**asked), now=changed.get("now", NOW))
    assert step.week
    return [slot.starts_at for slot in step.week.slots]


def test_what_a_patient_books_is_kept_and_told_to_their_companion_alone(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(minutes=30, buffer_before=5, buffer_after=10)
    receives(cast.camille)

    made = book(paul, cast.camille, kind)

    assert (made.starts_at, made.ends_at) == (TEN, TEN + timedelta(minutes=30))
    assert (made.companion_id, made.patient_id, made.booked_by_id) == (cast.camille.id, cast.paul.id, cast.paul.id)
    assert (made.buffer_before, made.buffer_after, made.mode) == (5, 10, Mode.VIDEO)
    with db.reading() as session:
        due = {row.person_id: row.due_at for row in session.exec(select(Told))}
    assert due[id_of(cast.camille)] == NOW + timedelta(minutes=3)


def test_fifty_patients_who_want_one_time_are_one_appointment(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    viewers = [sign_in(join(person(f"Patient {n}", "Essai"), Role.PATIENT))[0] for n in range(50)]

    def attempt(by: Viewer) -> str:
        try:
            book(by, cast.camille, kind)
        except Refused as refused:
            return type(refused).__name__
        return "booked"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, viewers))

    assert sorted(set(outcomes)) == ["SlotTaken", "booked"]
    assert outcomes.count("booked") == 1
    with db.reading() as session:
        assert len(session.exec(select(Appointment)).all()) == 1


def test_only_types_open_to_the_patient_are_theirs_to_book(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    linh = join(person("Linh", "Tran"))
    offer("Pour tous", position=0)
    offer("Pour les siens", booking=Booking.DEDICATED, position=1)
    offer("Pour personne", booking=Booking.NOBODY, position=2)
    offer("Que personne ne donne", is_given_by_all=False, position=3)
    offer("Retiré", retired_at=NOW, active_name=None, position=4)
    dedicate(cast.paul, linh)

    with db.reading() as session:
        found = {
            one.kind.name: [p.first_name for p in one.companions] for one in bookable.choices(session, viewer=paul)
        }

    assert found == {"Pour tous": ["Agathe", "Camille", "Linh"], "Pour les siens": ["Linh"]}


@pytest.mark.parametrize("who", ["companion", "stranger", "elsewhere"])
def test_whoever_is_no_patient_of_the_bubble_books_nothing_there(cast: Cast, who: str) -> None:
    kind = offer()
    receives(cast.camille)
    elsewhere = new_bubble("Ailleurs")
    people = {
        "companion": cast.agathe,
        "stranger": cast.zelda,
        "elsewhere": join(person("Nour", "Ailleurs"), Role.PATIENT, of=elsewhere),
    }
    viewer, _ = sign_in(people[who])

    with pytest.raises(NotAllowed if who == "companion" else NotFound):
        book(viewer, cast.camille, kind)
    if who == "elsewhere":  # nor through a bubble of theirs
        with pytest.raises(NotFound):
            book(viewer, cast.camille, kind, bubble_ref=elsewhere.ref)


def test_a_type_for_dedicated_patients_is_refused_to_others_and_with_others(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(booking=Booking.DEDICATED)
    receives(cast.camille)
    receives(cast.agathe)

    with pytest.raises(NotFound):
        book(paul, cast.camille, kind)
    dedicate(cast.paul, cast.camille)
    with pytest.raises(NotFound):
        book(paul, cast.agathe, kind)
    assert book(paul, cast.camille, kind).id


def test_a_companion_who_does_not_give_the_type_is_not_found(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    linh = join(person("Linh", "Tran"))
    kind = offer(is_given_by_all=False)
    with db.transaction() as session:
        session.add(TypeCompanion(type_id=id_of(kind), person_id=id_of(linh)))
    receives(cast.camille)

    with pytest.raises(NotFound):
        book(paul, cast.camille, kind)


@pytest.mark.parametrize(
    ("starts_at", "is_open"),
    [
        (NOW + timedelta(hours=24), True),
        (NOW + timedelta(hours=24) - timedelta(minutes=5), False),
        (NOW + timedelta(days=10) - timedelta(minutes=5), True),
        (NOW + timedelta(days=10), False),
        (TEN + timedelta(minutes=2), False),
        (TEN + timedelta(seconds=30), False),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), False),  # a Saturday
    ],
)
def test_notices_hold_to_the_minute(cast: Cast, starts_at: datetime, is_open: bool) -> None:  # noqa: FBT001
    paul, _ = sign_in(cast.paul)
    kind = offer(latest_minutes=24 * 60, earliest_days=10)
    receives(cast.camille, starts="07:00", ends="20:00")

    if is_open:
        assert book(paul, cast.camille, kind, starts_at=starts_at).id
    else:
        with pytest.raises((moves.NotASlot, appointments.SlotTaken)):
            book(paul, cast.camille, kind, starts_at=starts_at)


def test_what_takes_a_time_is_never_told(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    receives(cast.camille)
    marie = join(person("Marie", "Autre"), Role.PATIENT)
    appointment(cast.camille, marie, kind, TEN)

    with pytest.raises(appointments.SlotTaken) as refused:
        book(paul, cast.camille, kind)

    assert refused.value.details == {}
    assert TEN not in week(paul, kind, cast.camille.ref)


def test_one_is_told_of_ones_own_appointment_at_that_time(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    receives(cast.camille)
    linh = join(person("Linh", "Tran"))
    appointment(linh, cast.paul, kind, TEN)

    with pytest.raises(self_booking.OwnTimeTaken):
        book(paul, cast.camille, kind)
    assert TEN not in week(paul, kind, cast.camille.ref)


def test_five_of_a_type_may_lie_ahead(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(minutes=30)
    receives(cast.camille)
    for number in range(5):
        book(paul, cast.camille, kind, starts_at=TEN + timedelta(hours=number))

    with pytest.raises(self_booking.TooManyToCome):
        book(paul, cast.camille, kind, starts_at=TEN + timedelta(days=1))
    assert book(paul, cast.camille, offer("Autre"), starts_at=TEN + timedelta(days=1)).id


def test_a_patient_who_books_all_day_is_asked_to_wait(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    for _try in range(40):
        with pytest.raises(appointments.SlotTaken):
            book(paul, cast.camille, kind)
    with pytest.raises(TooManyTries):
        book(paul, cast.camille, kind)


def test_a_telephone_number_is_asked_read_as_people_write_it_and_kept(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(mode=Mode.PHONE)
    receives(cast.camille)

    with pytest.raises(self_booking.PlaceMissing):
        book(paul, cast.camille, kind, place="  ")
    with pytest.raises(PhoneRefused) as refused:
        book(paul, cast.camille, kind, place="06 12")
    assert refused.value.field == "place"
    assert book(paul, cast.camille, kind, place="06 12 34 56 78").place == "+33612345678"


def test_one_goes_where_the_companion_receives_then_or_to_the_bubble(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(mode=Mode.ON_SITE)
    receives(cast.camille, 1, place="3 rue des Lilas")
    receives(cast.camille, 2)
    with db.transaction() as session:
        session.get_one(Bubble, bubble().id).address = "1 place du Marché"

    assert book(paul, cast.camille, kind, place="chez moi").place == "3 rue des Lilas"
    assert book(paul, cast.camille, kind, starts_at=TEN + timedelta(days=1)).place == "1 place du Marché"


def test_times_of_any_companion_come_once_and_go_to_who_follows_the_patient(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    linh = join(person("Linh", "Tran"))
    kind = offer()
    receives(cast.camille)
    receives(linh)
    dedicate(cast.paul, linh)

    found = week(paul, kind, booking_steps.ANY)
    assert len(found) == len(set(found))
    asked = Asked(bubble().ref, kind.ref, booking_steps.ANY, start=f"{TEN:%Y%m%dT%H%MZ}")
    with db.reading() as session:
        step = booking_steps.show(session, viewer=paul, asked=asked, now=NOW)
    assert step.wish
    assert step.wish.companion.id == linh.id


def test_the_first_free_days_come_first_and_empty_weeks_lead_on(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    receives(cast.camille, 4)  # Fridays
    with db.reading() as session:
        choice = bookable.find(session, by=paul, bubble_ref=bubble().ref, type_ref=kind.ref)
        patient = session.get_one(Person, cast.paul.id)
        first = patient_slots.week(session, choice, choice.companions, patient=patient, first=None, now=NOW)
        assert first.later
        later = patient_slots.week(session, choice, choice.companions, patient=patient, first=first.later, now=NOW)
    assert first.first.isoformat() == "2026-11-27"
    assert first.earlier is None
    assert {slot.starts_at.date().isoformat() for slot in later.slots} == {"2026-12-04"}
    assert later.earlier == first.first


def test_a_patient_in_montreal_sees_their_own_days(cast: Cast) -> None:
    with db.transaction() as session:
        session.get_one(Person, cast.paul.id).timezone = "America/Montreal"
    paul, _ = sign_in(cast.paul)
    kind = offer(minutes=60)
    receives(cast.camille, 1, starts="09:00", ends="10:00")

    assert week(paul, kind, cast.camille.ref) == [datetime(2026, 11, 24, 8, 0, tzinfo=UTC)]
    with db.reading() as session:
        step = booking_steps.show(session, viewer=paul, asked=Asked(bubble().ref, kind.ref, cast.camille.ref), now=NOW)
    assert step.week
    assert step.week.first.isoformat() == "2026-11-24"


@pytest.mark.parametrize(
    ("now", "day", "first"),
    [
        (datetime(2026, 10, 23, 8, tzinfo=UTC), 6, datetime(2026, 10, 25, 8, tzinfo=UTC)),  # 9:00, winter time
        (datetime(2027, 3, 26, 8, tzinfo=UTC), 6, datetime(2027, 3, 28, 7, tzinfo=UTC)),  # 9:00, summer time
    ],
)
def test_nine_o_clock_stays_nine_o_clock_when_clocks_change(
    cast: Cast, now: datetime, day: int, first: datetime
) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer(minutes=60)
    receives(cast.camille, day, starts="09:00", ends="11:00")

    assert week(paul, kind, cast.camille.ref, now=now)[:2] == [first, first + timedelta(hours=1)]
    assert book(paul, cast.camille, kind, starts_at=first, now=now).starts_at == first


@pytest.mark.parametrize(
    "start", ["", "demain", "20261124", "99999999T9999Z", "20261124T0900", "00010101T0000Z", "99991231T2359Z"]
)
def test_what_is_no_instant_is_read_as_none(start: str) -> None:
    assert self_booking.parse_start(start) is None


def test_a_time_that_was_taken_meanwhile_leads_to_the_next_ones(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    receives(cast.camille)
    marie = join(person("Marie", "Autre"), Role.PATIENT)
    appointment(cast.camille, marie, kind, TEN)
    asked = Asked(bubble().ref, kind.ref, cast.camille.ref, start=f"{TEN:%Y%m%dT%H%MZ}")

    with db.reading() as session:
        step = booking_steps.show(session, viewer=paul, asked=asked, now=NOW)
        again = booking_steps.instead(session, viewer=paul, asked=asked, now=NOW)

    assert step.at is At.TAKEN
    assert len(step.instead) == 3
    assert step.instead == again
    assert all(slot.starts_at > TEN for slot in again)
