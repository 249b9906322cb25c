"""A companion books, moves, cancels, undoes."""

import pytest

from mycharlotte import db
from mycharlotte.domain import appointments, booking, cancellations, changes, moves
from mycharlotte.models.appointments import Appointment, Deed, State
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, draft, offer, receives
from tests.domain.neighbours import bubble

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
