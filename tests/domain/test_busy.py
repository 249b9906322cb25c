"""What takes a companion's time: appointments on either side, other calendars, what is held for others."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mycharlotte import db
from mycharlotte.domain import busy
from mycharlotte.domain.busy import Taken
from mycharlotte.models.appointments import State
from mycharlotte.models.availability import Absence
from mycharlotte.models.base import id_of
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState, SlotOffer, Wait
from tests.cast import Cast
from tests.domain.agenda import NOW, TOMORROW, appointment, offer
from tests.domain.neighbours import bubble

pytestmark = pytest.mark.usefixtures("database")
TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)  # in Paris
HOUR = timedelta(hours=1)


def taken(who: Person, *, now: datetime = NOW, held_for: int = 0) -> list[tuple[Taken, str]]:
    """What takes someone's time from ten to eleven."""
    about: dict[str, Any] = {"since": TEN, "until": TEN + HOUR, "now": now, "held_for": held_for}
    with db.reading() as session:
        found = busy.spans(session, person_id=id_of(who), zone="Europe/Paris", **about)
    return [(one.taken, f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}") for one in found]


def goes_elsewhere(who: Person, starts_at: datetime, ends_at: datetime) -> None:
    with db.transaction() as session:
        calendar = OutsideCalendar(person_id=id_of(who), name="Privé", host="example.org", address_sealed=b"")
        session.add(calendar)
        session.flush()
        times: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
        session.add(BusyTime(calendar_id=id_of(calendar), person_id=id_of(who), **times))


def held(companion: Person, patient: Person, kind: ConsultationType, **columns: Any) -> None:
    with db.transaction() as session:
        wait = Wait(bubble_id=id_of(bubble()), type_id=id_of(kind), patient_id=id_of(patient))
        session.add(wait)
        session.flush()
        columns = {"starts_at": TEN, "ends_at": TEN + HOUR, "held_until": NOW + HOUR} | columns
        about = {"patient_id": id_of(patient), "companion_id": id_of(companion), "type_id": id_of(kind)}
        session.add(SlotOffer(wait_id=id_of(wait), **about, **columns))


def test_appointments_take_time_on_both_sides_and_cancelled_ones_none(cast: Cast) -> None:
    kind = offer()
    appointment(cast.camille, cast.paul, kind)
    appointment(cast.agathe, cast.camille, kind, TEN + HOUR)
    appointment(cast.camille, cast.paul, kind, TEN + 2 * HOUR, state=State.CANCELLED_BY_PATIENT)
    appointment(cast.camille, cast.paul, kind, TEN + 3 * HOUR, state=State.CANCELLED_BY_COMPANION)
    assert taken(cast.camille) == [(Taken.APPOINTMENT, "09:00-09:45"), (Taken.APPOINTMENT, "10:00-10:45")]
    assert taken(cast.paul) == [(Taken.APPOINTMENT, "09:00-09:45")]
    assert taken(cast.zelda) == []


def test_other_calendars_take_the_time_that_they_touch(cast: Cast) -> None:
    goes_elsewhere(cast.camille, TEN - HOUR, TEN)
    goes_elsewhere(cast.camille, TEN - HOUR, TEN + timedelta(minutes=1))
    goes_elsewhere(cast.camille, TEN + HOUR, TEN + 2 * HOUR)
    goes_elsewhere(cast.agathe, TEN, TEN + HOUR)
    assert taken(cast.camille) == [(Taken.OUTSIDE, "08:00-09:01")]


def test_what_is_held_is_taken_for_everyone_but_whom_it_is_held_for_and_only_for_a_while(cast: Cast) -> None:
    kind = offer()
    held(cast.camille, cast.paul, kind)
    assert taken(cast.camille) == [(Taken.HELD, "09:00-10:00")]
    assert taken(cast.camille, held_for=id_of(cast.paul)) == []
    assert taken(cast.camille, now=NOW + HOUR) == []
    for settled in (OfferState.TAKEN, OfferState.DECLINED, OfferState.LAPSED):
        held(cast.camille, cast.paul, kind, starts_at=TEN + HOUR / 2, state=settled)
    assert len(taken(cast.camille)) == 1


def test_absences_of_the_past_and_of_later_take_nothing(cast: Cast) -> None:
    day = timedelta(days=1)
    whole: dict[str, Any] = {"person_id": id_of(cast.camille), "starts": 0, "ends": 1440}
    with db.transaction() as session:
        session.add(Absence(**whole, starts_on=TOMORROW - day, ends_on=TOMORROW - day))
        session.add(Absence(**whole, starts_on=TOMORROW + day, ends_on=TOMORROW + day))
        session.add(Absence(**whole, starts_on=TOMORROW - 21 * day, ends_on=TOMORROW - 21 * day, every_weeks=2))
        over = TOMORROW - 14 * day
        session.add(Absence(**whole, starts_on=over, ends_on=over, every_weeks=2, until=TOMORROW - day))
    assert taken(cast.camille) == []
    with db.transaction() as session:
        session.add(Absence(**whole, starts_on=over, ends_on=over, every_weeks=2, until=TOMORROW))
    assert taken(cast.camille) == [(Taken.ABSENCE, "23:00-23:00")]
