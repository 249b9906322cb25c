"""The pages where patients book: each step from its address, what is refused, what is waited for."""

from datetime import timedelta

import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain.self_booking import STARTS
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import Wait
from mycharlotte.states.book import BookState
from mycharlotte.states.session import SessionState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble, join, person
from tests.states.tab import Tab

TOMORROW_AT_TEN = NOW + timedelta(hours=25)


def address(kind: ConsultationType, companion: str = "", **more: str) -> str:
    """The address of a step."""
    return routes.booking(bubble().ref, kind.ref, companion, **more)


async def opened(who: Person, page: str) -> tuple[Tab, BookState]:
    """Open the page of booking."""
    tab = Tab(session_token=sign_in(who)[1], page=page)
    await tab.send(BookState, "load")
    return tab, await tab.see(BookState)


async def test_three_presses_lead_to_an_appointment(cast: Cast) -> None:
    offer()
    receives(cast.camille)
    receives(cast.agathe)
    with time_machine.travel(NOW, tick=False):
        tab, state = await opened(cast.paul, routes.BOOK)
        assert (state.at, [one.name for one in state.choices]) == ("what", ["Suivi"])
        for step, follow in (("whom", lambda: state.choices[0].href), ("when", lambda: state.anyone)):
            tab.go(follow())
            await tab.send(BookState, "load")
            assert state.at == step
        tab.go(state.week.days[0].slots[0].href)
        await tab.send(BookState, "load")
        assert state.at == "sure"
        form = {"companion": state.summary.companion, "start": state.summary.at, "place": ""}
        (answer,) = await tab.send(BookState, "book", form=form)

    with db.reading() as session:
        made = session.exec(select(Appointment)).one()
    assert made.patient_id == cast.paul.id
    assert routes.of_appointment(routes.MY_APPOINTMENT, made.ref) in str(answer)


async def test_the_loser_reads_it_and_sees_the_next_ones_with_what_was_typed_left_alone(cast: Cast) -> None:
    kind = offer(mode=Mode.PHONE)
    receives(cast.camille)
    with time_machine.travel(NOW, tick=False):
        tab, state = await opened(cast.paul, address(kind, cast.camille.ref, start=f"{TOMORROW_AT_TEN:{STARTS}}"))
        assert (state.at, state.summary.asks) == ("sure", "phone")
        appointment(cast.camille, join(person("Marie", "Autre"), Role.PATIENT), kind, TOMORROW_AT_TEN)
        form = {"companion": cast.camille.ref, "start": state.summary.at, "place": "06 12 34 56 78"}
        await tab.send(BookState, "book", form=form)

    assert state.refusal.sentence == "Ce créneau vient d’être pris. Choisissez-en un autre."
    assert (state.at, len(state.instead)) == ("sure", 3)


async def test_a_type_that_is_not_theirs_is_not_there(cast: Cast) -> None:
    kind = offer()
    for who, page in ((cast.zelda, address(kind)), (cast.camille, address(kind)), (cast.paul, address(kind, "x" * 16))):
        _tab, state = await opened(who, page)
        assert (state.at, state.choice.name) == ("missing", "")


async def test_nobody_books_nothing(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    tab = Tab(page=address(kind))
    await tab.send(BookState, "load")
    await tab.send(BookState, "book", form={"companion": cast.camille.ref, "start": "20991124T0900Z", "place": ""})
    await tab.send(BookState, "wait_for", form={"until": ""})
    state = await tab.see(BookState)
    assert (state.is_ready, state.at) == (False, "")
    assert (await tab.see(SessionState)).is_over


async def test_the_time_of_another_appointment_of_ones_own_is_told_apart(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    appointment(cast.agathe, cast.paul, kind, TOMORROW_AT_TEN)
    with time_machine.travel(NOW, tick=False):
        _tab, state = await opened(cast.paul, address(kind, cast.camille.ref, start=f"{TOMORROW_AT_TEN:{STARTS}}"))
    assert state.at == "mine"


async def test_one_begins_to_wait_and_stops(cast: Cast) -> None:
    kind = offer()
    with time_machine.travel(NOW, tick=False):
        tab, state = await opened(cast.paul, address(kind, cast.camille.ref))
        assert (state.at, state.week.days, state.wait.ref) == ("when", (), "")
        await tab.send(BookState, "wait_for", form={"until": "24/12/2026"})
        assert state.wait.until.french == "jeudi 24 décembre"
        with db.reading() as session:
            assert session.exec(select(Wait)).one().companion_id == cast.camille.id
        await tab.send(BookState, "stop_waiting", wait_ref=state.wait.ref)
    assert state.wait.ref == ""


async def test_coming_back_reads_the_free_times_again(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    with time_machine.travel(NOW, tick=False):
        tab, state = await opened(cast.paul, address(kind, cast.camille.ref))
        first = state.week.days[0].slots[0]
        other = join(person("Marie", "Autre"), Role.PATIENT)
        appointment(cast.camille, other, kind, NOW + timedelta(hours=1))
        await tab.send(BookState, "refresh")
    assert state.week.days[0].slots[0] != first


async def test_both_clocks_are_named_when_they_differ(cast: Cast) -> None:
    with db.transaction() as session:
        session.get_one(Person, cast.paul.id).timezone = "America/Montreal"
    kind = offer()
    receives(cast.camille)
    with time_machine.travel(NOW, tick=False):
        _tab, state = await opened(cast.paul, address(kind, cast.camille.ref))
        assert "Montréal" in state.week.clocks.french
        assert "Paris" in state.week.clocks.french
        _tab, state = await opened(cast.paul, address(kind, cast.camille.ref, start=f"{TOMORROW_AT_TEN:{STARTS}}"))
    assert "demain à 4\u00a0h" in state.summary.when.french
    assert "10\u00a0h" in state.summary.when.elsewhere_french
