"""Events that no page of ours sends: nothing happens, nothing is said, nothing is written."""

import json
from typing import Any

import pytest
import sqlmodel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reflex.state import FrontendEventExceptionState, OnLoadInternalState, State, UpdateVarsInternalState
from reflex_base.registry import RegistrationContext

from mycharlotte import db, routes
from mycharlotte.models.people import Person
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.appointment_changes import CancelState, MoveState, NoteState, PlaceState
from mycharlotte.states.assignments import AssignmentsState
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.book import BookState
from mycharlotte.states.bubble_edit import BubbleEditState
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.calendar_links import CalendarLinksState
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.exceptional_days import ExceptionalDaysState
from mycharlotte.states.guests import GuestState
from mycharlotte.states.home import HomeState
from mycharlotte.states.hours import HoursState
from mycharlotte.states.invitations import InvitationsState, InviteState
from mycharlotte.states.journal import JournalState
from mycharlotte.states.members import MembersState
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.new_bubble import NewBubbleState
from mycharlotte.states.outcomes import OutcomesState
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.passkeys import PasskeysState
from mycharlotte.states.password_reset import PasswordResetState
from mycharlotte.states.planning import PlanningState
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.reminders import RemindersState
from mycharlotte.states.rescue import RescueState
from mycharlotte.states.roles import RolesState
from mycharlotte.states.security import SecurityState
from mycharlotte.states.series import SeriesState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from mycharlotte.states.time_zone import TimeZoneState
from mycharlotte.states.undo import UndoState
from mycharlotte.states.waiting import WaitingState
from tests.attacks.tab import Tab, name_of, opened
from tests.servers.application import Application

OURS = {
    SessionState: {"load", "refresh", "choose_language"},
    SignInState: {"load_password", "load_code", "look_again"},
    GuestState: {"load", "load_code", "look_again"},
    HomeState: {"load", "refresh"},
    AbsencesState: {"load", "refresh", "begin", "leave", "save", "remove", "look", "cancel"},
    HoursState: {"load", "refresh", "save", "take_theirs"},
    ExceptionalDaysState: {"put", "remove"},
    CalendarLinksState: {"refresh"},
    BatchesState: {"load", "refresh", "see", "choose", "turn", "start", "drop"},
    BookState: {"load", "refresh", "book", "wait_for", "stop_waiting"},
    MyAppointmentState: {"load", "refresh", "cancel", "move"},
    PlanningState: {"load", "refresh", "show", "move", "confirm", "drop"},
    MyAppointmentsState: {"load", "refresh", "turn", "take", "decline", "stop_waiting"},
    WaitingState: {"load", "refresh"},
    BubbleState: {"refresh"},
    RolesState: {"ask", "drop", "confirm"},
    AssignmentsState: {"open", "refresh", "find", "drop", "save"},
    MembersState: {"load", "refresh", "choose", "find", "turn"},
    ProfileState: {"load", "save", "take_theirs", "show_picture", "drop_picture"},
    BubbleInformationState: {"load", "refresh"},
    BubbleEditState: {"load", "save", "take_theirs", "show_picture", "drop_picture"},
    InviteState: {"load"},
    InvitationsState: {
        "load",
        "refresh",
        "choose",
        "find",
        "turn",
        "resend",
        "extend",
        "ask_to_revoke",
        "leave",
        "revoke",
    },
    PasswordResetState: {"load_forgotten", "load_new"},
    SecurityState: {"load", "load_confirmation", "refresh"},
    PasskeysState: {"load", "edit", "leave", "rename"},
    DevicesState: {"load", "refresh", "revoke", "revoke_others", "distrust"},
    JournalState: {"load", "choose", "choose_period", "show_more"},
    RescueState: {"load", "find"},
    ConsultationTypesState: {"load", "refresh", "move", "retire", "restore", "begin_with"},
    ConsultationTypeState: {"load", "refresh", "look_for", "save", "take_theirs"},
    AgendasState: {"load", "refresh", "begin", "leave", "ask"},
    OutsideCalendarsState: {"load", "refresh", "add", "read_again", "remove"},
    RemindersState: {"refresh", "choose"},
    TimeZoneState: {"refresh", "notice_device", "begin", "leave", "look_for", "choose"},
    NewBubbleState: {"load", "create", "begin_again"},
    NewAppointmentState: {"load", "refresh", "choose_bubble", "find", "book"},
    SeriesState: {"refresh", "settle", "keep_all", "give_up", "extend", "carry_out"},
    UndoState: {"undo", "refresh"},
    AppointmentState: {"load", "refresh", "tell"},
    MoveState: {"move"},
    PlaceState: {"change"},
    CancelState: {"cancel"},
    NoteState: {"save"},
    OutcomesState: {"load", "refresh", "tell"},
}
FORM = {"first_name": "Ève", "last_name": "Intrus", "phone": "", "picture": "", "version": "1"}
CANARY = "Canari-Jaune-77"

