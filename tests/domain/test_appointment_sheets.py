"""An appointment as each side reads it; the next ones; what can still be undone; who may be chosen for a new one."""

from datetime import UTC, datetime, timedelta

import pytest

from mycharlotte import db
from mycharlotte.domain import (
    appointment_sheets,
    booking,
    booking_choices,
    cancellations,
    changes,
    departures,
    free_times,
    memberships,
    moves,
    notes,
    undoing,
)
from mycharlotte.domain.appointment_sheets import Standing
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import Mode
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import AppointmentView, BookingChoices, Undoable
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, draft, offer, receives
from tests.domain.neighbours import bubble, dedicate, join, new_bubble, person

pytestmark = pytest.mark.usefixtures("database")
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def read(who: Person, kept: Appointment, *, now: datetime = NOW) -> AppointmentView:
    """Open the sheet of an appointment as someone."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return appointment_sheets.show(session, viewer=viewer, appointment_ref=kept.ref, now=now)


def coming(who: Person, *, side: Side | None = None, now: datetime = NOW, at_most: int = 5) -> list[str]:
    """Return the beginnings of someone's next appointments."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        found = appointment_sheets.upcoming(session, viewer=viewer, now=now, at_most=at_most, side=side)
    return [line.starts_at for line in found]


def book(who: Person, patient: Person, time: str = "10:00") -> Change:
    """Book an appointment as someone; return what undoes it."""
    viewer, _ = sign_in(who)
    with db.transaction() as session:
        wanted = draft(patient, offer(f"Suivi {time}"), time=time)
        made = booking.book(session, by=viewer, bubble_ref=bubble().ref, draft=wanted, is_confirmed=True, now=NOW)
        return made[1]


def undoable(who: Person, *, now: datetime = NOW) -> Undoable:
    """Return what someone may still undo."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return undoing.last(session, viewer=viewer, now=now)


def choices(who: Person, bubble_ref: str = "", patient_ref: str = "") -> BookingChoices:
    """Open the form of a new appointment as someone."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return booking_choices.show(session, viewer=viewer, bubble_ref=bubble_ref, patient_ref=patient_ref)


def leave(who: Person) -> None:
    """End someone's place in the bubble of the cast."""
    with db.transaction() as session:
        place = memberships.current(session, bubble_id=id_of(bubble()), person_id=id_of(who))
        assert place
        departures.end(session, bubble=bubble(), person=who, place=place, now=NOW)


def test_each_side_reads_the_same_appointment_and_only_the_companion_how_to_reach_the_other(cast: Cast) -> None:
    with db.transaction() as session:
        cast.paul.phone, cast.camille.phone = "+33612345678", "+33698765432"
        session.add_all([session.merge(cast.paul), session.merge(cast.camille)])
    kept = appointment(cast.camille, cast.paul, offer(instructions="À jeun."), mode=Mode.PHONE, place="+33612345678")

    of_camille, of_paul = read(cast.camille, kept), read(cast.paul, kept)
    assert (of_camille.side, of_paul.side) == ("companion", "patient")
    assert (of_camille.day, of_camille.time, of_camille.minutes) == ("2026-11-24", "10:00", 45)
    assert (of_camille.place, of_camille.link) == ("+33 6 12 34 56 78", "tel:+33612345678")
    assert of_paul.instructions == "À jeun."
    assert of_camille.patient.phone == "+33 6 12 34 56 78"
    assert of_camille.patient.email == cast.paul.email
    for one in (of_paul.companion, of_paul.patient, of_camille.companion):
        assert (one.phone, one.email, one.dialled) == ("", "", "")


