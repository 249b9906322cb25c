"""The sheet of an appointment: shown to its companion, changed, outrun by others, noted on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import reflex as rx
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import cancellations
from mycharlotte.domain.announcements import Topic
from mycharlotte.http.live import OF_PERSON
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.consultations import Mode
from mycharlotte.models.people import Person
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.appointment_changes import CancelState, MoveState, NoteState, PlaceState
from mycharlotte.states.undo import UndoState
from mycharlotte.views.appointments import AppointmentView
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import end_place
from tests.states.tab import Tab

YESTERDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Eight o’clock, in UTC, of the Monday of the agenda's tests."""
    with time_machine.travel(NOW, tick=False):
        yield


async def opened(who: Person, ref: str) -> Tab:
    """Open the sheet of an appointment as someone."""
    page = routes.of_appointment(routes.APPOINTMENT, ref)
    tab = Tab(page=page, session_token=sign_in(who)[1], language="fr")
    await tab.send(AppointmentState, "load")
    return tab


async def shown(tab: Tab) -> AppointmentView:
    """Return the appointment that the page shows."""
    return (await tab.see(AppointmentState)).appointment


async def refused(tab: Tab, state: type[rx.State]) -> str:
    """Return what a form of the page says was refused."""
    return (await tab.see(state)).refusal.sentence  # type: ignore[attr-defined]


def kept(ref: str) -> Appointment:
    """Return an appointment as it is stored."""
    with db.reading() as session:
        return session.exec(select(Appointment).where(Appointment.ref == ref)).one()


def to(time: str, version: int = 1, **typed: str) -> dict[str, str]:
    """Fill in the form that moves: the same day, 45 minutes, unless told otherwise."""
    usual = {"day": "2026-11-24", "minutes": "45", "confirmed": "", "move_scope": "one"}
    return usual | {"time": time, "version": str(version)} | typed


async def test_a_companion_reads_when_with_whom_and_where(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer(), place="https://visio.example.org/salon")
    tab = await opened(cast.camille, made.ref)
    seen = await shown(tab)
    assert (seen.patient.name, seen.standing, seen.link) == ("Paul Girard", "coming", "https://visio.example.org/salon")
    assert seen.when.french == "demain à 10\u00a0h, jusqu’à 10\u00a0h\u00a045"
    assert (seen.when.elsewhere_french, seen.lasting.english) == ("", "45\u00a0min")
    assert seen.exactly.french == "mardi 24 novembre 2026 à 10\u00a0h"  # on paper, tomorrow is another day


async def test_a_patient_who_lives_elsewhere_has_their_own_time_beside(cast: Cast) -> None:
    with db.transaction() as session:
        paul = session.get_one(Person, cast.paul.id)
        paul.timezone = "Indian/Reunion"
        session.add(paul)
    tab = await opened(cast.camille, appointment(cast.camille, cast.paul, offer()).ref)
    assert (await shown(tab)).when.elsewhere_french == "soit 13\u00a0h à l’heure de La Réunion"


