"""The page of the planning: what a tab is shown, what a drop answers, and what others' changes do to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from reflex_base.utils.format import format_event_handler

from mycharlotte import db, routes
from mycharlotte.domain import wall_clock
from mycharlotte.domain.announcements import Topic
from mycharlotte.http.live import OF_PERSON
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states.planning import PlanningState
from mycharlotte.states.undo import UndoState
from mycharlotte.views.planning import MoveAsked, Planning
from tests.cast import Cast, sign_in
from tests.domain.agenda import ZONE, appointment, offer, receives
from tests.domain.neighbours import join, person
from tests.states.tab import Dropped, Tab

pytestmark = pytest.mark.usefixtures("database")


def monday() -> date:
    """Return the Monday of next week: always to come."""
    today = wall_clock.local(now(), ZONE)[0]
    return today + timedelta(days=7 - today.weekday())


def at(weekday: int, time: str) -> datetime:
    """Return an instant of next week, in Paris."""
    return wall_clock.nearest(monday() + timedelta(days=weekday), wall_clock.parse_minute(time, field="time"), ZONE)


def iso(instant: datetime) -> str:
    """Return an instant as the page writes it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


async def opened(who: Person) -> Tab:
    """Open the planning, on next week."""
    tab = Tab(session_token=sign_in(who)[1], page=routes.AGENDA)
    await tab.send(PlanningState, "load")
    week = {"since": monday().isoformat(), "until": (monday() + timedelta(days=7)).isoformat()}
    await tab.send(PlanningState, "show", **week)
    return tab


async def drop(tab: Tab, kept: Appointment, starts_at: datetime, *, version: int = 1) -> PlanningState:
    """Drop an appointment at an instant; return what the page then knows."""
    ends_at = starts_at + timedelta(minutes=45)
    where = {"starts_at": iso(starts_at), "ends_at": iso(ends_at)}
    await tab.send(PlanningState, "move", appointment=kept.ref, version=version, **where)
    return await tab.see(PlanningState)


def starts(state: PlanningState) -> list[str]:
    """Return when the appointments shown begin."""
    return [row.starts_at for row in state.shown.rows]


async def test_a_companion_is_shown_the_days_that_the_page_asks_for(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer(), at(1, "10:00"))
    tab = await opened(cast.camille)
    state = await tab.see(PlanningState)
    assert state.is_ready
    assert state.head.is_companion
    assert starts(state) == [iso(at(1, "10:00"))]

    await tab.send(PlanningState, "show", since="2026-11-30", until="2026-11-23")
    state = await tab.see(PlanningState)
    assert state.refusal.sentence
    assert starts(state) == [iso(at(1, "10:00"))]


async def test_whoever_accompanies_nobody_is_shown_nothing(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer(), at(1, "10:00"))
    for who in (cast.paul, cast.zelda):
        state = await (await opened(who)).see(PlanningState)
        assert not state.head.is_companion
        assert state.shown.rows == state.shown.spans == ()


async def test_what_is_dropped_is_moved_and_may_be_undone(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer(), at(1, "10:00"))
    tab = await opened(cast.camille)

    state = await drop(tab, kept, at(2, "11:00"))

    assert starts(state) == [iso(at(2, "11:00"))]
    assert state.answers == 1
    change = (await tab.see(UndoState)).offered
    assert (change.deed, change.count) == ("moved", 1)
    await tab.send(UndoState, "undo", change_ref=change.ref)
    await tab.send(PlanningState, "refresh")
    assert starts(await tab.see(PlanningState)) == [iso(at(1, "10:00"))]


