"""Patients wait for a slot, once for each thing, until it is over; their companions see it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import waiting_list
from mycharlotte.domain.errors import NotAllowed, NotFound, TooManyTries
from mycharlotte.models.bubbles import Assignment
from mycharlotte.models.consultations import Booking, ConsultationType
from mycharlotte.models.waiting import Wait
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, offer
from tests.domain.neighbours import dedicate, join, person
from tests.domain.waiting import patient, wait

pytestmark = pytest.mark.usefixtures("database")


def test_one_waits_once_for_each_thing(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()

    first = wait(paul, kind)
    again = wait(paul, kind, until="24/12/2026")
    with_camille = wait(paul, kind, cast.camille)

    assert first.id == again.id != with_camille.id
    with db.reading() as session:
        mine = waiting_list.of_patient(session, viewer=paul, now=NOW)
    assert [
        (one.wait.until and one.wait.until.isoformat(), one.companion and one.companion.first_name) for one in mine
    ] == [
        ("2026-12-24", None),
        (None, "Camille"),
    ]


def test_whoever_asks_many_times_at_once_waits_once(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()

    with ThreadPoolExecutor(8) as pool:
        made = {one.ref for one in pool.map(lambda _: wait(paul, kind), range(16))}

    assert len(made) == 1
    with db.reading() as session:
        assert len(session.exec(select(Wait)).all()) == 1


def test_one_stops_and_may_begin_again(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    made = wait(paul, kind)

    for _twice in range(2):
        with db.transaction() as session:
            waiting_list.stop(session, by=paul, wait_ref=made.ref, now=NOW)

    with db.reading() as session:
        assert waiting_list.of_patient(session, viewer=paul, now=NOW) == []
    assert wait(paul, kind).ref != made.ref


@pytest.mark.parametrize("ref", ["", "x" * 16, "\x00", "../"])
def test_nobody_stops_what_is_not_theirs(cast: Cast, ref: str) -> None:
    paul, _ = sign_in(cast.paul)
    made = wait(paul, offer())
    for viewer, named in ((sign_in(cast.camille)[0], made.ref), (paul, ref)):
        with pytest.raises(NotFound), db.transaction() as session:
            waiting_list.stop(session, by=viewer, wait_ref=named, now=NOW)


def test_only_what_one_may_book_is_waited_for(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    camille, _ = sign_in(cast.camille)
    kind = offer(booking=Booking.DEDICATED)

    with pytest.raises(NotFound):
        wait(paul, kind)
    with pytest.raises(NotAllowed):
        wait(camille, offer("Autre"))
    dedicate(cast.paul, cast.camille)
    assert wait(paul, kind, cast.camille).id
    with pytest.raises(NotFound):
        wait(paul, kind, cast.agathe)


def test_a_last_day_is_one_to_come(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()

    with pytest.raises(waiting_list.WaitsUntilThePast):
        wait(paul, kind, until="2026-11-22")
    made = wait(paul, kind, until="2026-11-23")

    for day, is_over in ((0, False), (1, True)):
        with db.reading() as session:
            over = waiting_list.over(session, now=NOW + timedelta(days=day))
        assert over == ([made.id] if is_over else [])
    with db.transaction() as session:
        waiting_list.end_if_over(session, made.id or 0, now=NOW + timedelta(days=1))
    with db.reading() as session:
        assert list(waiting_list.live(session)) == []


def test_whoever_may_not_book_it_any_more_waits_no_longer(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind, dedicated = offer(), offer("Pour les siens", booking=Booking.DEDICATED)
    dedicate(cast.paul, cast.camille)
    waits = [wait(paul, kind), wait(paul, dedicated)]
    with db.reading() as session:
        assert waiting_list.over(session, now=NOW) == []
    with db.transaction() as session:
        session.get_one(ConsultationType, kind.id).retired_at = NOW
        session.exec(sa.delete(Assignment))

    with db.reading() as session:
        assert waiting_list.over(session, now=NOW) == [one.id for one in waits]


def test_a_list_joined_all_day_is_closed_for_a_while(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    for _try in range(40):
        wait(paul, kind)
    with pytest.raises(TooManyTries):
        wait(paul, kind)


def test_companions_see_who_waits_for_them_in_order(cast: Cast) -> None:
    linh = join(person("Linh", "Tran"))
    kind = offer(position=0)
    dedicated = offer("Pour les siens", booking=Booking.DEDICATED, position=1)
    anne, ben, eve = patient("Anne"), patient("Ben"), patient("Ève")
    paul, _ = sign_in(cast.paul)
    dedicate(cast.paul, linh)
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    wait(anne, kind, cast.camille, now=NOW)
    wait(eve, kind, linh, now=NOW + timedelta(minutes=2))
    wait(paul, dedicated, now=NOW + timedelta(minutes=3))

    def seen_by(who: object) -> list[str]:
        viewer, _ = sign_in(who)  # type: ignore[arg-type]
        with db.reading() as session:
            return [one.patient.first_name for one in waiting_list.of_companion(session, viewer=viewer, now=NOW)]

    assert seen_by(cast.camille) == ["Anne", "Ben"]
    assert seen_by(linh) == ["Ben", "Ève", "Paul"]
    assert seen_by(cast.paul) == []
    assert seen_by(cast.zelda) == []