async def test_a_patient_is_led_to_their_own_page_and_others_are_shown_nothing(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = Tab(page=routes.of_appointment(routes.APPOINTMENT, made.ref), session_token=sign_in(cast.paul)[1])
    (redirect,) = await tab.send(AppointmentState, "load")
    assert routes.of_appointment(routes.MY_APPOINTMENT, made.ref) in str(redirect)
    assert await shown(tab) == AppointmentView()

    for other, ref in ((cast.agathe, made.ref), (cast.zelda, made.ref), (cast.camille, "%00"), (cast.camille, "")):
        tab = await opened(other, ref)
        assert (await tab.see(AppointmentState)).is_missing
        assert await shown(tab) == AppointmentView()


async def test_it_is_moved_and_put_back(cast: Cast) -> None:
    receives(cast.camille)
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(MoveState, "move", form=to("14:30", minutes="30"))
    assert ((await shown(tab)).time, (await shown(tab)).minutes, (await tab.see(MoveState)).done) == ("14:30", 30, 1)

    offered = (await tab.see(UndoState)).offered
    assert offered.deed == "moved"
    await tab.send(UndoState, "undo", change_ref=offered.ref)
    await tab.send(AppointmentState, "refresh")
    assert (await shown(tab)).time == "10:00"


async def test_whoever_was_outrun_sees_what_is_now_so_and_may_go_on(cast: Cast) -> None:
    receives(cast.camille)
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    other = await opened(cast.camille, made.ref)
    await other.send(MoveState, "move", form=to("15:00"))

    await tab.send(MoveState, "move", form=to("16:00"))
    state = await tab.see(MoveState)
    assert (state.is_outrun, state.settled, state.done) == (True, 1, 0)
    assert await refused(tab, MoveState)
    assert ((await shown(tab)).time, (await shown(tab)).version) == ("15:00", 2)

    await tab.send(MoveState, "move", form=to("16:00", version=2))
    assert (await tab.see(MoveState)).is_outrun is False
    assert (await shown(tab)).time == "16:00"


async def test_moving_where_one_does_not_receive_takes_a_confirmation(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(MoveState, "move", form=to("16:00"))
    confirmed = (await tab.see(MoveState)).to_confirm
    assert "en dehors de vos horaires" in await refused(tab, MoveState)
    await tab.send(MoveState, "move", form=to("17:00", confirmed=confirmed))
    assert (await shown(tab)).time == "10:00"
    await tab.send(MoveState, "move", form=to("17:00", confirmed=(await tab.see(MoveState)).to_confirm))
    assert (await shown(tab)).time == "17:00"


async def test_a_time_that_is_taken_comes_with_others(cast: Cast) -> None:
    receives(cast.camille, starts="09:00", ends="12:00")
    kind = offer()
    made = appointment(cast.camille, cast.paul, kind)
    appointment(cast.camille, cast.agathe, kind, NOW + timedelta(hours=26))
    tab = await opened(cast.camille, made.ref)
    await tab.send(MoveState, "move", form=to("11:00"))
    state = await tab.see(MoveState)
    assert "time" in state.refusal.by_field
    assert state.instead


async def test_what_was_refused_before_is_not_shown_when_the_page_is_opened_again(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(MoveState, "move", form=to("16:00"))
    await tab.send(AppointmentState, "load")
    state = await tab.see(MoveState)
    assert (state.to_confirm, state.refusal.sentence, state.instead) == ("", "", [])


async def test_the_place_is_changed_and_can_be_put_back(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(
        PlaceState, "change", form={"mode": "phone", "place": "06 12 34 56 78", "version": "1", "place_scope": "one"}
    )
    seen = await shown(tab)
    assert (seen.mode, seen.place, seen.link) == (Mode.PHONE, "+33 6 12 34 56 78", "tel:+33612345678")
    assert (await tab.see(UndoState)).offered.deed == "updated"

    await tab.send(
        PlaceState,
        "change",
        form={"mode": "video", "place": "http://a.example.org", "version": "2", "place_scope": "one"},
    )
    assert (await tab.see(PlaceState)).refusal.field == "place"


async def test_it_is_cancelled_with_a_reason_and_brought_back(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(CancelState, "cancel", form={"reason": "Je suis souffrante.", "version": "1", "cancel_scope": "one"})
    seen = await shown(tab)
    assert (seen.standing, seen.reason, seen.may_change) == ("cancelled-by-companion", "Je suis souffrante.", False)

    await tab.send(UndoState, "undo", change_ref=(await tab.see(UndoState)).offered.ref)
    await tab.send(AppointmentState, "refresh")
    assert ((await shown(tab)).standing, (await shown(tab)).reason) == ("coming", "")


async def test_what_the_patient_cancelled_meanwhile_is_seen_before_anything_else(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    with db.transaction() as session:
        cancellations.cancel(session, by=sign_in(cast.paul)[0], appointment_ref=made.ref, version=1, reason="", now=NOW)
    await tab.send(CancelState, "cancel", form={"reason": "Trop tard", "version": "1", "cancel_scope": "one"})
    assert (await tab.see(CancelState)).is_outrun
    assert (await shown(tab)).standing == "cancelled-by-patient"


async def test_how_it_ended_is_told_once_it_began_and_taken_back(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer(), YESTERDAY)
    tab = await opened(cast.camille, made.ref)
    assert ((await shown(tab)).standing, (await shown(tab)).may_tell) == ("to-tell", True)
    for outcome in ("honoured", "cancelled-by-patient", "planned"):
        await tab.send(AppointmentState, "tell", outcome=outcome)
        assert kept(made.ref).state == outcome
        assert (await shown(tab)).may_tell
    assert kept(made.ref).state == State.PLANNED

    await tab.send(AppointmentState, "tell", outcome="forgotten")
    assert await refused(tab, AppointmentState)
    coming = await opened(cast.camille, appointment(cast.camille, cast.paul, offer("Bilan")).ref)
    await coming.send(AppointmentState, "tell", outcome="honoured")
    assert await refused(coming, AppointmentState)


async def test_the_note_is_kept_for_the_companion_alone(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(NoteState, "save", form={"note": "Parler du sommeil."})
    assert ((await shown(tab)).note, (await tab.see(NoteState)).saved) == ("Parler du sommeil.", 1)
    assert b"sommeil" not in kept(made.ref).note_sealed

    await tab.send(NoteState, "save", form={"note": "x" * 4001})
    assert (await tab.see(NoteState)).refusal.field == "note"
    assert (await shown(tab)).note == "Parler du sommeil."

    theirs = await opened(cast.paul, made.ref)
    await theirs.send(NoteState, "save", form={"note": "Intrusion"})
    assert (await theirs.see(NoteState)).refusal.sentence
    assert (await shown(theirs)).note == ""
    assert (await shown(await opened(cast.camille, made.ref))).note == "Parler du sommeil."


async def test_the_open_page_follows_what_others_do_and_leaves_what_was_refused(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    await tab.send(MoveState, "move", form=to("16:00"))
    with db.transaction() as session:
        cancellations.cancel(session, by=sign_in(cast.paul)[0], appointment_ref=made.ref, version=1, reason="", now=NOW)
    for handler in OF_PERSON[Topic.AGENDA]:
        if "appointment_state" in handler:
            await tab.send(AppointmentState, handler.rpartition(".")[2])
    assert (await shown(tab)).standing == "cancelled-by-patient"
    assert (await tab.see(MoveState)).to_confirm

    tab.go(routes.HOME)
    tab.sent()
    await tab.send(AppointmentState, "refresh")
    assert tab.sent() == {}


async def test_whoever_left_the_bubble_sees_it_no_more(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer())
    tab = await opened(cast.camille, made.ref)
    end_place(cast.camille, at=NOW)
    await tab.send(AppointmentState, "refresh")
    assert (await tab.see(AppointmentState)).is_missing
    await tab.send(NoteState, "save", form={"note": "Intrusion"})
    assert (await tab.see(NoteState)).refusal.sentence
    assert kept(made.ref).note_sealed == b""
