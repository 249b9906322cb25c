"""A companion books, moves, cancels, undoes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import (
    appointments,
    booking,
    cancellations,
    changes,
    limits,
    meeting_places,
    moves,
    phone,
    texts,
    wall_clock,
)
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, TooManyTries
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Appointment, Deed, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType, TypeCompanion
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, draft, offer, receives
from tests.domain.neighbours import bubble, end_place, join, new_bubble, person
from tests.domain.news import cancel, look, move

pytestmark = pytest.mark.usefixtures("database")


def test_what_is_booked_can_be_moved_cancelled_and_put_back(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)

    with db.transaction() as session:
        made, _change = booking.book(
            session, by=camille, bubble_ref=bubble().ref, draft=draft(cast.paul, kind), now=NOW
        )
        at = made.starts_at, made.ends_at
    with db.transaction() as session:
        moves.move(
            session,
            by=camille,
            appointment_ref=made.ref,
            version=1,
            day="24/11/2026",
            time="14 h 30",
            minutes="30",
            now=NOW,
        )
    with db.transaction() as session:
        change = cancellations.cancel(session, by=camille, appointment_ref=made.ref, version=2, reason="", now=NOW)
    with db.transaction() as session:
        assert changes.undo(session, by=camille, change_ref=change.ref, now=NOW) is Deed.CANCELLED

    with db.reading() as session:
        kept = session.get_one(Appointment, made.id)
    assert kept.state == State.PLANNED
    assert (kept.starts_at.hour, kept.starts_at.minute) == (13, 30)
    assert at[0].hour == 9


def test_a_time_that_is_taken_is_refused_and_one_that_is_freed_is_not(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    first = appointment(cast.camille, cast.paul, kind)

    def book() -> Appointment:
        with db.transaction() as session:
            wanted = draft(cast.paul, kind, time="10:44")
            return booking.book(session, by=camille, bubble_ref=bubble().ref, draft=wanted, is_confirmed=True, now=NOW)[
                0
            ]

    with pytest.raises(appointments.SlotTaken):
        book()
    with db.transaction() as session:
        cancellations.cancel(session, by=camille, appointment_ref=first.ref, version=1, reason="", now=NOW)
    assert book().id


def test_a_booking_undone_leaves_nothing(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()

    with pytest.raises(booking.OutsideHours), db.transaction() as session:
        booking.book(session, by=camille, bubble_ref=bubble().ref, draft=draft(cast.paul, kind), now=NOW)
    with db.transaction() as session:
        made, change = booking.book(
            session, by=camille, bubble_ref=bubble().ref, draft=draft(cast.paul, kind), is_confirmed=True, now=NOW
        )
    with db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)
    with db.reading() as session:
        assert session.get(Appointment, made.id) is None
    with pytest.raises(changes.TooLateToUndo), db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)


BAD = [
    ({"day": "2026-11-22"}, booking.TimePassed),
    ({"day": "2026-11-23", "time": "09:00"}, booking.TimePassed),  # this very minute
    ({"day": "2027-02-31"}, wall_clock.NoSuchDay),
    ({"day": "31/02/2027"}, wall_clock.NoSuchDay),
    ({"day": "2027-02-29"}, wall_clock.NoSuchDay),
    ({"day": "demain"}, wall_clock.DayMalformed),
    ({"day": "2026-11-24\x00"}, wall_clock.DayMalformed),
    ({"day": "2029-11-24"}, booking.TimeTooFar),
    ({"day": "2027-03-28", "time": "02:30"}, wall_clock.TimeSkipped),
    ({"time": "25:00"}, wall_clock.TimeMalformed),
    ({"time": "24:00"}, wall_clock.TimeMalformed),
    ({"time": "10:60"}, wall_clock.TimeMalformed),
    ({"time": "\x00"}, wall_clock.TimeMalformed),
    ({"minutes": "0"}, booking.LengthRefused),
    ({"minutes": "-45"}, booking.LengthRefused),
    ({"minutes": "1441"}, booking.LengthRefused),
    ({"minutes": "45.5"}, booking.LengthRefused),
    ({"minutes": "٤٥"}, booking.LengthRefused),
    ({"minutes": ""}, booking.LengthRefused),
    ({"minutes": "9" * 5000}, booking.LengthRefused),
    ({"mode": "telepathy"}, meeting_places.ModeUnknown),
    ({"mode": "on-site", "place": "x" * 301}, texts.TextTooLong),
    ({"mode": "phone", "place": "06 12"}, phone.PhoneTooShort),
    ({"day": "31/02/2027", "minutes": "0", "time": "25:00"}, SeveralRefused),
]


@pytest.mark.parametrize(("typed", "refused"), BAD)
def test_what_makes_no_sense_is_refused_and_stores_nothing(
    cast: Cast, typed: dict[str, str], refused: type[Refused]
) -> None:
    with pytest.raises(refused) as raised:
        book(cast.camille, draft(cast.paul, offer(), **typed))
    assert raised.value.field in {"day", "time", "minutes", "mode", "place"}
    assert stored() == []


def test_the_hour_that_comes_twice_is_the_first_and_the_one_that_is_skipped_names_the_next(cast: Cast) -> None:
    kind = offer()
    with pytest.raises(wall_clock.TimeSkipped) as skipped:
        book(cast.camille, draft(cast.paul, kind, day="2027-03-28", time="02:30"))
    assert skipped.value.instead == "03:30"
    made = book(cast.camille, draft(cast.paul, kind, day="2027-10-31", time="02:30"))
    assert made.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_lengths_are_real_time_in_the_night_when_clocks_change(cast: Cast) -> None:
    made = book(cast.camille, draft(cast.paul, offer(), day="2027-03-28", time="01:30", minutes="120"))
    assert made.ends_at - made.starts_at == timedelta(hours=2)


@pytest.mark.parametrize("zone", ["Indian/Reunion", "America/Montreal"])
def test_what_is_typed_is_on_the_clock_of_whoever_types(cast: Cast, zone: str) -> None:
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).timezone = zone
    made = book(cast.camille, draft(cast.paul, offer(), time="14:00"))
    assert wall_clock.local(made.starts_at, zone) == (date(2026, 11, 24), 14 * 60)


def test_only_a_patient_of_that_bubble_is_booked(cast: Cast) -> None:
    kind = offer()
    elsewhere = new_bubble("Le Chêne")
    join(cast.camille, of=elsewhere)
    theirs = join(person("Nour", "Haddad"), Role.PATIENT, of=elsewhere)
    gone = join(person("Ada", "Petit"), Role.PATIENT)
    end_place(gone, at=NOW)
    for who in (theirs, gone, cast.zelda, cast.agathe, cast.camille):
        with pytest.raises(booking.PatientNotThere):
            book(cast.camille, draft(who, kind))
    for forged in ("", "\x00", "x" * 33, "' OR 1=1 --"):
        with pytest.raises(booking.PatientNotThere):
            book(cast.camille, replace(draft(cast.paul, kind), patient=forged))


def test_only_a_type_that_one_gives_there_is_booked(cast: Cast) -> None:
    given_by_agathe = offer("Ostéopathie", is_given_by_all=False)
    with db.transaction() as session:
        session.add(TypeCompanion(type_id=id_of(given_by_agathe), person_id=id_of(cast.agathe)))
    retired = offer("Sophrologie", retired_at=NOW, active_name=None)
    elsewhere = new_bubble("Le Chêne")
    join(cast.camille, of=elsewhere)
    for kind in (given_by_agathe, retired, offer(of=elsewhere)):
        with pytest.raises(booking.TypeNotBookable):
            book(cast.camille, draft(cast.paul, kind))
    with pytest.raises(booking.TypeNotBookable):
        book(cast.camille, replace(draft(cast.paul, retired), type="\x00"))


def test_only_a_companion_of_that_bubble_books(cast: Cast) -> None:
    wanted = draft(cast.paul, offer())
    with pytest.raises(NotAllowed):
        book(cast.paul, wanted)
    with pytest.raises(NotFound):
        book(cast.zelda, wanted)
    for forged in ("", "\x00", "nowhere"):
        with pytest.raises(NotFound):
            book(cast.camille, wanted, bubble_ref=forged)


def test_back_to_back_is_free_and_a_minute_of_overlap_is_not_on_either_side(cast: Cast) -> None:
    kind = offer()
    other = join(person("Nour", "Haddad"), Role.PATIENT)
    book(cast.camille, draft(cast.paul, kind))
    for who, patient in ((cast.camille, other), (cast.agathe, cast.paul)):
        for clash in ("09:16", "10:00", "10:44"):
            with pytest.raises(appointments.SlotTaken):
                book(who, draft(patient, kind, time=clash))
    book(cast.camille, draft(other, kind, time="09:15"))
    book(cast.agathe, draft(cast.paul, kind, time="10:45"))


def test_someone_who_accompanies_in_one_bubble_and_is_a_patient_in_another_is_not_in_two_places(cast: Cast) -> None:
    elsewhere = new_bubble("Le Chêne")
    join(cast.agathe, of=elsewhere)
    join(cast.camille, Role.PATIENT, of=elsewhere)
    appointment(cast.agathe, cast.camille, offer(of=elsewhere))
    with pytest.raises(appointments.SlotTaken):
        book(cast.camille, draft(cast.paul, offer()))


@pytest.mark.parametrize(
    "database", ["postgresql"], indirect=True
)  # SQLite has no exclusion constraint: its one writer looks first
def test_what_postgresql_itself_refuses_is_told_as_a_time_that_is_taken(cast: Cast) -> None:
    kind = offer()
    first = appointment(cast.camille, cast.paul, kind)
    with db.transaction() as session:
        session.add(Appointment(**first.model_dump(exclude={"id", "ref"})))
        with pytest.raises(appointments.SlotTaken):
            appointments.store(session)
        session.rollback()


def test_appointments_stay_when_their_type_is_retired_or_its_companion_suspended(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, kind)
    with db.transaction() as session:
        retired = session.get_one(ConsultationType, kind.id)
        retired.retired_at, retired.active_name = NOW, None
        session.get_one(Person, cast.camille.id).suspended_at = NOW
    paul, _ = sign_in(cast.paul)
    move(paul, kept, "14:00")
    cancel(paul, kept)
    assert look(kept).state == State.CANCELLED_BY_PATIENT


def test_a_limit_is_told_and_not_a_fault(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, camille.ref, cost=Limit.APPOINTMENTS_BY_PERSON.value.times)
    with pytest.raises(TooManyTries):
        book(cast.camille, draft(cast.paul, offer()))


def book(who: Person, wanted: booking.Draft, *, bubble_ref: str | None = None) -> Appointment:
    """Book, whatever the hours."""
    by, _ = sign_in(who)
    here = bubble().ref if bubble_ref is None else bubble_ref
    with db.transaction() as session:
        return booking.book(session, by=by, bubble_ref=here, draft=wanted, is_confirmed=True, now=NOW)[0]


def stored() -> list[Appointment]:
    """Return every appointment there is."""
    with db.reading() as session:
        return list(session.exec(select(Appointment)))
