"""The agendas of the demo: credible on whatever day it is begun, and never those of a bubble that has its own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import col, select

from mycharlotte import db, seed
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Hours
from tests.cast import Cast
from tests.domain.offers import create


def kept() -> list[Appointment]:
    """Return every appointment, in order."""
    with db.reading() as session:
        return list(session.exec(select(Appointment).order_by(col(Appointment.starts_at))))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("days", range(7))
def test_on_any_day_of_the_week_nobody_is_in_two_places_and_one_awaits_its_outcome(days: int) -> None:
    at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC) + timedelta(days=days)
    with time_machine.travel(at, tick=False):
        seed.run(with_neighbours=True)
        seed.run(with_neighbours=True)

    booked = kept()
    assert len([one for one in booked if one.ends_at < at]) == 1
    for one in booked:
        for other in booked:
            shares = {one.companion_id, one.patient_id} & {other.companion_id, other.patient_id}
            if one.id != other.id and shares:
                assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at


def test_a_bubble_that_has_types_of_its_own_is_left_alone(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    seed.run(with_neighbours=True)
    with db.reading() as session:
        assert kept() == []
        assert session.exec(select(Hours)).all() == []
