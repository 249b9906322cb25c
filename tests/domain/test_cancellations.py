"""Appointments are cancelled, with a reason that is for the other side alone."""

from datetime import timedelta

import pytest

from mycharlotte import db
from mycharlotte.domain import cancellations, changes, moves, texts
from mycharlotte.domain.errors import NotFound, Refused, Stale
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer

pytestmark = pytest.mark.usefixtures("database")


def cancel(who: Person, kept: Appointment, *, version: int = 1, reason: str = "", ref: str = "") -> Change:
    """Cancel."""
    by, _ = sign_in(who)
    with db.transaction() as session:
        return cancellations.cancel(
            session, by=by, appointment_ref=ref or kept.ref, version=version, reason=reason, now=NOW
        )


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


@pytest.mark.parametrize(
    ("side", "state"), [("camille", State.CANCELLED_BY_COMPANION), ("paul", State.CANCELLED_BY_PATIENT)]
)
def test_who_cancelled_is_kept_with_when_and_why(cast: Cast, side: str, state: State) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    cancel(getattr(cast, side), kept, reason=" Chimiothérapie\x00 avancée ")
    now = look(kept)
    assert (now.state, now.cancelled_at, now.version, now.sequence) == (state, NOW, 2, 1)
    assert cancellations.reason_of(now) == "Chimiothérapie avancée"
    assert b"Chimio" not in now.reason_sealed


def test_a_reason_is_not_needed_and_is_gone_once_it_is_put_back(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    cancel(cast.camille, kept)
    assert cancellations.reason_of(look(kept)) == ""

    other = appointment(cast.camille, cast.paul, offer("Autre"), NOW + timedelta(days=2))
    change = cancel(cast.camille, other, reason="Malade")
    by, _ = sign_in(cast.camille)
    with db.transaction() as session:
        changes.undo(session, by=by, change_ref=change.ref, now=NOW)
    now = look(other)
    assert (now.state, now.cancelled_at, now.reason_sealed) == (State.PLANNED, None, b"")


def test_a_reason_that_is_too_long_is_refused(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(texts.TextTooLong) as refused:
        cancel(cast.camille, kept, reason="x" * (cancellations.REASON_AT_MOST + 1))
    assert refused.value.field == "reason"
    assert look(kept).state == State.PLANNED


@pytest.mark.parametrize(
    ("cancel_minutes", "refused"),
    [(None, cancellations.NeverCancelledAlone), (26 * 60, cancellations.TooLateToCancel), (25 * 60, None)],
)
def test_a_patient_cancels_as_late_as_the_type_has_it_and_a_companion_at_any_time(
    cast: Cast, cancel_minutes: int | None, refused: type[Refused] | None
) -> None:
    kept = appointment(cast.camille, cast.paul, offer(cancel_minutes=cancel_minutes))  # in 25 hours
    if refused is None:
        cancel(cast.paul, kept)
        return
    with pytest.raises(refused):
        cancel(cast.paul, kept)
    cancel(cast.camille, kept)


def test_what_is_past_or_cancelled_is_not_cancelled_again(cast: Cast) -> None:
    kind = offer()
    for kept in (
        appointment(cast.camille, cast.paul, kind, NOW),
        appointment(cast.camille, cast.paul, kind, state=State.CANCELLED_BY_PATIENT),
    ):
        with pytest.raises(moves.NotToCome):
            cancel(cast.camille, kept)


def test_nobody_else_finds_it_and_nobody_cancels_what_they_did_not_see(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    for stranger in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            cancel(stranger, kept)
    for forged in ("\x00", "x" * 33, "nothing"):
        with pytest.raises(NotFound):
            cancel(cast.camille, kept, ref=forged)
    with pytest.raises(Stale):
        cancel(cast.camille, kept, version=2)
