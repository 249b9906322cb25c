"""A series is planned date by date on the page, booked and made longer; other tabs learn nothing of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.appointment_changes import CancelState, MoveState, PlaceState
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.series import SeriesState
from mycharlotte.states.undo import UndoState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.series_made import book, stored, times
from tests.states.tab import Tab
from tests.states.test_new_appointment import form

FOUR = {"repeat": "yes", "times": "4"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Eight o’clock, in UTC, of the Monday of the agenda's tests."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kind(cast: Cast) -> ConsultationType:
    """A type of 45 minutes; Camille receives from Monday to Friday."""
    receives(cast.camille)
    return offer()


def opened(who: Person, page: str) -> Tab:
    """Open a page as someone."""
    return Tab(page=page, session_token=sign_in(who)[1], language="fr")


async def planned(cast: Cast, kind: ConsultationType, **typed: str) -> Tab:
    """Ask for four Tuesdays at 10:00, on the page of a new appointment."""
    tab = opened(cast.camille, routes.NEW_APPOINTMENT)
    await tab.send(NewAppointmentState, "load")
    await tab.send(NewAppointmentState, "book", form=form(cast.paul, kind.ref, **(FOUR | typed)))
    return tab


async def sheet(cast: Cast, ref: str) -> Tab:
    """Open the page of an appointment, as Camille."""
    tab = opened(cast.camille, routes.of_appointment(routes.APPOINTMENT, ref))
    await tab.send(AppointmentState, "load")
    return tab


async def test_the_dates_are_shown_settled_and_booked_together(cast: Cast, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, NOW + timedelta(days=8, hours=1))
    tab = await planned(cast, kind)
    state = await tab.see(SeriesState)
    assert (state.doing, state.dates.count, state.dates.to_settle, state.dates.booked) == ("book", 4, 1, 3)
    assert [line.conflicts for line in state.dates.lines] == [(), ("patient-taken",), (), ()]
    assert state.dates.lines[0].when.french == "mardi 24 novembre à 10\u00a0h"
    assert state.dates.lines[1].when.english == "Tuesday 1 December at 10:00"

    await tab.send(SeriesState, "carry_out")
    assert state.refusal.sentence == "Il reste 1 date à régler."
    instead = state.dates.lines[1].instead[0]
    await tab.send(SeriesState, "settle", key="2026-12-01", what=f"shift {instead.at}")
    assert state.dates.lines[1].instead_words == instead.words
    assert (state.dates.to_settle, state.dates.booked) == (0, 4)
    (redirect,) = await tab.send(SeriesState, "carry_out")

    mine = [row for row in stored() if row.companion_id == cast.camille.id]
    assert len(mine) == 4
    assert routes.of_appointment(routes.APPOINTMENT, mine[0].ref) in str(redirect)
    assert (state.doing, state.dates.count) == ("", 0)
    assert (await tab.see(UndoState)).offered.count == 4


async def test_what_is_wrong_in_the_form_is_said_beside_its_field(cast: Cast, kind: ConsultationType) -> None:
    for typed, fields in (
        ({"times": "0"}, {"times"}),
        ({"ends": "until", "until": "hier"}, {"until"}),
        ({"times": "x", "every_weeks": "9"}, {"times", "every_weeks"}),
        ({"day": "2020-01-01"}, {"time"}),
    ):
        tab = await planned(cast, kind, **typed)
        assert set((await tab.see(NewAppointmentState)).refusal.by_field) == fields
        assert (await tab.see(SeriesState)).doing == ""


async def test_what_was_taken_meanwhile_is_shown_and_every_choice_is_kept(cast: Cast, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, NOW + timedelta(days=8, hours=1))
    tab = await planned(cast, kind)
    await tab.send(SeriesState, "settle", key="2026-12-01", what="skip")
    appointment(cast.agathe, cast.paul, kind, NOW + timedelta(days=15, hours=1))

    assert await tab.send(SeriesState, "carry_out") == []

    state = await tab.see(SeriesState)
    assert [line.action for line in state.dates.lines] == ["keep", "skip", "", "keep"]
    assert len(stored()) == 2


async def test_all_that_may_be_kept_is_kept_in_one_press(cast: Cast, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, NOW + timedelta(days=8, hours=11))
    tab = await planned(cast, kind, time="20:00")
    state = await tab.see(SeriesState)
    assert (state.dates.to_settle, state.dates.may_keep) == (4, 3)
    await tab.send(SeriesState, "keep_all")
    assert (state.dates.to_settle, state.dates.may_keep, state.dates.booked) == (1, 0, 3)


async def test_nonsense_chosen_settles_nothing(cast: Cast, kind: ConsultationType) -> None:
    tab = await planned(cast, kind, time="20:00")
    for key, what in (("2026-11-24", "burn"), ("2099-01-01", "keep"), ("2026-11-24", "shift x"), ("", "")):
        await tab.send(SeriesState, "settle", key=key, what=what)
    state = await tab.see(SeriesState)
    assert state.dates.to_settle == 4
    assert state._choices.keys() == {"2026-11-24"}


async def test_giving_up_and_another_address_forget_the_dates(cast: Cast, kind: ConsultationType) -> None:
    tab = await planned(cast, kind)
    await tab.send(NewAppointmentState, "load")  # a connection that comes back
    assert (await tab.see(SeriesState)).doing == "book"
    await tab.send(SeriesState, "give_up")
    assert (await tab.see(SeriesState)).dates.count == 0

    tab = await planned(cast, kind)
    tab.go(f"{routes.NEW_APPOINTMENT}?jour=2026-12-01")
    await tab.send(NewAppointmentState, "load")
    assert (await tab.see(SeriesState)).doing == ""


async def test_nothing_planned_is_nothing_done(cast: Cast, kind: ConsultationType) -> None:
    tab = opened(cast.camille, routes.NEW_APPOINTMENT)
    assert await tab.send(SeriesState, "carry_out") == []
    await tab.send(SeriesState, "settle", key="2026-12-01", what="keep")
    assert stored() == []


async def test_an_appointment_shows_its_series(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[1].ref)
    course = (await tab.see(SeriesState)).course
    assert (course.number, course.count, course.to_come, course.following) == (2, 4, 4, 3)
    assert [line.is_this for line in course.lines] == [False, True, False, False]
    assert course.lines[1].when.french.startswith("mardi 1er décembre à 10")

    tab.go(routes.of_appointment(routes.APPOINTMENT, appointment(cast.camille, cast.paul, kind, NOW).ref))
    await tab.send(AppointmentState, "load")
    assert (await tab.see(SeriesState)).course.ref == ""


async def test_a_cancelled_one_has_no_number(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[2].ref)
    _cancelled(made[0].ref)
    await tab.send(SeriesState, "refresh")
    course = (await tab.see(SeriesState)).course
    assert [line.number for line in course.lines] == [0, 1, 2, 3]
    assert (course.number, course.count, course.to_come) == (2, 3, 3)


async def test_a_series_is_made_longer(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[0].ref)
    state = await tab.see(SeriesState)
    await tab.send(SeriesState, "extend", form={"times": "none"})
    assert set(state.refusal.by_field) == {"times"}

    await tab.send(SeriesState, "extend", form={"times": "2"})
    assert (state.doing, state.dates.booked) == ("extend", 2)
    await tab.send(SeriesState, "carry_out")
    assert times(*stored())[4:] == ["22/12 10:00", "29/12 10:00"]
    assert state.course.count == 6


async def test_a_series_moves_once_its_dates_were_seen(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[1].ref)
    state = await tab.see(SeriesState)
    await tab.send(MoveState, "move", form=_moved("following"))
    assert (state.doing, state.dates.count) == ("move", 3)
    assert state.dates.lines[0].was.french == "mardi 1er décembre à 10\u00a0h"
    _cancelled(made[3].ref)

    assert await tab.send(SeriesState, "carry_out") == []
    assert "vérifiez les dates" in state.refusal.sentence
    assert state.dates.count == 2
    await tab.send(SeriesState, "carry_out")
    assert times(*stored()) == ["24/11 10:00", "03/12 11:00", "10/12 11:00", "15/12 10:00"]


async def test_a_patient_changes_no_series(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = opened(cast.paul, routes.of_appointment(routes.MY_APPOINTMENT, made[1].ref))
    for state, handler, typed in (
        (MoveState, "move", _moved("all")),
        (CancelState, "cancel", _gone("all")),
        (PlaceState, "change", _placed("all")),
    ):
        await tab.send(state, handler, form=typed)
        assert (await tab.see(state)).refusal.sentence
    assert (await tab.see(SeriesState)).doing == ""
    assert times(*stored()) == ["24/11 10:00", "01/12 10:00", "08/12 10:00", "15/12 10:00"]
    assert {(row.state, row.place) for row in stored()} == {(State.PLANNED, "")}


async def test_what_is_to_come_of_a_series_is_cancelled(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[1].ref)
    await tab.send(CancelState, "cancel", form=_gone("following"))
    assert [row.state == State.PLANNED for row in stored()] == [True, False, False, False]
    state = await tab.see(SeriesState)
    assert (state.course.to_come, state.course.number) == (1, 0)
    assert (await tab.see(UndoState)).offered.count == 3


async def test_the_place_of_what_is_to_come_changes(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[1].ref)
    await tab.send(PlaceState, "change", form=_placed("all"))
    assert {row.place for row in stored()} == {"Salle 2"}


async def test_a_series_that_changed_since_it_was_shown_is_shown_again(cast: Cast, kind: ConsultationType) -> None:
    made = book(sign_in(cast.camille)[0], cast, kind)
    tab = await sheet(cast, made[1].ref)
    _cancelled(made[3].ref)
    await tab.send(CancelState, "cancel", form=_gone("all"))
    assert "vérifiez les dates" in (await tab.see(CancelState)).refusal.sentence
    assert sum(row.state == State.PLANNED for row in stored()) == 3
    await tab.send(CancelState, "cancel", form=_gone("all"))
    assert not [row for row in stored() if row.state == State.PLANNED]


def _moved(scope: str) -> dict[str, str]:
    when = {"day": "2026-12-03", "time": "11:00", "minutes": "45"}
    return when | {"version": "1", "confirmed": "", "move_scope": scope}


def _gone(scope: str) -> dict[str, str]:
    return {"reason": "", "version": "1", "cancel_scope": scope}


def _placed(scope: str) -> dict[str, str]:
    return {"mode": "on-site", "place": "Salle 2", "version": "1", "place_scope": scope}


def _cancelled(ref: str) -> None:
    with db.transaction() as session:
        row = session.exec(select(Appointment).where(Appointment.ref == ref)).one()
        row.state, row.version = State.CANCELLED_BY_COMPANION, row.version + 1
        session.add(row)
