"""The page of absences: noted, shown with the appointments they lie over, which are cancelled when they are ticked."""

from datetime import timedelta

from mycharlotte import db, routes
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.undo import UndoState
from tests.cast import Cast, sign_in
from tests.domain.agenda import appointment, offer
from tests.states.tab import Tab

NOTHING = dict.fromkeys(("label", "first", "starts", "last", "ends", "until"), "") | {"kind": "days", "repeat": "0"}


async def opened(person: Person) -> Tab:
    tab = Tab(session_token=sign_in(person)[1], page=routes.ABSENCES)
    await tab.send(AbsencesState, "load")
    return tab


async def save(tab: Tab, **typed: str) -> AbsencesState:
    await tab.send(AbsencesState, "save", form=NOTHING | typed)
    return await tab.see(AbsencesState)


def soon(cast: Cast) -> tuple[Appointment, dict[str, str]]:
    """An appointment in three days, and what is typed to be away then."""
    at = (now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    return appointment(cast.camille, cast.paul, offer(), at), {"first": at.date().isoformat()}


def state_of(kept: Appointment) -> str:
    with db.reading() as session:
        return session.get_one(Appointment, kept.id).state


async def test_an_absence_is_noted_changed_and_removed(cast: Cast) -> None:
    tab = await opened(cast.camille)
    await tab.send(AbsencesState, "begin", absence="")
    state = await save(tab, first="2099-08-03", last="2099-08-05", label="Vacances")
    assert [(one.when.french, one.label) for one in state.absences] == [
        ("du lundi 3 août 2099 au mercredi 5 août 2099", "Vacances")
    ]
    assert (state.done, state.is_open, state.over.absence.ref) == ("added", False, "")

    await tab.send(AbsencesState, "begin", absence=state.absences[0].ref)
    state = await tab.see(AbsencesState)
    assert (state.draft.label, state.draft.last, state.is_open) == ("Vacances", "2099-08-05", True)
    state = await save(tab, first="2099-08-04", kind="hours", starts="9", ends="12", repeat="2")
    assert [one.draft.repeat for one in state.absences] == ["2"]
    assert state.done == "updated"

    await tab.send(AbsencesState, "remove", absence=state.absences[0].ref)
    state = await tab.see(AbsencesState)
    assert (state.absences, state.done) == ([], "removed")


async def test_what_is_refused_keeps_the_form_open(cast: Cast) -> None:
    tab = await opened(cast.camille)
    await tab.send(AbsencesState, "begin", absence="")
    state = await save(tab, kind="hours", first="31/02/2027", starts="25:00", ends="9")
    assert set(state.refusal.by_field) == {"first", "starts"}
    assert (state.is_open, state.absences) == (True, [])


async def test_the_appointments_it_lies_over_are_shown_and_nothing_happens_to_them(cast: Cast) -> None:
    kept, typed = soon(cast)
    state = await save(await opened(cast.camille), **typed)
    assert [(one.ref, one.name) for one in state.over.appointments] == [(kept.ref, "Paul Girard")]
    assert (state.absences[0].booked, state_of(kept)) == (1, State.PLANNED)


async def test_what_is_ticked_is_cancelled_and_can_be_taken_back(cast: Cast) -> None:
    kept, typed = soon(cast)
    tab = await opened(cast.camille)
    await save(tab, **typed)
    await tab.send(AbsencesState, "cancel", form={"appointments": f"{kept.ref}:1", "reason": "En formation"})
    state = await tab.see(AbsencesState)
    assert (state.done, state.absences[0].booked, state.over.absence.ref) == ("cancelled", 0, "")
    assert state_of(kept) == State.CANCELLED_BY_COMPANION

    await tab.send(UndoState, "undo", change_ref=(await tab.see(UndoState)).offered.ref)
    await tab.send(AbsencesState, "refresh")
    assert ((await tab.see(AbsencesState)).absences[0].booked, state_of(kept)) == (1, State.PLANNED)


async def test_one_that_moved_meanwhile_is_not_cancelled_unseen(cast: Cast) -> None:
    kept, typed = soon(cast)
    tab = await opened(cast.camille)
    await save(tab, **typed)
    await tab.send(AbsencesState, "cancel", form={"appointments": f"{kept.ref}:7", "reason": ""})
    state = await tab.see(AbsencesState)
    assert state.refusal.sentence.startswith("Entre-temps")
    assert (state_of(kept), len(state.over.appointments)) == (State.PLANNED, 1)


async def test_nothing_ticked_and_nonsense_cancel_nothing(cast: Cast) -> None:
    kept, typed = soon(cast)
    tab = await opened(cast.camille)
    await save(tab, **typed)
    for ticked in ("", "x", f"{kept.ref}", f"{kept.ref}:", f"{kept.ref}:-1"):
        await tab.send(AbsencesState, "cancel", form={"appointments": ticked, "reason": ""})
        assert (await tab.see(AbsencesState)).refusal.by_field == {
            "appointments": "Cochez au moins un rendez-vous à annuler."
        }
    assert state_of(kept) == State.PLANNED


async def test_what_is_typed_stays_when_others_act(cast: Cast) -> None:
    tab = await opened(cast.camille)
    await tab.send(AbsencesState, "begin", absence="")
    drawn = (await tab.see(AbsencesState)).drawn
    await save(await opened(cast.camille), first="2099-08-03")
    await tab.send(AbsencesState, "refresh")
    state = await tab.see(AbsencesState)
    assert (len(state.absences), state.is_open, state.drawn) == (1, True, drawn)


async def test_a_patient_has_none(cast: Cast) -> None:
    tab = await opened(cast.paul)
    assert (await tab.see(AbsencesState)).is_companion is False
    assert "droit" in (await save(tab, first="2099-08-03")).refusal.sentence


async def test_that_of_another_is_not_shown(cast: Cast) -> None:
    theirs = (await save(await opened(cast.camille), first="2099-08-03", label="Secret")).absences[0].ref
    tab = await opened(cast.agathe)
    for handler in ("look", "begin"):
        await tab.send(AbsencesState, handler, absence=theirs)
    state = await tab.see(AbsencesState)
    assert (state.absences, state.over.absence.ref, state.draft.label) == ([], "", "")
    await tab.send(AbsencesState, "remove", absence=theirs)
    assert (await tab.see(AbsencesState)).refusal.sentence