UNKNOWN_NAMES = {
    "nothing": "",
    "no state": "nothing.at.all",
    "a private method": f"{SessionState.get_full_name()}._end",
    "a helper": f"{ProfileState.get_full_name()}._begin",
    "a base method": f"{SessionState.get_full_name()}.reset",
    "a setter": f"{SessionState.get_full_name()}.set_is_signed_in",
    "setvar": f"{SessionState.get_full_name()}.setvar",
    "the root's setvar": f"{State.get_full_name()}.setvar",
    "hydrate": f"{State.get_full_name()}.hydrate",
    "set_is_hydrated": f"{State.get_full_name()}.set_is_hydrated",
    "update_vars": name_of(UpdateVarsInternalState, "update_vars_internal"),
    "a fault of a page": name_of(FrontendEventExceptionState, "handle_frontend_exception"),
    "two names": f"{name_of(SessionState, 'load')}.{name_of(SessionState, 'load')}",
    "capitals": name_of(SessionState, "choose_language").upper(),
    "a letter that looks the same": name_of(SessionState, "choose_language").replace("o", "\u043e"),
    "an end of line": name_of(SessionState, "choose_language") + "\n",
    "a dunder": f"{SessionState.get_full_name()}.__init__",
    "a long one": "x" * 40_000,
}
PAYLOADS_THAT_DO_NOT_FIT: dict[str, Any] = {
    "nothing": {},
    "a list": [],
    "a text": "language",
    "none": None,
    "a number": {"language": 1},
    "a truth": {"language": True},
    "no value": {"language": None},
    "a list of one": {"language": ["en"]},
    "an object": {"language": {"toString": "en"}},
    "one field too many": {"language": "en", "who": "paul"},
    "the state itself": {"language": "en", "self": {}},
    "another name": {"Language": "en"},
    "half a character": {"language": "\ud800"},
    "a novel": {"language": "x" * 25_000},
    "depth": {"language": json.loads("[" * 500 + "]" * 500)},
    "a huge number": {"language": 10**400},
}
FORMS_THAT_DO_NOT_FIT: dict[str, Any] = {
    "no form": {},
    "a list": {"form": []},
    "a text": {"form": "x"},
    "a field missing": {"form": {name: value for name, value in FORM.items() if name != "phone"}},
    "a field too many": {"form": FORM | {"email": "eve@example.org"}},
    "the password": {"form": FORM | {"password_hash": "x"}},
    "a number": {"form": FORM | {"version": 1}},
    "a list for a name": {"form": FORM | {"first_name": ["Ève"]}},
    "half a character": {"form": FORM | {"first_name": "\ud800"}},
    "too long": {"form": FORM | {"first_name": "x" * 20_001}},
    "an argument too many": {"form": FORM, "by": 1},
    "entries and more": {"form": {"__reflex_form_data__": [], **FORM}},
    "entries that are none": {"form": {"__reflex_form_data__": [["first_name"]]}},
    "entries too many": {"form": {"__reflex_form_data__": [*FORM.items(), ("email", "eve@example.org")]}},
}


