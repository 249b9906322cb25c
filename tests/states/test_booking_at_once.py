"""A thousand tabs press « book » at the same instant, for one slot: one has it, the others read that it is taken."""

import asyncio
import time
from collections import Counter
from datetime import timedelta

import time_machine
from sqlmodel import select

from mycharlotte import db, refusals, routes
from mycharlotte.domain import self_booking
from mycharlotte.domain.appointments import SlotTaken
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import Booking
from mycharlotte.states.book import BookState
from mycharlotte.states.new_appointment import NewAppointmentState
from tests.cast import Cast, sign_in
from tests.conftest import database
from tests.domain.agenda import NOW, offer, receives
from tests.domain.neighbours import bubble
from tests.domain.test_booking_at_once import AT_ONCE, PATIENTS, crowd
from tests.states.tab import Tab
from tests.states.test_new_appointment import form

__all__ = ["database"]  # on both engines: what decides who comes first is the database
TAKEN = refusals.sentence(SlotTaken(), "fr")
OWN = refusals.sentence(self_booking.OwnTimeTaken(), "fr")
STARTS_AT = NOW + timedelta(days=1, hours=1)


async def test_of_a_thousand_tabs_that_want_one_slot_one_has_it_and_the_others_see_the_next_ones(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        receives(cast.camille)
        kind = offer(booking=Booking.PATIENTS)
        camille, token = sign_in(cast.camille)
        patients = [(one, sign_in(one)[1]) for one, _ in crowd(camille, PATIENTS, Role.PATIENT)]
        page = routes.about(routes.BOOK, f"bulle={bubble().ref}&type={kind.ref}")

        async def ask(number: int) -> str:
            patient, theirs = patients[number % PATIENTS]
            if number % 4 == 0:
                state, tab = NewAppointmentState, Tab(page=routes.NEW_APPOINTMENT, session_token=token)
                typed = form(patient, kind.ref, bubble=bubble_ref)
            else:
                state, tab = BookState, Tab(page=page, session_token=theirs)
                typed = {"companion": cast.camille.ref, "start": f"{STARTS_AT:{self_booking.STARTS}}", "place": ""}
            answered = await tab.send(state, "book", form=typed)
            shown = await tab.see(state)
            assert bool(answered) != bool(shown.refusal.sentence)
            assert answered or shown.refusal.sentence == OWN or len(shown.instead) > 0
            return shown.refusal.sentence

        bubble_ref = bubble().ref
        began = time.perf_counter()
        came_out = Counter(await asyncio.gather(*(ask(number) for number in range(AT_ONCE))))
        print(f"\n{AT_ONCE} tabs at once on {db.engine().dialect.name}: {time.perf_counter() - began:.1f} s")

    with db.reading() as session:
        [kept] = session.exec(select(Appointment)).all()
    assert (kept.starts_at, kept.companion_id) == (STARTS_AT, cast.camille.id)
    assert came_out.pop("") == 1
    assert came_out.pop(OWN, 0) <= AT_ONCE // PATIENTS + 1  # whoever has it, in their other tabs
    assert set(came_out) == {TAKEN}
