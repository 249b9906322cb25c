"""A place in a bubble ends, and with it what the agenda held there."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import booking, cancellations, changes, roles, undoing
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotFound
from mycharlotte.models.appointments import CANCELLED, Appointment, Change, State, Told
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import id_of
from mycharlotte.models.base import now as present
from mycharlotte.models.bubbles import Role
from mycharlotte.models.calendars import Agenda, CalendarLink
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState, SlotOffer, Wait
from mycharlotte.views.appointments import Undoable
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, draft, offer
from tests.domain.neighbours import bubble, join, new_bubble, person

pytestmark = pytest.mark.usefixtures("database")
TOMORROW = NOW + timedelta(days=1)


def remove(who: Person, by: Person) -> None:
    """Have someone removed from the bubble of the cast by an admin; by themselves when they are the same."""
    viewer, _ = sign_in(by)
    with db.transaction() as session:
        if who == by:
            roles.leave(session, by=viewer, bubble_ref=bubble().ref, now=NOW)
        else:
            roles.remove(session, by=viewer, bubble_ref=bubble().ref, member_ref=who.ref, now=NOW)


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def due(kept: Appointment) -> set[int]:
    """Return who is to be told of an appointment now."""
    with db.reading() as session:
        rows = session.exec(select(Told).where(Told.appointment_id == kept.id, col(Told.due_at) <= NOW))
        return {row.person_id for row in rows}


@pytest.mark.parametrize("is_removed", [True, False])
def test_what_was_to_come_there_is_cancelled_from_the_side_that_goes(cast: Cast, is_removed: bool) -> None:  # noqa: FBT001
    kind = offer()
    admin = join(person("Nour", "Haddad"), is_admin=True)
    kept = appointment(cast.agathe, cast.paul, kind, TOMORROW)
    other = appointment(cast.camille, cast.paul, kind, TOMORROW + timedelta(hours=2))
    past = appointment(cast.agathe, cast.paul, kind, NOW - timedelta(days=1))
    under_way = appointment(cast.agathe, cast.paul, kind, NOW - timedelta(minutes=1))

    remove(cast.agathe, admin if is_removed else cast.agathe)
    assert (look(kept).state, look(kept).cancelled_at) == (State.CANCELLED_BY_COMPANION, NOW)
    assert (look(kept).version, look(kept).sequence) == (2, 1)
    assert due(kept) == {id_of(cast.agathe), id_of(cast.paul)}
    assert {look(one).state for one in (other, past, under_way)} == {State.PLANNED}

    remove(cast.paul, admin if is_removed else cast.paul)
    assert look(other).state == State.CANCELLED_BY_PATIENT
    assert due(other) == {id_of(cast.camille), id_of(cast.paul)}
    assert look(past).state == State.PLANNED


def test_nothing_of_another_bubble_changes(cast: Cast) -> None:
    elsewhere = new_bubble("Le Chêne")
    join(cast.camille, of=elsewhere)
    join(cast.paul, Role.PATIENT, of=elsewhere)
    kept = appointment(cast.camille, cast.paul, offer(of=elsewhere), TOMORROW)
    remove(cast.camille, cast.agathe)
    assert look(kept).state == State.PLANNED


def test_whoever_removes_them_sees_nothing_and_can_undo_nothing(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), TOMORROW)
    remove(cast.camille, cast.agathe)
    with db.reading() as session:
        assert session.exec(select(Change)).all() == []
        entries = session.exec(select(AuditEntry).where(col(AuditEntry.object_ref) == kept.ref)).all()
    assert [(entry.action, entry.actor_ref) for entry in entries] == [("appointment:cancelled", "")]
    assert json.loads(entries[0].details) == {"bubble": bubble().ref}
    viewer, _ = sign_in(cast.agathe)
    with db.transaction() as session, pytest.raises(NotFound):
        changes.undo(session, by=viewer, change_ref=kept.ref, now=NOW)


def test_what_was_done_a_moment_before_is_undone_no_more(cast: Cast) -> None:
    kind = offer()
    viewer, _ = sign_in(cast.camille)
    with db.transaction() as session:
        wanted = draft(cast.paul, kind)
        kept, change = booking.book(
            session, by=viewer, bubble_ref=bubble().ref, draft=wanted, is_confirmed=True, now=NOW
        )
    remove(cast.paul, cast.agathe)
    assert look(kept).state in CANCELLED
    with db.transaction() as session, pytest.raises(changes.TooLateToUndo):
        changes.undo(session, by=viewer, change_ref=change.ref, now=NOW)


@pytest.mark.parametrize("by", ["camille", "paul"])
@pytest.mark.parametrize("gone", ["camille", "paul"])
def test_what_was_cancelled_a_moment_before_does_not_come_back(cast: Cast, gone: str, by: str) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), TOMORROW)
    viewer, _ = sign_in(getattr(cast, by))
    with db.transaction() as session:
        change = cancellations.cancel(session, by=viewer, appointment_ref=kept.ref, version=1, reason="", now=NOW)
        assert undoing.last(session, viewer=viewer, now=NOW).ref == change.ref
    remove(getattr(cast, gone), cast.agathe)
    with db.transaction() as session, pytest.raises(changes.TooLateToUndo):
        changes.undo(session, by=viewer, change_ref=change.ref, now=NOW)
    with db.reading() as session:
        assert undoing.last(session, viewer=viewer, now=NOW) == Undoable()
    assert look(kept).state in CANCELLED


def _wait(patient: Person, companion: Person | None, type_id: int, *, of: int) -> Wait:
    wait = Wait(
        bubble_id=of,
        type_id=type_id,
        patient_id=id_of(patient),
        companion_id=companion and companion.id,
        live_key=f"{patient.id}-{type_id}-{companion and companion.id}",
    )
    with db.transaction() as session:
        session.add(wait)
        session.flush()
        if companion:
            session.add(
                SlotOffer(
                    wait_id=id_of(wait),
                    patient_id=id_of(patient),
                    companion_id=id_of(companion),
                    type_id=type_id,
                    starts_at=TOMORROW,
                    ends_at=TOMORROW + timedelta(minutes=45),
                    held_until=NOW + timedelta(hours=2),
                )
            )
    return wait


@pytest.mark.parametrize("side", ["camille", "paul"])
def test_nobody_waits_any_more_and_offers_lapse(cast: Cast, side: str) -> None:
    kind = offer()
    here = id_of(bubble())
    _wait(cast.paul, cast.camille, id_of(kind), of=here)
    _wait(cast.paul, None, id_of(kind), of=here)
    elsewhere = new_bubble("Le Chêne")
    _wait(cast.paul, cast.camille, id_of(offer(of=elsewhere)), of=id_of(elsewhere))
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    remove(getattr(cast, side), cast.agathe)
    stop()

    with db.reading() as session:
        waits = session.exec(select(Wait).order_by(col(Wait.id))).all()
        offers = session.exec(select(SlotOffer).order_by(col(SlotOffer.id))).all()
    over = [(wait.ended_at == NOW, wait.live_key is None) for wait in waits]
    any_companion = (side == "paul", side == "paul")
    assert over == [(True, True), any_companion, (False, False)]
    assert [(one.state, one.settled_at) for one in offers] == [(OfferState.LAPSED, NOW), (OfferState.OPEN, None)]
    assert Topic.SLOT_FREED in {one.topic for one in heard}


def test_the_calendar_link_of_that_bubble_opens_nothing_and_the_others_go_on(cast: Cast) -> None:
    elsewhere = new_bubble("Le Chêne")
    with db.transaction() as session:
        session.add_all(
            CalendarLink(
                person_id=id_of(cast.camille), bubble_id=bubble_id, live_key=f"{bubble_id}", secret_hash=b"%d" % number
            )
            for number, bubble_id in enumerate((id_of(bubble()), id_of(elsewhere), None))
        )
    remove(cast.camille, cast.agathe)
    with db.reading() as session:
        links = session.exec(select(CalendarLink).order_by(col(CalendarLink.id))).all()
        assert [(link.revoked_at, link.live_key is None) for link in links] == [
            (NOW, True),
            (None, False),
            (None, False),
        ]
        assert session.get_one(Agenda, cast.camille.id).version > 1


def test_of_a_booking_and_a_removal_at_the_same_moment_none_is_left_behind(cast: Cast) -> None:
    """Whatever comes first: the booking is refused, or it is cancelled. And neither waits for the other for ever."""
    kind = offer()
    patients = [join(person(f"Patient{n}", "Test"), Role.PATIENT) for n in range(6)]
    admin, _ = sign_in(cast.agathe)
    camille, _ = sign_in(cast.camille)
    line = Barrier(12)

    def book(n: int) -> None:
        with suppress(NotFound, booking.PatientNotThere), db.transaction() as session:
            line.wait()
            wanted = draft(patients[n], kind, time=f"{9 + n}:00")
            booking.book(session, by=camille, bubble_ref=bubble().ref, draft=wanted, is_confirmed=True, now=NOW)

    def take_out(n: int) -> None:
        with db.transaction() as session:
            line.wait()
            roles.remove(session, by=admin, bubble_ref=bubble().ref, member_ref=patients[n].ref, now=present())

    acts: list[Callable[[], None]] = [lambda n=n: book(n) for n in range(6)] + [
        lambda n=n: take_out(n) for n in range(6)
    ]
    with ThreadPoolExecutor(12) as threads:
        for done in [threads.submit(act) for act in acts]:
            done.result()
    with db.reading() as session:
        assert {State(one) for one in session.exec(select(Appointment.state))} <= set(CANCELLED)
