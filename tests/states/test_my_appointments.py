"""A patient's appointments, one of them, and what is held for them: nobody else's, and only what types let them do."""

from datetime import timedelta

import time_machine

from mycharlotte import db, routes
from mycharlotte.domain.self_booking import STARTS
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.states.waiting import WaitingState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.waiting import UNDO, cancel, go_round, offered, patient, wait
from tests.states.tab import Tab

TOMORROW = NOW + timedelta(hours=25)


async def opened(who: Person, made: Appointment | str, **more: str) -> tuple[Tab, MyAppointmentState]:
    """Open the page of an appointment."""
    ref = made if isinstance(made, str) else made.ref
    tab = Tab(session_token=sign_in(who)[1], page=routes.moving(ref, **more))
    await tab.send(MyAppointmentState, "load")
    return tab, await tab.see(MyAppointmentState)


def stored(made: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, made.id)


async def test_the_next_one_stands_first_and_the_others_are_turned_page_by_page(cast: Cast) -> None:
    kind = offer()
    days = [appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=n)) for n in (3, 1, 2)]
    for number in range(12):
        appointment(cast.camille, cast.paul, kind, NOW - timedelta(days=number + 1), state=State.HONOURED)
    with time_machine.travel(NOW, tick=False):
        tab = Tab(session_token=sign_in(cast.paul)[1], page=routes.MY_APPOINTMENTS)
        await tab.send(MyAppointmentsState, "load")
        state = await tab.see(MyAppointmentsState)
        assert state.next_one.ref == days[1].ref
        assert [one.ref for one in state.later] == [days[2].ref, days[0].ref]
        assert (state.mine.first, state.mine.last, state.mine.total) == (1, 10, 12)
        newest = state.others[0].starts_at
        for page, last in ((2, 12), (99, 12), (-5, 10)):
            await tab.send(MyAppointmentsState, "turn", page=page)
            assert state.mine.last == last
    assert newest == state.others[0].starts_at > state.others[-1].starts_at


async def test_states_are_said_apart(cast: Cast) -> None:
    kind = offer()
    for days, standing in enumerate(State):
        appointment(cast.camille, cast.paul, kind, NOW - timedelta(days=days + 1), state=standing)
    with time_machine.travel(NOW, tick=False):
        tab = Tab(session_token=sign_in(cast.paul)[1], page=routes.MY_APPOINTMENTS)
        await tab.send(MyAppointmentsState, "load")
    state = await tab.see(MyAppointmentsState)
    assert [one.standing for one in state.others] == [
        "to-tell",
        "honoured",
        "cancelled-by-patient",
        "cancelled-by-companion",
        "no-show",
    ]


async def test_a_companion_and_a_stranger_see_none_of_it(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer(), TOMORROW)
    for who in (cast.camille, cast.agathe, cast.zelda):
        _tab, state = await opened(who, made)
        assert (state.is_missing, state.shown.ref) == (True, "")
        tab = Tab(session_token=sign_in(who)[1], page=routes.MY_APPOINTMENTS)
        await tab.send(MyAppointmentsState, "load")
        assert (await tab.see(MyAppointmentsState)).next_one.ref == ""


async def test_rules_hold_to_the_minute_and_are_said_before(cast: Cast) -> None:
    kind = offer(cancel_minutes=60, move_minutes=None)
    receives(cast.camille)
    made = appointment(cast.camille, cast.paul, kind, TOMORROW)
    limit = TOMORROW - timedelta(minutes=60)
    with time_machine.travel(limit + timedelta(seconds=1), tick=False):
        tab, state = await opened(cast.paul, made, start=f"{TOMORROW + timedelta(hours=2):{STARTS}}")
        assert (state.rules.may_cancel, state.rules.may_move, state.at) == (False, False, "sheet")
        assert "trop tard" in state.rules.cancel.french
        await tab.send(MyAppointmentState, "cancel", form={"reason": ""})
        assert "trop tard" in state.refusal.sentence
        await tab.send(MyAppointmentState, "move", start=f"{TOMORROW + timedelta(hours=2):{STARTS}}")
        assert "ne se déplace pas en ligne" in state.refusal.sentence
        assert stored(made).state == State.PLANNED
    with time_machine.travel(limit, tick=False):
        tab, state = await opened(cast.paul, made)
        assert state.rules.cancel.french == "Possible en ligne jusqu’à aujourd’hui à 9\u00a0h."
        await tab.send(MyAppointmentState, "cancel", form={"reason": "Fatigue"})
    assert (state.shown.standing, state.shown.reason) == ("cancelled-by-patient", "Fatigue")
    assert stored(made).state == State.CANCELLED_BY_PATIENT


async def test_another_time_is_chosen_among_those_that_are_free(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    made = appointment(cast.camille, cast.paul, kind, TOMORROW)
    with time_machine.travel(NOW, tick=False):
        tab, state = await opened(cast.paul, made, day="2026-11-23")
        assert state.at == "moving"
        chosen = state.week.days[0].slots[-1]
        tab.go(chosen.href)
        await tab.send(MyAppointmentState, "load")
        assert (state.at, state.target.at) == ("sure", chosen.at)
        await tab.send(MyAppointmentState, "move", start="20261128T0900Z")  # a Saturday
        assert (state.at, state.refusal.sentence) == ("moving", "Ce créneau n’est plus libre. Choisissez-en un autre.")
        (answer,) = await tab.send(MyAppointmentState, "move", start=chosen.at)
    assert made.ref in str(answer)
    assert f"{stored(made).starts_at:{STARTS}}" == chosen.at


async def test_what_is_held_is_taken_or_left(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    paul, _ = sign_in(cast.paul)
    kind = offer()
    receives(cast.camille)
    other = patient("Anne")
    with db.reading() as session:
        anne = session.get_one(Person, other.person_id)
    freed = [appointment(cast.camille, anne, kind, TOMORROW + timedelta(days=n)) for n in range(2)]
    wait(paul, kind)
    for made in freed:
        cancel(made, camille, NOW)
    go_round(NOW + UNDO)
    with time_machine.travel(NOW + UNDO, tick=False):
        tab = Tab(session_token=sign_in(cast.paul)[1], page=routes.MY_APPOINTMENTS)
        await tab.send(MyAppointmentsState, "load")
        state = await tab.see(MyAppointmentsState)
        (held,) = state.offers
        assert held.until.french == "11 h 03".replace(" ", "\u00a0")
        seen = Tab(session_token=sign_in(cast.camille)[1], page=routes.WAITING)
        await seen.send(WaitingState, "load")
        (line,) = (await seen.see(WaitingState)).lines
        assert (line.patient, line.held.iso != "") == ("Paul Girard", True)
        await tab.send(MyAppointmentsState, "decline", offer_ref=held.ref)
        assert (state.offers, state.done, len(state.waits)) == ([], "declined", 1)
        go_round(NOW + UNDO)
        await tab.send(MyAppointmentsState, "refresh")
        (answer,) = await tab.send(MyAppointmentsState, "take", form={"offer": state.offers[0].ref, "place": ""})
        await tab.send(MyAppointmentsState, "load")
    assert [one.state for one in offered()] == [OfferState.DECLINED, OfferState.TAKEN]
    assert (state.waits, state.next_one.ref in str(answer)) == ([], True)
