"""Every minute, what came free is offered, what was held long enough is let go, what is over ends."""

from datetime import UTC, datetime, timedelta

import time_machine

from mycharlotte import db
from mycharlotte.domain import waiting_list
from mycharlotte.jobs import offers
from mycharlotte.models.waiting import OfferState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.waiting import LINK, UNDO, cancel, offered, patient, wait

IN_TWO_DAYS = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_rounds_offer_let_go_and_offer_again(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, IN_TWO_DAYS)
    for minutes, name in enumerate(("Anne", "Ben")):
        wait(patient(name), kind, now=NOW - timedelta(minutes=2 - minutes))
    cancel(taken, camille, NOW)

    for hours in (0, 1, 2, 4):
        with time_machine.travel(NOW + UNDO + timedelta(hours=hours), tick=False):
            offers.offer_slots(LINK)

    assert [one.state for one in offered()] == [OfferState.LAPSED, OfferState.LAPSED]


def test_waits_end_after_their_last_day(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    wait(paul, offer(), until="24/11/2026")
    for day, left in ((1, 1), (2, 0)):
        with time_machine.travel(NOW + timedelta(days=day), tick=False):
            offers.end_waits()
        with db.reading() as session:
            assert len(list(waiting_list.live(session))) == left
