"""The page of a bubble's members: what each tab is shown, what it may ask for, and what stays of it afterwards."""

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from mycharlotte import db, routes
from mycharlotte.domain import roles
from mycharlotte.domain.announcements import Topic
from mycharlotte.http.live import OF_BUBBLE, OF_PERSON
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.states import identity
from mycharlotte.states.assignments import AssignmentsState
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.book import BookState
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.states.invitations import InvitationsState
from mycharlotte.states.members import MembersState
from mycharlotte.states.roles import RolesState
from mycharlotte.states.waiting import WaitingState
from mycharlotte.views.assignments import CompanionChoice
from mycharlotte.views.bubbles import BubbleHead
from mycharlotte.views.members import MemberList, Question
from tests.cast import Cast, sign_in
from tests.domain import inviting
from tests.domain.neighbours import bubble, dedicate, dedicated, join, new_bubble, person, place
from tests.states.tab import Dropped, Tab


async def opened(who: Person, *, ref: str = "") -> Tab:
    """Open the page of a bubble, that of the cast unless another is named."""
    tab = Tab(session_token=sign_in(who)[1], page=routes.of_bubble(routes.BUBBLE, ref or bubble().ref))
    await tab.send(MembersState, "load")
    return tab


async def names(tab: Tab) -> list[str]:
    """Return the names shown."""
    return [line.name for line in (await tab.see(MembersState)).shown.members]


async def test_a_member_is_shown_the_companions_first_and_their_look_is_noted(cast: Cast) -> None:
    tab = await opened(cast.camille)
    assert await names(tab) == ["Agathe Lefèvre", "Camille Moreau"]
    assert (await tab.see(BubbleState)).bubble.name == "Bulle des Lilas"
    assert tab.connection.bubble_ref == bubble().ref
    noted = place(cast.camille)
    assert noted
    assert noted.visited_at


async def test_a_stranger_is_shown_nothing(cast: Cast) -> None:
    for who, ref in ((cast.zelda, ""), (cast.camille, new_bubble("Bulle des Roses").ref), (cast.camille, "%00")):
        tab = await opened(who, ref=ref)
        state, head = await tab.see(MembersState), await tab.see(BubbleState)
        assert (state.shown, head.bubble, head.is_missing) == (MemberList(), BubbleHead(), True)
        assert tab.connection.bubble_ref == ""
        await tab.send(MembersState, "choose", role="companion", dedicated_to="")
        assert state.refusal.sentence in {
            "Cette page ou cet élément est introuvable.",
            "This page or item could not be found.",
        }
        assert state.shown == MemberList()


async def test_nobody_is_shown_anything(cast: Cast) -> None:
    tab = Tab(page=routes.of_bubble(routes.BUBBLE, bubble().ref))
    for handler in ("load", "refresh"):
        await tab.send(MembersState, handler)
    assert (await tab.see(MembersState)).shown == MemberList()


async def test_a_patient_cannot_ask_for_the_patients(cast: Cast) -> None:
    tab = await opened(cast.paul)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    state = await tab.see(MembersState)
    assert state.refusal.sentence == "Vous n’avez pas le droit de faire cela ici."
    assert (state.role, await names(tab)) == ("companion", ["Agathe Lefèvre", "Camille Moreau"])


async def test_lists_are_chosen_searched_and_turned(cast: Cast) -> None:
    for number in range(30):
        join(person("Anne", f"Dupont{number:02}"), Role.PATIENT)
    tab = await opened(cast.camille)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    await tab.send(MembersState, "turn", page=2)
    state = await tab.see(MembersState)
    assert (state.shown.first, state.shown.last, state.turns) == (26, 31, 1)
    await tab.send(MembersState, "find", query="dupont0")
    assert (state.shown.page, state.shown.total, state.query) == (1, 10, "dupont0")
    await tab.send(MembersState, "choose", role="companion", dedicated_to="")
    assert (state.shown.total, state.query) == (0, "dupont0")


async def test_the_patients_of_one_companion_are_shown_under_their_name(cast: Cast) -> None:
    dedicate(cast.paul, cast.camille)
    join(person("Louise", "Petit"), Role.PATIENT)
    tab = await opened(cast.agathe)
    await tab.send(MembersState, "find", query="moreau")
    await tab.send(MembersState, "choose", role="patient", dedicated_to=cast.camille.ref)
    state = await tab.see(MembersState)
    assert (state.dedicated_name, state.query, await names(tab)) == ("Camille Moreau", "", ["Paul Girard"])
    await tab.send(MembersState, "choose", role="patient", dedicated_to=cast.agathe.ref)
    assert (state.dedicated_name, await names(tab)) == ("", [])


