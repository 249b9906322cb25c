"""The form of a new appointment: prefilled, refused with a way out, booked, taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.undo import UndoState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble, join, new_bubble, person
from tests.states.tab import Tab

ONCE = {"repeat": "", "every_weeks": "1", "ends": "times", "times": "", "until": ""}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Eight o’clock, in UTC, of the Monday of the agenda's tests."""
    with time_machine.travel(NOW, tick=False):
        yield


async def opened(who: Person, **asked: str) -> Tab:
    """Open the form as someone, at an address that says so much."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    tab = Tab(page=f"{routes.NEW_APPOINTMENT}?{query}", session_token=sign_in(who)[1], language="fr")
    await tab.send(NewAppointmentState, "load")
    return tab


async def state_of(tab: Tab) -> NewAppointmentState:
    """Return what the page shows."""
    return await tab.see(NewAppointmentState)


def form(to: Person, type_ref: str, **typed: str) -> dict[str, str]:
    """Fill in the form: tomorrow at 10:00, unless told otherwise."""
    usual = {"bubble": bubble().ref, "patient": to.ref, "type": type_ref, "day": "2026-11-24", "time": "10:00"}
    return usual | {"minutes": "45", "mode": "", "place": "", "confirmed": ""} | ONCE | typed


def booked() -> list[Appointment]:
    """Return every appointment there is."""
    with db.reading() as session:
        return list(session.exec(select(Appointment)))


async def book(tab: Tab, typed: dict[str, str]) -> list[Any]:
    """Send the form."""
    return await tab.send(NewAppointmentState, "book", form=typed)


async def test_a_span_drawn_on_the_grid_fills_the_form_in(cast: Cast) -> None:
    kind = offer()
    tab = await opened(cast.camille, patient=cast.paul.ref, debut="20261124T0900", fin="20261124T0930")
    state = await state_of(tab)
    assert (state.day, state.time, state.minutes) == ("2026-11-24", "09:00", "30")
    assert (state.choices.patient.name, state.type_ref, state.mode) == ("Paul Girard", kind.ref, "video")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ("", "", "45")),
        ({"jour": "2026-11-25"}, ("2026-11-25", "", "45")),
        ({"debut": "20261125T1430"}, ("2026-11-25", "14:30", "45")),
        ({"debut": "20261125T1430", "fin": "20261125T1430"}, ("2026-11-25", "14:30", "45")),
        ({"debut": "20261132T1430"}, ("", "", "45")),
        ({"debut": "20261125T2530", "jour": "2026-02-31"}, ("", "", "45")),
    ],
)
async def test_an_address_that_says_less_or_nonsense_fills_less(
    cast: Cast, asked: dict[str, str], expected: tuple[str, str, str]
) -> None:
    offer()
    state = await state_of(await opened(cast.camille, **asked))
    assert (state.day, state.time, state.minutes) == expected


async def test_with_several_types_none_is_taken_for_granted(cast: Cast) -> None:
    offer("Suivi")
    offer("Bilan")
    state = await state_of(await opened(cast.camille))
    assert (state.type_ref, state.minutes, len(state.choices.types)) == ("", "", 2)
    assert state.choices.types[0].lasting.french == "45\u00a0min"


async def test_booking_leads_to_the_appointment_and_can_be_taken_back(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    tab = await opened(cast.camille)
    (redirect,) = await book(tab, form(cast.paul, kind.ref))
    (made,) = booked()
    assert routes.of_appointment(routes.APPOINTMENT, made.ref) in str(redirect)

    tab.go(routes.of_appointment(routes.APPOINTMENT, made.ref))
    again = await opened(cast.camille)  # after a reload, it is offered still
    offered = (await again.see(UndoState)).offered
    assert (offered.deed, offered.count, offered.seconds) == ("booked", 1, 180)
    await again.send(UndoState, "undo", change_ref=offered.ref)
    assert booked() == []
    undo = await again.see(UndoState)
    assert (undo.offered.ref, undo.undone, undo.undone_serial) == ("", "booked", 1)


async def test_what_another_did_is_not_theirs_to_take_back(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille)
    tab = await opened(cast.camille)
    await book(tab, form(cast.paul, kind.ref))
    offered = (await (await opened(cast.camille)).see(UndoState)).offered
    for other in (cast.agathe, cast.paul):
        theirs = await opened(other)
        await theirs.send(UndoState, "undo", change_ref=offered.ref)
        assert (await theirs.see(UndoState)).refusal.sentence
    assert len(booked()) == 1


async def test_outside_ones_hours_it_takes_a_confirmation_of_that_very_time(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille, 0)  # Mondays alone
    tab = await opened(cast.camille)
    await book(tab, form(cast.paul, kind.ref))
    state = await state_of(tab)
    assert "time" in state.refusal.by_field
    assert "en dehors de vos horaires" in state.refusal.sentence
    confirmed = state.to_confirm
    assert confirmed

    await book(tab, form(cast.paul, kind.ref, time="11:00", confirmed=confirmed))
    assert booked() == []  # another time was not what was confirmed
    await book(tab, form(cast.paul, kind.ref, confirmed=confirmed))
    assert len(booked()) == 1
    assert (await state_of(tab)).to_confirm == ""


async def test_a_time_that_is_taken_is_refused_with_the_next_ones_that_are_free(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille, starts="09:00", ends="12:00")
    appointment(cast.camille, cast.paul, kind)
    louise = join(person("Louise", "Petit"), Role.PATIENT)
    tab = await opened(cast.camille)
    await book(tab, form(louise, kind.ref, confirmed="2026-11-24|10:00|45"))
    state = await state_of(tab)
    assert state.refusal.sentence == "Ce créneau vient d’être pris. Choisissez-en un autre."
    assert [(slot.day, slot.time) for slot in state.instead] == [
        ("2026-11-24", "10:45"),
        ("2026-11-25", "09:00"),
        ("2026-11-25", "09:45"),
    ]
    assert state.instead[0].words.french == "demain à 10\u00a0h\u00a045"
    assert len(booked()) == 1


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"minutes": "0"}, {"minutes"}),
        ({"day": "2026-02-31"}, {"day"}),
        ({"day": "2026-11-22"}, {"time"}),
        (
            {"patient": "", "type": "", "day": "", "time": "", "minutes": ""},
            {"patient", "type", "day", "time", "minutes"},
        ),
        ({"mode": "video", "place": "http://visio.example.org"}, {"place"}),
        ({"mode": "phone", "place": "06 12"}, {"place"}),
        ({"mode": "by-owl"}, {"mode"}),
        ({"day": "2027-03-28", "time": "02:30"}, {"time"}),
    ],
)
async def test_what_cannot_be_kept_is_said_beside_its_field(
    cast: Cast, typed: dict[str, str], fields: set[str]
) -> None:
    kind = offer()
    tab = await opened(cast.camille)
    await book(tab, form(cast.paul, kind.ref, **typed))
    assert set((await state_of(tab)).refusal.by_field) == fields
    assert booked() == []


async def test_a_patient_or_a_type_of_elsewhere_is_refused(cast: Cast) -> None:
    kind, elsewhere = offer(), new_bubble("Amandiers")
    foreign = offer("Ailleurs", of=elsewhere)
    stranger = join(person("Jeanne", "Petit"), Role.PATIENT, of=elsewhere)
    tab = await opened(cast.camille)
    for typed, field in (
        (form(stranger, kind.ref), "patient"),
        (form(cast.agathe, kind.ref), "patient"),
        (form(cast.paul, foreign.ref), "type"),
    ):
        await book(tab, typed)
        assert set((await state_of(tab)).refusal.by_field) == {field}
    await book(tab, form(stranger, foreign.ref, bubble=elsewhere.ref))
    assert (await state_of(tab)).refusal.sentence
    assert booked() == []


async def test_another_bubble_is_chosen_in_the_address_which_keeps_what_else_it_said(cast: Cast) -> None:
    other = new_bubble("Amandiers")
    join(cast.camille, of=other)
    offer("Ailleurs", of=other)
    tab = await opened(cast.camille, bulle=bubble().ref, debut="20261124T0900")
    (redirect,) = await tab.send(NewAppointmentState, "choose_bubble", bubble=other.ref)
    assert f"bulle={other.ref}&debut=20261124T0900" in str(redirect)
    tab.go(f"{routes.NEW_APPOINTMENT}?bulle={other.ref}&debut=20261124T0900")
    await tab.send(NewAppointmentState, "load")
    state = await state_of(tab)
    assert (state.choices.bubble_ref, [one.name for one in state.choices.types]) == (other.ref, ["Ailleurs"])
    assert state.found.people == ()


async def test_patients_are_found_by_name_by_companions_alone(cast: Cast) -> None:
    offer()
    join(person("Louise", "Petit"), Role.PATIENT)
    tab = await opened(cast.camille)
    await tab.send(NewAppointmentState, "find", query="pet")
    assert [one.name for one in (await state_of(tab)).found.people] == ["Louise Petit"]
    await tab.send(NewAppointmentState, "refresh")  # what is being looked for stays
    assert [one.name for one in (await state_of(tab)).found.people] == ["Louise Petit"]

    for other in (cast.paul, cast.zelda):
        theirs = await opened(other)
        await theirs.send(NewAppointmentState, "find", query="pet")
        state = await state_of(theirs)
        assert (state.found.people, state.choices.bubble_ref) == ((), "")
