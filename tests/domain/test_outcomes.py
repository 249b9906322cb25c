"""Afterwards, the companion says how an appointment ended."""

from datetime import timedelta
from typing import Any

import pytest

from mycharlotte import db
from mycharlotte.domain import appointments, outcomes
from mycharlotte.domain.errors import NotAllowed, NotFound, Stale
from mycharlotte.models.appointments import CANCELLED, Appointment, State
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.domain.neighbours import end_place, join, new_bubble, person

pytestmark = pytest.mark.usefixtures("database")
YESTERDAY = NOW - timedelta(days=1)


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def tell(who: Person, kept: Appointment, outcome: str, *, version: int | None = None, ref: str = "") -> State:
    """Say how it ended."""
    by, _ = sign_in(who)
    with db.transaction() as session:
        return outcomes.tell(
            session,
            by=by,
            appointment_ref=ref or kept.ref,
            version=version or look(kept).version,
            outcome=outcome,
            now=NOW,
        )


def to_tell(who: Person, **options: Any) -> list[str]:
    """Return the references of what someone is asked about."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return [one.ref for one in outcomes.to_tell(session, viewer=viewer, now=NOW, **options)]


def count(who: Person) -> int:
    """How many someone is asked about."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return outcomes.count(session, viewer=viewer, now=NOW)


@pytest.mark.parametrize("outcome", outcomes.OUTCOMES)
def test_each_outcome_is_kept_and_may_be_corrected(cast: Cast, outcome: State) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    assert tell(cast.camille, kept, outcome) == look(kept).state == outcome
    assert (look(kept).cancelled_at is not None) == (outcome in CANCELLED)
    for other in outcomes.OUTCOMES:
        tell(cast.camille, kept, other)
        assert look(kept).state == other
    assert to_tell(cast.camille) == []


def test_what_was_said_is_taken_back_and_asked_again(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    tell(cast.camille, kept, "cancelled-by-patient")
    assert to_tell(cast.camille) == []
    assert to_tell(cast.camille, also=[kept.ref]) == [kept.ref]
    assert to_tell(cast.agathe, also=[kept.ref]) == to_tell(cast.paul, also=[kept.ref]) == []
    assert tell(cast.camille, kept, "planned") is State.PLANNED
    assert to_tell(cast.camille) == [kept.ref]
    assert look(kept).cancelled_at is None


def test_calendars_hear_of_an_outcome_only_when_it_cancels_or_brings_back(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    for outcome, sequence in (("honoured", 0), ("no-show", 0), ("cancelled-by-patient", 1), ("honoured", 2)):
        tell(cast.camille, kept, outcome)
        assert look(kept).sequence == sequence


def test_saying_the_same_again_changes_nothing(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    tell(cast.camille, kept, "honoured")
    version = look(kept).version
    tell(cast.camille, kept, "honoured")
    assert look(kept).version == version


def test_the_outcome_of_what_did_not_begin_is_refused(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), NOW + timedelta(seconds=1))
    with pytest.raises(outcomes.NotOverYet):
        tell(cast.camille, kept, "no-show")


def test_the_outcome_of_what_has_just_begun_is_not(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), NOW)
    assert tell(cast.camille, kept, "no-show") is State.NO_SHOW


def test_what_was_cancelled_before_it_began_stays_so(cast: Cast) -> None:
    columns = {"state": State.CANCELLED_BY_PATIENT, "cancelled_at": YESTERDAY - timedelta(hours=1)}
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY, **columns)
    with pytest.raises(outcomes.CancelledBefore):
        tell(cast.camille, kept, "honoured")


@pytest.mark.parametrize("outcome", ["", "HONOURED", "deleted", "honoured\x00"])
def test_an_outcome_that_is_none_is_refused(cast: Cast, outcome: str) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    with pytest.raises(outcomes.OutcomeUnknown):
        tell(cast.camille, kept, outcome)


def test_someone_else_who_said_it_first_is_seen(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    tell(cast.camille, kept, "honoured")
    with pytest.raises(Stale) as stale:
        tell(cast.camille, kept, "no-show", version=1)
    assert stale.value.theirs == {"state": "honoured"}


def test_the_patient_does_not_say_it_and_nobody_else_finds_it(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    with pytest.raises(NotAllowed):
        tell(cast.paul, kept, "honoured")
    for stranger in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            tell(stranger, kept, "honoured")
    for ref in ("x\x00", "../x", "a" * 33, "nothing"):
        with pytest.raises(NotFound):
            tell(cast.camille, kept, "honoured", ref=ref)


def test_what_is_put_back_takes_its_time_again_unless_someone_has_it(cast: Cast) -> None:
    kind = offer()
    other = join(person("Nour", "Haddad"), Role.PATIENT)
    first = appointment(cast.camille, cast.paul, kind, NOW - timedelta(minutes=30))
    tell(cast.camille, first, "cancelled-by-patient")
    appointment(cast.camille, other, kind, NOW + timedelta(minutes=5))
    with pytest.raises(appointments.SlotTaken):
        tell(cast.camille, first, "honoured")
    assert look(first).state == State.CANCELLED_BY_PATIENT


def test_what_is_over_and_not_told_is_listed_the_oldest_first(cast: Cast) -> None:
    kind = offer()
    last, first = (appointment(cast.camille, cast.paul, kind, NOW - timedelta(days=days)) for days in (1, 3))
    appointment(cast.camille, cast.paul, kind, NOW - timedelta(minutes=10))  # under way
    appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=1))
    told = appointment(cast.camille, cast.paul, kind, NOW - timedelta(days=2))
    tell(cast.camille, told, "honoured")

    assert to_tell(cast.camille) == [first.ref, last.ref]
    assert to_tell(cast.camille, at_most=1) == [first.ref]
    assert count(cast.camille) == 2
    assert (to_tell(cast.paul), count(cast.agathe)) == ([], 0)


def test_those_of_a_bubble_one_left_are_asked_no_more(cast: Cast) -> None:
    elsewhere = new_bubble("Le Chêne")
    join(cast.camille, of=elsewhere)
    join(cast.paul, Role.PATIENT, of=elsewhere)
    kept = appointment(cast.camille, cast.paul, offer(of=elsewhere), YESTERDAY)
    assert count(cast.camille) == 1
    end_place(cast.camille, of=elsewhere, at=now())
    assert (to_tell(cast.camille), count(cast.camille)) == ([], 0)
    with pytest.raises(NotFound):
        tell(cast.camille, kept, "honoured")