async def test_what_is_shown_follows_what_changes(cast: Cast) -> None:
    tab = await opened(cast.camille)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    join(person("Louise", "Petit"), Role.PATIENT)
    await tab.send(MembersState, "refresh")
    assert await names(tab) == ["Paul Girard", "Louise Petit"]


async def test_coming_back_shows_again_what_was_shown_but_not_of_another_bubble(cast: Cast) -> None:
    join(cast.camille, of=(roses := new_bubble("Bulle des Roses")))
    tab = await opened(cast.camille)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    await tab.send(MembersState, "load")
    assert await names(tab) == ["Paul Girard"]
    tab.go(routes.of_bubble(routes.BUBBLE, roses.ref))
    await tab.send(MembersState, "load")
    state = await tab.see(MembersState)
    assert (state.role, state.bubble_ref, await names(tab)) == ("companion", roses.ref, ["Camille Moreau"])


async def test_whoever_is_removed_is_shown_nothing_any_more(cast: Cast) -> None:
    tab = await opened(cast.camille)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    with db.transaction() as session:
        roles.remove(
            session, by=sign_in(cast.agathe)[0], bubble_ref=bubble().ref, member_ref=cast.camille.ref, now=now()
        )
    identity.forget(person_ref=cast.camille.ref)
    for state in (BubbleState, MembersState):  # as `http/live.py` does
        await tab.send(state, "refresh")
    assert (await tab.see(MembersState)).shown == MemberList()
    assert (await tab.see(BubbleState)).is_missing
    assert tab.connection.bubble_ref == ""


async def test_a_patient_who_runs_the_bubble_no_more_is_no_longer_shown_the_patients(cast: Cast) -> None:
    with db.transaction() as session:
        roles.name_admin(
            session, by=sign_in(cast.agathe)[0], bubble_ref=bubble().ref, member_ref=cast.paul.ref, now=now()
        )
    tab = await opened(cast.paul)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    assert await names(tab) == ["Paul Girard"]
    with db.transaction() as session:
        roles.dismiss_admin(
            session, by=sign_in(cast.agathe)[0], bubble_ref=bubble().ref, member_ref=cast.paul.ref, now=now()
        )
    identity.forget(person_ref=cast.paul.ref)
    await tab.send(MembersState, "refresh")
    state = await tab.see(MembersState)
    assert (state.role, state.shown.patients, {line.email for line in state.shown.members}) == ("companion", 0, {""})


@pytest.mark.parametrize("page", [routes.BUBBLE, routes.INVITATIONS, routes.INVITE_MANY, routes.CONSULTATION_TYPES])
async def test_a_patients_tab_is_sent_nothing_when_another_patient_comes_or_is_dedicated(cast: Cast, page: str) -> None:
    tab = await opened(cast.paul)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")  # a refusal to be cleared tells as much
    tab.go(routes.of_bubble(page, bubble().ref))
    for state in (InvitationsState, BatchesState, ConsultationTypesState, BubbleInformationState):
        await tab.send(state, "load")
    tab.sent()
    dedicate(join(person("Louise", "Petit"), Role.PATIENT), cast.camille)
    for state in (BubbleState, MembersState, InvitationsState, BatchesState, ConsultationTypesState):
        await tab.send(state, "refresh")
    assert tab.sent() == {}
    join(person("Anne", "Dupont"))
    tab.go(routes.of_bubble(routes.BUBBLE, bubble().ref))
    await tab.send(MembersState, "refresh")
    assert tab.sent()


def test_a_change_of_a_place_or_among_members_reaches_the_tabs_concerned() -> None:
    lists, head = (format_event_handler(one.event_handlers["refresh"]) for one in (MembersState, BubbleState))
    assert lists in OF_BUBBLE[Topic.MEMBERS]
    concerned = OF_PERSON[Topic.STANDING]
    assert concerned.index(head) < concerned.index(lists)


@pytest.mark.parametrize(
    "state", [AssignmentsState, InvitationsState, BatchesState, ConsultationTypesState, ConsultationTypeState]
)
def test_whoever_runs_a_bubble_no_more_has_what_admins_see_read_again(state: type[rx.State]) -> None:
    assert format_event_handler(state.event_handlers["refresh"]) in OF_PERSON[Topic.STANDING]


@pytest.mark.parametrize("state", [WaitingState, BookState])
def test_whoever_belongs_to_a_bubble_no_more_has_what_was_theirs_there_read_again(state: type[rx.State]) -> None:
    assert format_event_handler(state.event_handlers["refresh"]) in OF_PERSON[Topic.STANDING]