def test_no_handler_is_reachable_but_those_known_here() -> None:
    """A handler added to a state must be added here, with its own attack."""
    ours = {name_of(state, handler) for state, handlers in OURS.items() for handler in handlers}
    known = RegistrationContext.get().event_handlers
    declared = {name for name, registered in known.items() if hasattr(registered.handler.fn, "access")}
    assert declared == ours


@pytest.mark.parametrize("name", UNKNOWN_NAMES)
async def test_only_declared_handlers_answer(application: Application, name: str) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        shown = as_shown(tab)
        for payload in ({}, {"var_name": "is_signed_in", "value": True}, {"vars": {"x": CANARY}}, {"info": CANARY}):
            await tab.send(UNKNOWN_NAMES[name], payload)
        await tab.fence()
        assert as_shown(tab) == shown
    assert application.log_text() == before


@pytest.mark.parametrize("name", [7, None, True, [], {}, ["x"], {"name": "x"}, 1.5])
async def test_a_name_is_a_text(application: Application, name: object) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        shown = as_shown(tab)
        await tab.send(name, {"password": CANARY})
        await tab.fence()
        assert as_shown(tab) == shown
    assert application.log_text() == before


@pytest.mark.parametrize("payload", PAYLOADS_THAT_DO_NOT_FIT)
async def test_a_payload_fits_its_handler_strictly(application: Application, payload: str) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        shown = as_shown(tab)
        name, content = name_of(SessionState, "choose_language"), PAYLOADS_THAT_DO_NOT_FIT[payload]
        event = {"name": name, "payload": content, "router_data": tab.address()}
        await tab.send_raw("42/_event," + json.dumps(["event", event]))
        await tab.fence()
        assert as_shown(tab) == shown
    assert application.log_text() == before