async def test_what_is_refused_is_answered_and_shown_as_it_is(cast: Cast) -> None:
    receives(cast.camille)
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind, at(1, "10:00"))
    join(other := person("Louise", "Petit"))
    tab = await opened(cast.camille)
    appointment(cast.camille, other, kind, at(2, "11:00"))  # booked meanwhile

    state = await drop(tab, kept, at(2, "11:15"))

    assert state.refusal.sentence == "Ce créneau vient d’être pris. Choisissez-en un autre."
    assert starts(state) == [iso(at(1, "10:00")), iso(at(2, "11:00"))]
    assert state.answers == 1
    state = await drop(tab, kept, at(3, "10:00"), version=7)
    assert "a changé entre-temps" in state.refusal.sentence
    assert state.answers == 2


async def test_outside_the_hours_one_is_asked_first(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer(), at(1, "10:00"))
    tab = await opened(cast.camille)

    state = await drop(tab, kept, at(5, "10:00"))
    assert (state.asked.appointment, state.asked.why, state.answers) == (kept.ref, "outside-hours", 1)
    assert "à 10\u00a0h" in state.asked.when.french
    await tab.send(PlanningState, "drop")
    state = await tab.see(PlanningState)
    assert (state.asked, starts(state)) == (MoveAsked(), [iso(at(1, "10:00"))])
    await tab.send(PlanningState, "confirm")
    assert starts(await tab.see(PlanningState)) == [iso(at(1, "10:00"))]

    await drop(tab, kept, at(5, "10:00"))
    await tab.send(PlanningState, "confirm")
    state = await tab.see(PlanningState)
    assert (state.asked, starts(state)) == (MoveAsked(), [iso(at(5, "10:00"))])


async def test_another_page_forgets_what_was_asked(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer(), at(1, "10:00"))
    tab = await opened(cast.camille)
    await drop(tab, kept, at(5, "10:00"))
    await tab.send(PlanningState, "load")
    await tab.send(PlanningState, "confirm")
    assert starts(await tab.see(PlanningState)) == [iso(at(1, "10:00"))]


async def test_changes_of_others_come_by_themselves_and_only_to_this_page(cast: Cast) -> None:
    kind = offer()
    tab = await opened(cast.camille)
    refresh = format_event_handler(PlanningState.event_handlers["refresh"])
    assert refresh in OF_PERSON[Topic.AGENDA]
    assert refresh in OF_PERSON[Topic.STANDING]

    tab.sent()
    await tab.send(PlanningState, "refresh")
    assert tab.sent() == {}

    kept = appointment(cast.camille, cast.paul, kind, at(1, "10:00"))
    await tab.send(PlanningState, "refresh")
    assert starts(await tab.see(PlanningState)) == [iso(at(1, "10:00"))]

    tab.go(routes.HOME)
    with db.transaction() as session:
        session.delete(session.get_one(Appointment, kept.id))
    await tab.send(PlanningState, "refresh")
    assert starts(await tab.see(PlanningState)) == [iso(at(1, "10:00"))]


async def test_a_full_week_is_light(cast: Cast) -> None:
    kind = offer("Accompagnement psychologique")
    receives(cast.camille)
    for day in range(5):
        for hour in range(8, 16):
            appointment(cast.camille, cast.paul, kind, at(day, f"{hour}:00"))
    tab = await opened(cast.camille)
    shown = (await tab.see(PlanningState)).shown
    assert len(shown.rows) == 40
    assert len(repr(shown).replace("PlannedRow", "")) < 12_000


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("show", {"since": 1, "until": "2026-11-30"}),
        ("show", {"since": "2026-11-23"}),
        ("move", {"appointment": "x", "version": "1", "starts_at": "", "ends_at": ""}),
        ("move", {"appointment": "x", "version": 1, "starts_at": "", "ends_at": "", "is_confirmed": True}),
        ("confirm", {"appointment": "x"}),
    ],
)
async def test_what_does_not_fit_is_dropped(cast: Cast, handler: str, payload: dict[str, object]) -> None:
    tab = await opened(cast.camille)
    with pytest.raises(Dropped):
        await tab.send(PlanningState, handler, **payload)
    assert (await tab.see(PlanningState)).shown != Planning()