def test_the_note_is_read_by_the_companion_alone(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        notes.write(session, by=camille, appointment_ref=kept.ref, text="Parler du sommeil.", now=NOW)
    assert (read(cast.camille, kept).note, read(cast.paul, kept).note) == ("Parler du sommeil.", "")


def test_nobody_else_reads_it_not_even_whoever_runs_the_bubble(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    for other in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            read(other, kept)


def test_how_to_reach_a_patient_goes_with_their_place(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    leave(cast.paul)
    seen = read(cast.camille, kept)
    assert seen.patient.name == "Paul Girard"
    assert (seen.patient.email, seen.patient.phone) == ("", "")


@pytest.mark.parametrize(
    ("state", "hours", "expected"),
    [
        (State.PLANNED, 0, Standing.COMING),
        (State.PLANNED, 25.5, Standing.COMING),  # under way
        (State.PLANNED, 25.75, Standing.TO_TELL),
        (State.HONOURED, 48, Standing.HONOURED),
        (State.NO_SHOW, 48, Standing.NO_SHOW),
        (State.CANCELLED_BY_PATIENT, 0, Standing.CANCELLED_BY_PATIENT),
        (State.CANCELLED_BY_COMPANION, 48, Standing.CANCELLED_BY_COMPANION),
    ],
)
def test_the_clock_tells_what_is_to_come_from_what_is_to_fill_in(
    cast: Cast, state: State, hours: float, expected: Standing
) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), state=state)
    assert read(cast.camille, kept, now=NOW + timedelta(hours=hours)).standing == expected


def test_both_sides_read_why_it_was_cancelled(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        cancellations.cancel(
            session, by=camille, appointment_ref=kept.ref, version=1, reason="Je suis souffrante.", now=NOW
        )
    assert read(cast.paul, kept).reason == read(cast.camille, kept).reason == "Je suis souffrante."


def test_the_next_ones_come_in_their_order_and_without_those_that_are_cancelled_or_over(cast: Cast) -> None:
    kind = offer()
    for hours, columns in ((48, {}), (0, {}), (24, {"state": State.CANCELLED_BY_PATIENT}), (-48, {}), (96, {})):
        appointment(cast.camille, cast.paul, kind, TEN + timedelta(hours=hours), **columns)

    wanted = [(TEN + timedelta(hours=hours)).isoformat() for hours in (0, 48, 96)]
    assert coming(cast.camille) == coming(cast.paul) == wanted
    assert coming(cast.camille, at_most=2) == wanted[:2]
    assert coming(cast.camille, now=TEN + timedelta(minutes=10)) == wanted  # the first is under way
    assert coming(cast.camille, side=Side.PATIENT) == []
    assert coming(cast.agathe) == []


def test_a_companion_who_left_a_bubble_sees_nothing_of_it(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer())
    leave(cast.camille)
    assert coming(cast.camille) == []
    assert coming(cast.paul) == []  # it is cancelled


def test_what_is_listed_does_not_depend_on_what_leaving_cancels(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer())
    with db.transaction() as session:
        place = memberships.current(session, bubble_id=id_of(bubble()), person_id=id_of(cast.camille))
        assert place
        place.ended_at = NOW
        session.add(place)
    assert (coming(cast.camille), len(coming(cast.paul))) == ([], 1)


def test_what_one_did_last_is_offered_for_three_minutes_to_them_alone(cast: Cast) -> None:
    book(cast.camille, cast.paul, "09:00")
    change = book(cast.camille, cast.paul, "10:00")

    offered = undoable(cast.camille, now=NOW + timedelta(seconds=50))
    assert (offered.ref, offered.deed, offered.count, offered.seconds) == (change.ref, "booked", 1, 130)
    assert undoable(cast.paul) == Undoable()
    assert undoable(cast.camille, now=NOW + changes.UNDO_LIFE) == Undoable()


def test_what_was_undone_or_changed_since_by_another_is_not_offered_nor_anything_older(cast: Cast) -> None:
    book(cast.camille, cast.paul, "09:00")
    change = book(cast.camille, cast.paul, "10:00")
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)
    assert undoable(cast.camille) == Undoable()

    kept = appointment(cast.camille, cast.paul, offer(), TEN + timedelta(days=1))
    with db.transaction() as session:
        cancellations.cancel(session, by=camille, appointment_ref=kept.ref, version=1, reason="", now=NOW)
        session.get_one(Appointment, kept.id).version += 1
    assert undoable(cast.camille) == Undoable()


def test_a_companion_chooses_among_their_bubbles_types_and_patients(cast: Cast) -> None:
    offer("Suivi", minutes=30)
    offer("Réservé à d’autres", is_given_by_all=False)
    louise = join(person("Louise", "Petit"), Role.PATIENT)
    dedicate(louise, cast.camille)

    found = choices(cast.camille)
    assert [one.name for one in found.bubbles] == ["Bulle des Lilas"]
    assert [(one.name, one.minutes) for one in found.types] == [("Suivi", 30)]
    assert [(one.name, one.is_dedicated) for one in found.patients.people] == [
        ("Louise Petit", True),
        ("Paul Girard", False),
    ]
    assert choices(cast.camille, patient_ref=louise.ref).patient.is_dedicated
    assert choices(cast.camille, patient_ref=cast.agathe.ref).patient.ref == ""
    assert choices(cast.camille, "nowhere", "\0").bubble_ref == bubble().ref


def test_a_patient_leads_to_the_bubble_where_they_are(cast: Cast) -> None:
    other = new_bubble("Amandiers")
    join(cast.camille, of=other)
    assert [one.name for one in choices(cast.camille).bubbles] == ["Amandiers", "Bulle des Lilas"]
    assert choices(cast.camille).bubble_ref == other.ref
    found = choices(cast.camille, patient_ref=cast.paul.ref)
    assert (found.bubble_ref, found.patient.name) == (bubble().ref, "Paul Girard")


def test_three_letters_find_a_patient_among_many_and_patients_find_nobody(cast: Cast) -> None:
    viewer, _ = sign_in(cast.camille)
    for number in range(booking_choices.FOUND_AT_MOST + 5):
        join(person("Anne", f"Martin{number:03}"), Role.PATIENT)
    with db.reading() as session:
        everyone = booking_choices.patients(session, viewer=viewer, bubble_ref=bubble().ref)
        found = booking_choices.patients(session, viewer=viewer, bubble_ref=bubble().ref, query="gír")
    assert (len(everyone.people), everyone.has_more) == (booking_choices.FOUND_AT_MOST, True)
    assert [one.name for one in found.people] == ["Paul Girard"]

    for other, refusal in ((cast.paul, NotAllowed), (cast.zelda, NotFound)):
        stranger, _ = sign_in(other)
        with db.reading() as session, pytest.raises(refusal):
            booking_choices.patients(session, viewer=stranger, bubble_ref=bubble().ref)
        assert choices(other) == BookingChoices()


def test_the_next_free_times_are_free_for_both(cast: Cast) -> None:
    kind = offer(minutes=60)
    receives(cast.camille, starts="09:00", ends="12:00")
    appointment(cast.camille, cast.paul, kind)
    karim = join(person("Karim", "Benali"))
    appointment(karim, cast.paul, kind, TEN + timedelta(hours=1))
    camille, _ = sign_in(cast.camille)
    about = {"bubble_ref": bubble().ref, "type_ref": kind.ref, "patient_ref": cast.paul.ref, "now": NOW}
    with db.reading() as session:
        found = free_times.to_book(session, viewer=camille, after=TEN, **about)
    assert [(one.day, one.time) for one in found] == [
        ("2026-11-25", "09:00"),
        ("2026-11-25", "10:00"),
        ("2026-11-25", "11:00"),
    ]
    kept = appointment(cast.camille, cast.paul, kind, TEN + timedelta(days=1))
    with db.reading() as session:
        found = free_times.to_move(session, viewer=camille, appointment_ref=kept.ref, after=TEN, now=NOW)
    assert (found[0].day, found[0].time) == ("2026-11-25", "09:00")


def test_a_moved_appointment_says_when_it_is_now(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        moves.move(
            session,
            by=camille,
            appointment_ref=kept.ref,
            version=1,
            day="25/11/2026",
            time="9h",
            minutes="30",
            is_confirmed=True,
            now=NOW,
        )
    seen = read(cast.paul, kept)
    assert (seen.day, seen.time, seen.minutes, seen.version) == ("2026-11-25", "09:00", 30, 2)