@pytest.mark.parametrize("form", FORMS_THAT_DO_NOT_FIT)
async def test_a_form_has_the_fields_of_the_page_and_no_other(application: Application, form: str) -> None:
    email, before = application.newcomer(), application.log_text()
    async with opened(application, cookies=application.session_of(email), page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        await tab.send(name_of(ProfileState, "save"), FORMS_THAT_DO_NOT_FIT[form])
        await tab.fence()
        assert tab.of(ProfileState)["saved"] == 0
    assert stored(application, email).first_name == "Nour"
    assert application.log_text() == before


@pytest.mark.parametrize(
    "router",
    [
        [],
        "x",
        1,
        {"pathname": "//evil.example"},
        {"pathname": "javascript:alert(1)"},
        {"pathname": ["/"]},
        {"asPath": "https://evil.example"},
        {"asPath": "/" + "x" * 3_000},
        {"asPath": "/\x00"},
        {"asPath": "/\ud800"},
        {"asPath": "/\r\nX: y"},
        {"query": [1]},
        {"query": {"a": 1}},
        {"query": {"a": ["x"]}},
        {"query": {str(n): "x" for n in range(30)}},
        {"query": {"a": "x" * 3_000}},
    ],
)
async def test_an_address_is_one_of_ours_in_shape(application: Application, router: object) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        await tab.send(name_of(SessionState, "choose_language"), {"language": "en"}, router_data=router)
        await tab.fence()
        assert tab.of(SessionState)["language"] == "fr"
    assert application.log_text() == before


@pytest.mark.parametrize("as_path", ["/[", "/connexion?[", "/?" + "&" * 500, "/%", "/#" + "x" * 900, "/:0:[::"])
async def test_an_address_in_our_shape_but_odd_is_no_fault(application: Application, as_path: str) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        await tab.send(name_of(SignInState, "load_password"), {}, router_data={"pathname": "/x", "asPath": as_path})
        await tab.send(
            name_of(OnLoadInternalState, "on_load_internal"), {}, router_data={"pathname": as_path, "asPath": as_path}
        )
        await tab.fence()
    assert application.log_text() == before


@pytest.mark.parametrize(
    ("state", "handler", "payload"),
    [
        (SessionState, "refresh", {}),
        (HomeState, "load", {}),
        (ProfileState, "load", {}),
        (ProfileState, "save", {"form": FORM}),
        (ProfileState, "take_theirs", {}),
        (ProfileState, "show_picture", {"picture": "x"}),
    ],
)
async def test_what_is_for_people_signed_in_does_nothing_for_others(
    application: Application, state: type, handler: str, payload: dict[str, Any]
) -> None:
    before = people(application)
    for cookies in ({}, {application.cookie("session"): "made-up"}):
        async with opened(application, cookies=cookies) as tab:
            shown = [tab.of(HomeState), tab.of(ProfileState)]
            await tab.call(state, handler, **payload)
            await tab.until(lambda: tab.of(SessionState)["is_over"])
            await tab.until(lambda: tab.is_closed)
            assert [tab.of(HomeState), tab.of(ProfileState)] == shown
    assert people(application) == before


async def test_headers_of_a_page_prove_nothing(application: Application) -> None:
    token = next(iter(application.session_of(application.newcomer()).values()))
    forged = {
        "X-Auth-Request-Access-Token": token,
        "Authorization": f"Bearer {token}",
        "X-Session-Token": token,
        "X-Forwarded-User": "paul@demo.mycharlotte.fr",
        "Mycharlotte.Connection": token,
    }
    async with opened(application, headers=forged) as tab:
        assert tab.of(SessionState)["is_signed_in"] is False
        assert token not in as_shown(tab)


async def test_an_event_says_nothing_of_who_sends_it(application: Application) -> None:
    """Session, address and headers come from the handshake, whatever the event pretends."""
    token = next(iter(application.session_of(application.newcomer()).values()))
    async with opened(application) as tab:
        pretended = tab.address() | {
            "headers": {"cookie": f"{application.cookie('session')}={token}"},
            "ip": "203.0.113.9",
            "token": "x",
            "sid": "x",
            "session_id": "x",
        }
        await tab.send(name_of(SessionState, "load"), {}, router_data=pretended, token="x", substate_token="x")
        await tab.fence()
        assert tab.of(SessionState)["is_signed_in"] is False
        assert "203.0.113.9" not in as_shown(tab)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payloads=st.lists(ANYTHING, min_size=2 * len(OURS), max_size=2 * len(OURS)), names=st.permutations(list(OURS)))
async def test_anything_at_all_leaves_people_and_log_as_they_were(
    application: Application, payloads: list[Any], names: list[type]
) -> None:
    before, log = people(application), len(application.log_text())
    async with opened(application) as tab:
        for payload, state in zip(payloads, names * 2, strict=True):
            for handler in OURS[state]:
                await tab.send(name_of(state, handler), payload)
                await tab.send(name_of(state, handler), {"form": payload, "language": payload})
        for _ in range(60):
            await tab.send_raw("noise")
        await tab.until(lambda: tab.socket.close_code is not None)
    assert people(application) == before
    assert '"level": "error"' not in application.log_text()[log:]


def as_shown(tab: Tab) -> str:
    """All that a tab knows, but for what the fence counts."""
    known = {name: dict(variables) for name, variables in tab.state.items()}
    known.get(SignInState.get_full_name(), {}).pop("looks", None)
    return json.dumps(known, sort_keys=True)


def stored(application: Application, email: str) -> Person:
    with application.in_use(), db.reading() as session:
        return session.exec(sqlmodel.select(Person).where(Person.email == email)).one()


def people(application: Application) -> list[tuple[object, ...]]:
    with application.in_use(), db.reading() as session:
        return sorted((p.email, p.first_name, p.language, p.version) for p in session.exec(sqlmodel.select(Person)))
