"""Appointments move: at will for their companion, within the rules of their type for their patient."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mycharlotte import db
from mycharlotte.domain import appointments, booking, moves, wall_clock
from mycharlotte.domain.errors import NotFound, Refused, Stale
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble, end_place

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)


def move(who: Person, kept: Appointment, *, version: int = 1, is_confirmed: bool = False, **typed: Any) -> Change:
    """Move to 14:00 of tomorrow, unless told otherwise."""
    by, _ = sign_in(who)
    usual: dict[str, Any] = {"appointment_ref": kept.ref, "day": "24/11/2026", "time": "14:00", "minutes": "45"}
    with db.transaction() as session:
        return moves.move(session, by=by, version=version, is_confirmed=is_confirmed, now=NOW, **(usual | typed))


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"day": "22/11/2026"}, booking.TimePassed),
        ({"day": "31/02/2027"}, wall_clock.NoSuchDay),
        ({"day": "2027-03-28", "time": "02:30"}, wall_clock.TimeSkipped),
        ({"day": "2029-11-24"}, booking.TimeTooFar),
        ({"minutes": "0"}, booking.LengthRefused),
        ({"minutes": "-1"}, booking.LengthRefused),
        ({"minutes": "1441"}, booking.LengthRefused),
        ({"time": "\x00"}, wall_clock.TimeMalformed),
        ({"appointment_ref": "\x00"}, NotFound),
        ({"appointment_ref": "nothing"}, NotFound),
    ],
)
def test_what_makes_no_sense_is_refused_and_moves_nothing(
    cast: Cast, typed: dict[str, Any], refused: type[Refused]
) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(refused):
        move(cast.camille, kept, is_confirmed=True, **typed)
    assert (look(kept).starts_at, look(kept).version) == (kept.starts_at, 1)


@pytest.mark.parametrize(
    ("minutes", "refused"),
    [(0, booking.EndsBeforeItStarts), (-45, booking.EndsBeforeItStarts), (1441, booking.LengthRefused)],
)
def test_an_end_before_the_start_or_days_later_is_refused(cast: Cast, minutes: int, refused: type[Refused]) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    by, _ = sign_in(cast.camille)
    times = {"starts_at": kept.starts_at, "ends_at": kept.starts_at + timedelta(minutes=minutes)}
    with db.transaction() as session:
        found = moves.find_to_come(session, by=by, appointment_ref=kept.ref, version=1, now=NOW)
        with pytest.raises(refused):
            moves.shift(session, found, by=by, is_confirmed=True, now=NOW, **times)


def test_whoever_moves_what_someone_else_just_moved_sees_where_it_is(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    move(cast.paul, kept)
    with pytest.raises(Stale) as stale:
        move(cast.camille, kept, time="15:00", is_confirmed=True)
    assert stale.value.theirs == {"starts_at": "2026-11-24T13:00:00+00:00", "state": "planned"}
    assert look(kept).starts_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_a_companion_confirms_what_is_outside_their_hours_but_never_takes_a_time_that_is_taken(cast: Cast) -> None:
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind)
    taken = appointment(cast.camille, cast.zelda, kind, kept.starts_at + timedelta(hours=1))
    with pytest.raises(booking.OutsideHours) as refused:
        move(cast.camille, kept)
    assert refused.value.why == ("outside-hours",)
    with pytest.raises(appointments.SlotTaken):
        move(cast.camille, kept, time="11:15", is_confirmed=True)
    move(cast.camille, kept, time="10:15", is_confirmed=True)  # across where it was itself
    assert look(kept).ends_at == taken.starts_at


def test_a_patient_moves_to_a_free_time_of_the_same_length(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    others: list[dict[str, Any]] = [
        {"minutes": "30"},
        {"minutes": "90"},
        {"time": "16:30"},
        {"day": "28/11/2026"},
        {"time": "07:00"},
    ]
    for typed in others:
        with pytest.raises(moves.NotASlot):
            move(cast.paul, kept, is_confirmed=True, **typed)
    move(cast.paul, kept)
    assert look(kept).starts_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_a_patient_learns_nothing_of_when_their_companion_meets_others(cast: Cast) -> None:
    """What is taken, what is closed and what is too far away are refused alike; what they may never do, before."""
    receives(cast.camille)
    kind, fixed = offer(), offer("Bilan", move_minutes=None)
    kept = appointment(cast.camille, cast.paul, kind)
    never = appointment(cast.camille, cast.paul, fixed, NOW + 2 * DAY)
    for starts_at in (NOW + timedelta(hours=6), NOW + timedelta(hours=14), NOW + 400 * DAY):
        appointment(cast.camille, cast.zelda, kind, starts_at)
    for day, time in (
        ("23/11/2026", "15:00"),
        ("23/11/2026", "23:00"),
        ("23/11/2026", "22:00"),
        ("28/12/2027", "09:00"),
    ):
        with pytest.raises(moves.NotASlot):
            move(cast.paul, kept, day=day, time=time)
        with pytest.raises(moves.NeverMovedAlone):
            move(cast.paul, never, day=day, time=time)


def test_a_patient_moves_within_the_notices_of_the_type(cast: Cast) -> None:
    receives(cast.camille)
    kind = offer(earliest_days=7, latest_minutes=24 * 60)
    kept = appointment(cast.camille, cast.paul, kind, NOW + 2 * DAY + timedelta(hours=1))
    with pytest.raises(moves.NotASlot):
        move(cast.paul, kept, day="23/11/2026", time="16:00")
    with pytest.raises(moves.NotASlot):
        move(cast.paul, kept, day="01/12/2026")
    move(cast.paul, kept, day="27/11/2026")


@pytest.mark.parametrize(
    ("move_minutes", "refused"), [(None, moves.NeverMovedAlone), (26 * 60, moves.TooLateToMove), (25 * 60, None)]
)
def test_a_patient_moves_as_late_as_the_type_has_it_and_a_companion_at_any_time(
    cast: Cast, move_minutes: int | None, refused: type[Refused] | None
) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer(move_minutes=move_minutes))  # in 25 hours
    if refused is None:
        move(cast.paul, kept)
        return
    with pytest.raises(refused):
        move(cast.paul, kept)
    move(cast.camille, kept)


def test_what_is_past_or_cancelled_does_not_move(cast: Cast) -> None:
    kind = offer()
    under_way = appointment(cast.camille, cast.paul, kind, NOW)
    cancelled = appointment(cast.camille, cast.paul, kind, state=State.CANCELLED_BY_COMPANION)
    honoured = appointment(cast.camille, cast.paul, kind, NOW - DAY, state=State.HONOURED)
    for kept in (under_way, cancelled, honoured):
        with pytest.raises(moves.NotToCome):
            move(cast.camille, kept, is_confirmed=True)


def test_nobody_but_its_two_sides_finds_it_nor_its_companion_once_they_left(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), NOW + DAY)
    for stranger in (cast.agathe, cast.zelda):  # a bubble's admin, and someone of elsewhere
        with pytest.raises(NotFound):
            move(stranger, kept, is_confirmed=True)
    end_place(cast.camille, of=bubble(), at=NOW)
    with pytest.raises(NotFound):
        move(cast.camille, kept, version=2, is_confirmed=True)
    with pytest.raises(moves.NotToCome):
        move(cast.paul, kept, version=2)
