"""What was done is undone for three minutes, by whoever did it, while nobody changed it since."""

from datetime import timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import agendas, appointments, changes
from mycharlotte.domain.announcements import Topic
from mycharlotte.domain.announcements import of as announced
from mycharlotte.domain.errors import NotFound
from mycharlotte.models.appointments import Appointment, ChangedAppointment, Deed, State, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import join, person
from tests.domain.news import book, cancel, look, move, undo

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)


def test_only_whoever_did_it_undoes_it(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    change = cancel(camille, kept)
    for other in (cast.paul, cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            undo(sign_in(other)[0], change)
    for forged in ("", "\x00", "x" * 33, kept.ref):
        with pytest.raises(NotFound), db.transaction() as session:
            changes.undo(session, by=camille, change_ref=forged, now=NOW)
    assert look(kept).state == State.CANCELLED_BY_COMPANION


def test_after_three_minutes_it_is_too_late(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    change = cancel(camille, kept)
    with pytest.raises(changes.TooLateToUndo):
        undo(camille, change, now=NOW + changes.UNDO_LIFE)
    undo(camille, change, now=NOW + changes.UNDO_LIFE - timedelta(seconds=1))
    assert look(kept).state == State.PLANNED
    with pytest.raises(changes.TooLateToUndo):
        undo(camille, change)


def test_what_someone_changed_since_is_not_undone_under_them(cast: Cast) -> None:
    (camille, _), (paul, _) = sign_in(cast.camille), sign_in(cast.paul)
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    change = move(camille, kept, "14:00")
    move(paul, kept, "15:00")
    with pytest.raises(changes.TooLateToUndo):
        undo(camille, change)


def test_what_was_taken_meanwhile_is_not_given_back(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    first = appointment(cast.camille, cast.paul, kind)
    change = cancel(camille, first)
    book(camille, join(person("Nour", "Haddad"), Role.PATIENT), kind)
    with pytest.raises(appointments.SlotTaken):
        undo(camille, change)
    assert look(first).state == State.CANCELLED_BY_COMPANION


def test_several_that_moved_together_go_back_together_across_one_another(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer(minutes=60)
    rows = [appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=1, hours=hour)) for hour in range(4)]
    with db.transaction() as session:
        kept = [session.get_one(Appointment, row.id) for row in rows]
        was = [changes.before(one) for one in kept]
        for one in kept:
            one.starts_at, one.ends_at = one.starts_at + HOUR, one.ends_at + HOUR
        change = changes.made(session, Deed.MOVED, list(zip(was, kept, strict=True)), by=camille, now=NOW)
    assert [look(row).starts_at for row in rows] == [row.starts_at + HOUR for row in rows]
    undo(camille, change)
    assert [look(row).starts_at for row in rows] == [row.starts_at for row in rows]
    assert {(look(row).version, look(row).sequence) for row in rows} == {(3, 2)}


def test_a_booking_undone_leaves_nothing_behind(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    _kept, change = book(camille, cast.paul, offer())
    undo(camille, change)
    with db.reading() as session:
        for model in (Appointment, ChangedAppointment, Told):
            assert session.exec(select(model)).all() == []


def test_each_change_grows_the_agendas_of_both_sides_and_tells_their_tabs(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())

    def versions() -> list[int]:
        with db.transaction() as session:
            return [agendas.of(session, id_of(one)).version for one in (cast.camille, cast.paul, cast.agathe)]

    before = versions()
    change = move(camille, kept, "14:00")
    assert versions() == [before[0] + 1, before[1] + 1, before[2]]
    with db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)
        told = {one.about for one in announced(session) if one.topic is Topic.AGENDA}
    assert told == {cast.camille.ref, cast.paul.ref}
    assert versions() == [before[0] + 2, before[1] + 2, before[2]]