def test_what_others_do_never_clears_a_refusal() -> None:
    live = {name for table in (OF_PERSON, OF_BUBBLE) for names in table.values() for name in names}
    known = RegistrationContext.get().event_handlers
    assert live
    assert all(known[name].handler.fn.is_live for name in live)


async def test_what_an_admin_does_is_asked_before_and_said_after(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(RolesState, "ask", what="name-admin", member_ref=cast.camille.ref)
    state = await tab.see(RolesState)
    assert state.question == Question("name-admin", cast.camille.ref, "Camille Moreau")
    named = place(cast.camille)
    assert named
    assert not named.is_admin
    await tab.send(RolesState, "confirm")
    assert (state.question, state.done.what, state.done.name, state.deeds) == (
        Question(),
        "name-admin",
        "Camille Moreau",
        1,
    )
    assert [line.is_admin for line in (await tab.see(MembersState)).shown.members] == [True, True]
    await tab.send(RolesState, "confirm")  # the second press of a double click
    assert state.deeds == 1


async def test_one_may_think_again(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(RolesState, "ask", what="remove", member_ref=cast.camille.ref)
    await tab.send(RolesState, "drop")
    await tab.send(RolesState, "confirm")
    kept = place(cast.camille)
    assert kept
    assert kept.ended_at is None


@pytest.mark.parametrize("what", ["remove", "name-admin", "dismiss-admin", "leave"])
async def test_what_is_asked_in_a_bubble_is_not_done_in_another(cast: Cast, what: str) -> None:
    roses = new_bubble("Bulle des Roses")
    for who in (cast.agathe, cast.camille):
        join(who, of=roses, is_admin=True)
    for first in ("look", "confirm"):
        tab = await opened(cast.agathe)
        await tab.send(RolesState, "ask", what=what, member_ref=cast.camille.ref)
        tab.go(routes.of_bubble(routes.BUBBLE, roses.ref))
        if first == "look":
            await tab.send(MembersState, "load")
            assert (await tab.see(RolesState)).question == Question()
        await tab.send(RolesState, "confirm")
        assert (await tab.see(RolesState)).done == Question()
    for who in (cast.agathe, cast.camille):
        for kept, was_admin in ((place(who, of=roses), True), (place(who), who == cast.agathe)):
            assert kept
            assert (kept.ended_at, kept.is_admin) == (None, was_admin)


async def test_what_was_done_in_a_bubble_is_not_said_in_another(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(RolesState, "ask", what="remove", member_ref=cast.camille.ref)
    await tab.send(RolesState, "confirm")
    await tab.send(MembersState, "load")
    assert (await tab.see(RolesState)).done.name == "Camille Moreau"
    join(cast.agathe, of=(roses := new_bubble("Bulle des Roses")))
    tab.go(routes.of_bubble(routes.BUBBLE, roses.ref))
    await tab.send(MembersState, "load")
    assert (await tab.see(RolesState)).done == Question()


async def test_companions_chosen_in_a_bubble_are_not_saved_in_another(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    join(cast.agathe, of=roses, is_admin=True)
    join(cast.paul, Role.PATIENT, of=roses)
    tab = await opened(cast.agathe)
    await tab.send(AssignmentsState, "open", patient_ref=cast.paul.ref)
    await tab.send(MembersState, "load")  # a connection that comes back leaves what is ticked as it is
    state = await tab.see(AssignmentsState)
    assert state.choice.patient_ref == cast.paul.ref
    tab.go(routes.of_bubble(routes.BUBBLE, roses.ref))
    await tab.send(AssignmentsState, "find", query="")
    await tab.send(AssignmentsState, "save", companion_refs=cast.agathe.ref)
    assert (dedicated(), dedicated(roses), state.saved) == (set(), set(), 0)
    await tab.send(MembersState, "load")
    assert state.choice.patient_ref == ""


async def test_a_choice_closes_for_whoever_runs_the_bubble_no_more_and_for_nobody_else(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(AssignmentsState, "open", patient_ref=cast.paul.ref)
    tab.sent()
    await tab.send(AssignmentsState, "refresh")
    assert tab.sent() == {}
    inviting.step_down(cast.agathe)
    await tab.send(AssignmentsState, "refresh")
    assert (await tab.see(AssignmentsState)).choice.found == ()
    assert (await tab.see(AssignmentsState)).choice.patient_name == ""


@pytest.mark.parametrize(("what", "ref"), [("", ""), ("delete", ""), ("remove", "invented"), ("__init__", "")])
async def test_nothing_else_is_asked(cast: Cast, what: str, ref: str) -> None:
    tab = await opened(cast.agathe)
    await tab.send(RolesState, "ask", what=what, member_ref=ref or cast.camille.ref)
    assert (await tab.see(RolesState)).question == Question()


async def test_the_last_admin_is_told_to_name_another_first(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(RolesState, "ask", what="leave", member_ref="")
    await tab.send(RolesState, "confirm")
    state = await tab.see(RolesState)
    assert state.refusal.sentence.startswith("Une bulle garde toujours un administrateur.")
    assert (state.done, state.deeds) == (Question(), 0)
    assert not (await tab.see(BubbleState)).is_missing


async def test_whoever_leaves_is_told_so_in_place(cast: Cast) -> None:
    tab = await opened(cast.paul)
    await tab.send(RolesState, "ask", what="leave", member_ref="")
    await tab.send(RolesState, "confirm")
    head = await tab.see(BubbleState)
    assert (head.is_missing, head.left_name) == (True, "Bulle des Lilas")
    assert (await tab.see(MembersState)).shown == MemberList()
    await tab.send(BubbleState, "refresh")
    assert head.left_name == "Bulle des Lilas"
    tab.go(routes.of_bubble(routes.BUBBLE, "another"))
    await tab.send(MembersState, "load")
    assert head.left_name == ""


async def test_an_admin_who_dismisses_themselves_loses_what_admins_are_shown(cast: Cast) -> None:
    with db.transaction() as session:
        roles.name_admin(
            session, by=sign_in(cast.agathe)[0], bubble_ref=bubble().ref, member_ref=cast.camille.ref, now=now()
        )
    tab = await opened(cast.camille)
    await tab.send(RolesState, "ask", what="dismiss-admin", member_ref=cast.camille.ref)
    assert (await tab.see(RolesState)).question.is_oneself
    await tab.send(RolesState, "confirm")
    assert not (await tab.see(BubbleState)).bubble.may_run
    assert {line.email for line in (await tab.see(MembersState)).shown.members} == {""}


async def test_a_member_who_is_no_admin_is_refused_whatever_they_ask(cast: Cast) -> None:
    tab = await opened(cast.camille)
    for what in ("name-admin", "dismiss-admin", "remove"):
        await tab.send(RolesState, "ask", what=what, member_ref=cast.agathe.ref)
        await tab.send(RolesState, "confirm")
        assert (await tab.see(RolesState)).refusal.sentence == "Vous n’avez pas le droit de faire cela ici."
    await tab.send(AssignmentsState, "open", patient_ref=cast.paul.ref)
    state = await tab.see(AssignmentsState)
    assert (state.choice, state.refusal.sentence) == (CompanionChoice(), "Vous n’avez pas le droit de faire cela ici.")
    await tab.send(AssignmentsState, "save", companion_refs=cast.camille.ref)
    assert dedicated() == set()


async def test_companions_are_chosen_and_shown_on_the_line(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(MembersState, "choose", role="patient", dedicated_to="")
    await tab.send(AssignmentsState, "open", patient_ref=cast.paul.ref)
    state = await tab.see(AssignmentsState)
    assert [one.name for one in state.choice.found] == ["Agathe Lefèvre", "Camille Moreau"]
    await tab.send(AssignmentsState, "find", query="camille")
    assert [one.name for one in state.choice.found] == ["Camille Moreau"]
    await tab.send(AssignmentsState, "save", companion_refs=f"{cast.camille.ref} {cast.agathe.ref}")
    assert (state.choice.patient_ref, state.saved_name, state.saved) == ("", "Paul Girard", 1)
    (line,) = (await tab.see(MembersState)).shown.members
    assert (line.companions, line.is_dedicated) == ("Camille Moreau", True)
    await tab.send(AssignmentsState, "save", companion_refs="")  # the second press of a double click
    assert len(dedicated()) == 2


async def test_a_companion_who_left_meanwhile_is_told_and_the_others_stay_chosen(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(AssignmentsState, "open", patient_ref=cast.paul.ref)
    with db.transaction() as session:
        roles.leave(session, by=sign_in(cast.camille)[0], bubble_ref=bubble().ref, now=now())
    await tab.send(AssignmentsState, "save", companion_refs=f"{cast.camille.ref} {cast.agathe.ref}")
    state = await tab.see(AssignmentsState)
    assert state.refusal.sentence.startswith("Une des personnes choisies n’accompagne plus")
    assert [one.name for one in state.choice.picked] == ["Agathe Lefèvre"]
    assert dedicated() == set()


async def test_a_payload_that_does_not_fit_is_dropped(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    for handler, payload in (("turn", {"page": "2"}), ("find", {"query": "\x00"}), ("choose", {"role": "patient"})):
        with pytest.raises(Dropped):
            await tab.send(MembersState, handler, **payload)
